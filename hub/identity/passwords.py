"""Passwords and client secrets: argon2id (RFC 9106). Slow on purpose; call it from a thread."""

from __future__ import annotations

import secrets
from base64 import b64encode
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

_HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_SALT_BYTES, _HASH_BYTES = _HASHER.salt_len, _HASHER.hash_len


def _nobodys() -> str:
    """A hash that no word has, made without hashing: comparing with it costs what any comparison costs."""
    salt, hashed = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (_SALT_BYTES, _HASH_BYTES))
    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${hashed}"


_NOBODYS: Final = _nobodys()
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
