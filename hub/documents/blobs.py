"""Bytes by key: a folder of this machine, or an object store by URL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cached_property
from pathlib import Path

from hub.core.ports import Blobs


class LocalBlobs:
    """Blobs under a folder, which is made (only its owner may enter it) when it is missing.

    Implements `hub.core.ports.Blobs`.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    async def put(self, key: str, data: bytes) -> None:
        """Stores the bytes durably under a key, in place of what was there."""
        await self._store.put(key, data)

    async def get(self, key: str) -> bytes:
        """All bytes of a key; raises NotFound."""
        return await self._store.get(key)

    async def delete(self, key: str) -> None:
        """Removes a key; nothing happens when it is not there."""
        await self._store.delete(key)

    def stream(self, key: str) -> AsyncIterator[bytes]:
        """The bytes of a key in pieces; raises NotFound before the first."""
        return self._store.stream(key)

    @cached_property
    def _store(self) -> Blobs:
        from hub.documents.object_blobs import in_folder  # noqa: PLC0415 - loaded with the first paper

        return in_folder(self._folder)


def open_blobs(location: str) -> Blobs:
    """A store by its address: a folder, or a URL such as `s3://bucket/prefix` (credentials from the environment)."""
    if "://" not in location:
        return LocalBlobs(Path(location))
    from hub.documents.object_blobs import at_address  # noqa: PLC0415 - only where an object store is used

    return at_address(location)
