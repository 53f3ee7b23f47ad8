"""Secrets of others that have to be used again: sealed in the database, with a key that lies beside the hub."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Self

from hub.core.errors import BadInput
from hub.sealing import NotOpened, Sealer, file_key

_FILE: Final = "secrets.key"


class SealingKey:
    """Seals and opens the secrets of subscribers, each under a name of its own."""

    def __init__(self, key: bytes) -> None:
        self._sealer = Sealer(key)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The key of a folder; makes one when there is none. Raises BadInput when it cannot be used."""
        otherwise = "bring it back from the backup: without it no subscriber's secret can be read."
        return cls(file_key(folder / _FILE, what="The key", otherwise=otherwise))

    def seal(self, name: str, secret: str) -> bytes:
        return self._sealer.seal(name.encode(), secret.encode())

    def open(self, name: str, sealed: bytes) -> str:
        """Raises BadInput for what another key, or another name, sealed."""
        try:
            return self._sealer.open(name.encode(), sealed).decode()
        except NotOpened:
            raise BadInput(
                "A subscriber's secret was sealed with another key. Bring the key back, or give a new secret with "
                "`hub webhook rotate`."
            ) from None
