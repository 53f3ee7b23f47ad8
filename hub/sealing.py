"""Keys that lie in files beside the hub, and what is sealed with them in the database.

Whoever reads a copy of the database opens nothing; what was sealed under one name does not open under another, so
whoever can write to the database cannot put one secret in another one's place.
"""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.core.errors import BadInput

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class NotOpened(Exception):
    """Another key, or another name, sealed this."""


class Sealer:
    """Seals and opens (AES-256-GCM), and makes marks by which a word is known again without being kept."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        # A key of its own: one key must not serve two algorithms.
        self._marks = hmac.digest(key, b"marks", "sha256")

    @classmethod
    def load(cls, path: Path, *, what: str, otherwise: str) -> Self:
        """With the key of a file; see `file_key`."""
        return cls(file_key(path, what=what, otherwise=otherwise))

    def seal(self, name: bytes, secret: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, name)

    def open(self, name: bytes, sealed: bytes) -> bytes:
        """Raises NotOpened."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name)
        except InvalidTag:
            raise NotOpened from None

    def mark(self, name: bytes, word: bytes) -> bytes:
        """32 bytes (HMAC-SHA-256); whoever has no key cannot try out words until one fits."""
        return hmac.digest(self._marks, len(name).to_bytes(4, "big") + name + word, "sha256")


def file_key(path: Path, *, what: str, otherwise: str) -> bytes:
    """The 32 bytes of a key file, which is made when there is none.

    Processes that serve one hub share the folder; of two that start at once the first one's key stands. Raises BadInput
    when the key cannot be used: `what` names it ("The key of ..."), `otherwise` what to do where it is lost.
    """
    try:
        if not path.exists():
            _create(path)
        key = path.read_bytes()
        if len(key) != _KEY_BYTES or path.stat().st_mode & 0o077:
            raise ValueError("not a key of ours")
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{what} in {path} cannot be used. Give the hub's account alone read access (mode 0600), or {otherwise}"
        ) from error
    return key


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(part)
    finally:
        part.unlink()
