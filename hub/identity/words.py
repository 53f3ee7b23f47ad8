"""One-time words in two halves: what somebody logs in with who gets an account that signs, decides or hands out roles.

Two people give out one half each, and neither of them ever knows the other's, so neither can log in as her. The first
half is not kept: it is made again, when the second one is given out, from a seed in the database and a key that is not.
"""

from __future__ import annotations

import hmac
import os
import secrets
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from hub.core.errors import BadInput

_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 3, 4
_FILE: Final = "words.key"
_KEY_BYTES: Final = 32


class OneTimeWords:
    """Makes words of two halves, each of about 2^59."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The key of a folder; makes one when there is none. Raises BadInput when it cannot be used."""
        path = folder / _FILE
        try:
            if not path.exists():
                _create(folder, path)
            key = path.read_bytes()
            if len(key) != _KEY_BYTES or path.stat().st_mode & 0o077:
                raise ValueError("not a key of ours")
        except (OSError, ValueError) as error:
            raise BadInput(
                f"The key of one-time words in {path} cannot be used. Give the hub's account alone read access (mode "
                "0600), or remove the file: first halves that wait are given out anew then."
            ) from error
        return cls(key)

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
    return secrets.token_bytes(_KEY_BYTES)


def _spelt(number: int) -> str:
    signs = []
    for _ in range(_GROUPS * _GROUP):
        number, digit = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[digit])
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))


def _create(folder: Path, path: Path) -> None:
    """Makes the key; of two processes that do so at once the first one's stands."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{_FILE}.{secrets.token_hex(8)}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(secrets.token_bytes(_KEY_BYTES))
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()
