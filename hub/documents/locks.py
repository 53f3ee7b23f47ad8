"""One writer of an upload at a time, among all processes that share a folder."""

from __future__ import annotations

import asyncio
import fcntl
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from hub.core.errors import Conflict

_FILES: Final = 256
_AGAIN_SECONDS: Final = 0.02
_MOST_SECONDS: Final = 10.0


class FolderLocks:
    """Locks of files in a folder (flock), which end with their process however that came about.

    Uploads share 256 files, so that none has to be removed; two that meet in one wait for each other, which does
    no harm.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    @asynccontextmanager
    async def held(self, document_id: uuid.UUID) -> AsyncIterator[None]:
        """Holds the upload for the block. Raises Conflict when others hold it for ten seconds."""
        file = os.open(self._folder / f"{document_id.int % _FILES:02x}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            await _locked(file)
            yield
        finally:
            os.close(file)


async def _locked(file: int) -> None:
    """Asks again and again: waiting inside of the call would need a thread for each that waits."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _MOST_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if loop.time() >= deadline:
                raise Conflict(
                    "Another request writes this upload. Ask for its offset with HEAD and go on from there."
                ) from None
            await asyncio.sleep(_AGAIN_SECONDS)
        else:
            return
