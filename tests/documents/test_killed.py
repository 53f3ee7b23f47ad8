"""The hub dies in the middle of an upload: what it acknowledged is there, and the client goes on."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from pathlib import Path
from typing import Final

from hub.core.document import DocumentState
from hub.documents import FolderLocks, LocalBlobs, Uploads
from hub.store import Database, PgDocumentRows
from tests.documents.fakes import PDF, actor, clock

PIECE: Final = 10_000
PAPER: Final = PDF + b"".join(f"% data contoh {number}\n".encode() for number in range(40_000))

# Acknowledges like the hub does: after `append` has returned.
_UPLOADS: Final = """
import asyncio, sys, uuid
from pathlib import Path
from hub.documents import FolderLocks, LocalBlobs, Uploads
from hub.store import Database, PgDocumentRows
from tests.documents.fakes import actor, clock
from tests.documents.test_killed import PAPER, PIECE

async def upload(url, folder, document_id):
    rows = PgDocumentRows(await Database.open(url))
    uploads = Uploads(rows, LocalBlobs(folder / "documents"), clock, FolderLocks(folder / "locks"))
    for offset in range(0, len(PAPER), PIECE):
        document = await uploads.append(actor(), document_id, offset, PAPER[offset:offset + PIECE])
        print(document.offset, flush=True)

asyncio.run(upload(sys.argv[1], Path(sys.argv[2]), uuid.UUID(sys.argv[3])))
"""


async def test_what_was_acknowledged_outlives_a_kill(database: str, tmp_path: Path) -> None:
    db = await Database.open(database)
    try:
        locks, blobs = FolderLocks(tmp_path / "locks"), LocalBlobs(tmp_path / "documents")
        uploads = Uploads(PgDocumentRows(db), blobs, clock, locks)
        document = await uploads.create(actor(), "birth_statement", "application/pdf", len(PAPER))

        acknowledged = await _killed_after(5, database, tmp_path, str(document.id))

        offset = (await uploads.get(actor(), document.id)).offset
        assert acknowledged <= offset < len(PAPER)
        ready = await uploads.append(actor(), document.id, offset, PAPER[offset:])
        assert ready.state is DocumentState.READY
        assert ready.sha256 == hashlib.sha256(PAPER).hexdigest()
        assert (await uploads.read("1901", document.id))[1] == PAPER
    finally:
        await db.close()


async def _killed_after(pieces: int, database: str, folder: Path, document_id: str) -> int:
    """The last offset that a process acknowledged before it was killed in the middle of the next piece."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _UPLOADS, database, str(folder), document_id, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    told = b""
    for _ in range(pieces):
        told = await process.stdout.readline() or told
    process.kill()
    await process.wait()
    told = (told + await process.stdout.read()).split()[-1]
    return int(told)
