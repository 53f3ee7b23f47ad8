"""Passwords and client secrets: argon2id (RFC 9106). Slow on purpose; call it from a thread."""

from __future__ import annotations

import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

_HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_NOBODYS: Final = _HASHER.hash(secrets.token_urlsafe(32))
MOST_CHARACTERS: Final = 1024
"""Longer words are refused before they are hashed."""


def hash_secret(word: str) -> str:
    """The argon2id hash with its salt and parameters."""
    return _HASHER.hash(word)


def holds(word: str, hashed: str | None) -> bool:
    """Whether the word is the right one. Where there is nothing to compare with, it takes as long and is false."""
    if len(word) > MOST_CHARACTERS:
        return False
    try:
        _HASHER.verify(hashed or _NOBODYS, word)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None
