"""The hub dies in the middle of an upload: what it acknowledged is there, and the client goes on.

Once at whatever moment the kill comes, and once before each write in turn, so that no two of them may change places.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from hub.core.document import DocumentState
from hub.core.errors import BadInput, Conflict
from hub.documents import FolderLocks, LocalBlobs, Uploads
from hub.store import Database, PgDocumentRows
from tests.documents.fakes import PDF, Untouched, actor, clock

PIECE: Final = 10_000
PAPER: Final = PDF + b"".join(f"% data contoh {number}\n".encode() for number in range(40_000))
THREE_PIECES: Final = PAPER[: 2 * PIECE + 1]
RUNS: Final = THREE_PIECES[: 2 * PIECE] + b"/JavaScript"
"""Refused when its last byte is there."""
WRITES: Final = 7
"""Of three pieces: bytes and row of each; of the last one the row and what is taken away come behind."""
REFUSING: Final = 6

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
# A child for each document: the first dies before its first write, the second before its second, and so on. Each says
# which one it is and what it has acknowledged.
_DIES_BEFORE_EACH_WRITE: Final = """
import asyncio, os, signal, sys, uuid
from pathlib import Path
from hub.documents import FolderLocks, LocalBlobs, Uploads
from hub.store import Database, PgDocumentRows
from tests.documents import test_killed
from tests.documents.fakes import Untouched, actor, clock

class Dies:
    def __init__(self, port, left):
        self.port, self.left = port, left

    def __getattr__(self, name):
        if name not in {"put", "delete", "advance"}:
            return getattr(self.port, name)
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left.pop()
        return getattr(self.port, name)

async def upload(url, folder, document_id, paper, number):
    left = [None] * number
    rows = Dies(PgDocumentRows(await Database.open(url)), left)
    blobs = Dies(LocalBlobs(folder / "documents"), left)
    uploads = Uploads(rows, blobs, clock, FolderLocks(folder / "locks"), treatment=Untouched())
    for offset in range(0, len(paper), test_killed.PIECE):
        document = await uploads.append(actor(), document_id, offset, paper[offset:offset + test_killed.PIECE])
        print(number, document.offset, flush=True)

url, folder, paper, *documents = sys.argv[1:]
for number, document_id in enumerate(documents):
    child = os.fork()
    if not child:
        asyncio.run(upload(url, Path(folder), uuid.UUID(document_id), getattr(test_killed, paper), number))
        os._exit(0)
    print(number, "ended", os.waitpid(child, 0)[1], flush=True)
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


async def test_whichever_write_it_dies_before_the_client_goes_on(database: str, tmp_path: Path) -> None:
    db = await Database.open(database)
    try:
        blobs = LocalBlobs(tmp_path / "documents")
        uploads = Uploads(PgDocumentRows(db), blobs, clock, FolderLocks(tmp_path / "locks"), treatment=Untouched())
        papers = [await uploads.create(actor(), "birth_statement", "application/pdf", len(THREE_PIECES))
                  for _ in range(WRITES)]  # fmt: skip
        acknowledged = await _dead_before_each_write(database, tmp_path, "THREE_PIECES", [one.id for one in papers])
        assert acknowledged == [0, 0, PIECE, PIECE, 2 * PIECE, 2 * PIECE, 2 * PIECE]
        for told, paper in zip(acknowledged, papers, strict=True):
            left = await uploads.get(actor(), paper.id)
            assert told <= left.offset
            if left.state is DocumentState.UPLOADING:
                await uploads.append(actor(), paper.id, left.offset, THREE_PIECES[left.offset :])
            assert (await uploads.read("1901", paper.id))[1] == THREE_PIECES
    finally:
        await db.close()


async def test_whichever_write_it_dies_before_a_refused_paper_stays_refused(database: str, tmp_path: Path) -> None:
    db = await Database.open(database)
    try:
        blobs = LocalBlobs(tmp_path / "documents")
        uploads = Uploads(PgDocumentRows(db), blobs, clock, FolderLocks(tmp_path / "locks"), treatment=Untouched())
        papers = [await uploads.create(actor(), "birth_statement", "application/pdf", len(RUNS))
                  for _ in range(REFUSING)]  # fmt: skip
        await _dead_before_each_write(database, tmp_path, "RUNS", [one.id for one in papers])
        for paper in papers:
            left = await uploads.get(actor(), paper.id)
            refused = Conflict if left.state is DocumentState.REFUSED else BadInput
            with pytest.raises(refused, match="closed" if refused is Conflict else "runs a program"):
                await uploads.append(actor(), paper.id, left.offset, RUNS[left.offset :])
            assert (await uploads.get(actor(), paper.id)).state is DocumentState.REFUSED
    finally:
        await db.close()


async def _dead_before_each_write(url: str, folder: Path, paper: str, ids: Sequence[uuid.UUID]) -> list[int]:
    """The last offset that was acknowledged of each document; all of their processes were killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _DIES_BEFORE_EACH_WRITE, url, str(folder), paper, *map(str, ids),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    told, _ = await process.communicate()
    lines = [line.split() for line in told.decode().splitlines()]
    assert [line[2] for line in lines if line[1] == "ended"] == ["9"] * len(ids), "one was not killed, or fails"
    offsets = [0] * len(ids)
    for number, said, *_ in lines:
        offsets[int(number)] = int(said) if said != "ended" else offsets[int(number)]
    return offsets


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
