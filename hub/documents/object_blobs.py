"""Bytes by key in any store of obstore, which only a process loads that reads or stores a paper."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from hub.core.errors import NotFound, SourceUnavailable


class ObjectBlobs:
    """Implements `hub.core.ports.Blobs`. A `put` is whole or not there at all: readers never see half of it."""

    def __init__(self, store: Any) -> None:
        self._store = store

    async def put(self, key: str, data: bytes) -> None:
        """Stores the bytes durably under a key, in place of what was there."""
        with _of_the_hub():
            await obstore.put_async(self._store, key, data)

    async def get(self, key: str) -> bytes:
        """All bytes of a key; raises NotFound."""
        with _of_the_hub():
            found = await obstore.get_async(self._store, key)
            return bytes(await found.bytes_async())

    async def delete(self, key: str) -> None:
        """Removes a key; nothing happens when it is not there."""
        try:
            with _of_the_hub():
                await obstore.delete_async(self._store, key)
        except NotFound:
            return

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The bytes of a key in pieces; raises NotFound before the first."""
        with _of_the_hub():
            found = await obstore.get_async(self._store, key)
            async for piece in found.stream():
                yield bytes(piece)


def in_folder(folder: Path) -> ObjectBlobs:
    """A folder that is there."""
    return ObjectBlobs(LocalStore(prefix=folder))


def at_address(url: str) -> ObjectBlobs:
    """A store by its URL, such as `s3://bucket/prefix`; credentials come from the environment."""
    return ObjectBlobs(from_url(url))


@contextmanager
def _of_the_hub() -> Iterator[None]:
    """obstore raises FileNotFoundError for a missing key, OSError and its own errors for the rest."""
    try:
        yield
    except FileNotFoundError:
        raise NotFound("This document is not in the store. Upload it again.") from None
    except (BaseError, OSError) as error:
        raise SourceUnavailable(
            "The document store does not answer, and nothing was stored. Try again in some minutes."
        ) from error
