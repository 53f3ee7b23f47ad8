"""One-time words in two halves: what somebody logs in with who gets an account that signs, decides or hands out roles.

Two people give out one half each, and neither of them ever knows the other's, so neither can log in as her. The first
half is not kept: it is made again, when the second one is given out, from a seed in the database and a key that is not.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from pathlib import Path
from typing import Final, Self

from hub.sealing import file_key

_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 3, 4
_FILE: Final = "words.key"
_SEED_BYTES: Final = 32


class OneTimeWords:
    """Makes words of two halves, each of about 2^59."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The key of a folder; makes one when there is none. Raises BadInput when it cannot be used."""
        otherwise = "remove the file: first halves that wait are given out anew then."
        return cls(file_key(folder / _FILE, what="The key of one-time words", otherwise=otherwise))

    def first(self, user_id: uuid.UUID, seed: bytes) -> str:
        """The first half, always the same for a seed."""
        digest = hmac.digest(self._key, user_id.bytes + seed, "sha256")
        return _spelt(int.from_bytes(digest, "big"))

    @staticmethod
    def second() -> str:
        """A second half, at random."""
        return _spelt(secrets.randbits(256))

    @staticmethod
    def whole(first: str, second: str) -> str:
        """What she types: both halves, the first one first."""
        return f"{first}-{second}"


def new_seed() -> bytes:
    return secrets.token_bytes(_SEED_BYTES)


def _spelt(number: int) -> str:
    signs = []
    for _ in range(_GROUPS * _GROUP):
        number, digit = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[digit])
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))
