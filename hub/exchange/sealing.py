"""Secrets of others that have to be used again: sealed in the database, with a key that lies beside the hub.

Whoever reads a copy of the database opens nothing; what was sealed under one name does not open under another.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.core.errors import BadInput

_FILE: Final = "secrets.key"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class SealingKey:
    """Seals and opens (AES-256-GCM)."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

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
                f"The key in {path} cannot be used. Give the hub's account alone read access (mode 0600), or bring it "
                "back from the backup: without it no subscriber's secret can be read."
            ) from error
        return cls(key)

    def seal(self, name: str, secret: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), name.encode())

    def open(self, name: str, sealed: bytes) -> str:
        """Raises BadInput for what another key, or another name, sealed."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode()).decode()
        except InvalidTag:
            raise BadInput(
                "A subscriber's secret was sealed with another key. Bring the key back, or give a new secret with "
                "`hub webhook rotate`."
            ) from None


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
