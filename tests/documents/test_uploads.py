"""A paper's way in: announced, appended, checked; and every way in which it is refused."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.document import MAX_DOCUMENT_BYTES, DocumentState
from hub.core.errors import BadInput, Conflict, HubError, NotFound, SourceUnavailable
from hub.core.identifiers import new_id
from hub.documents import FolderLocks, Uploads, document_key
from tests.documents.fakes import EXECUTABLE, JPEG, PDF, PNG, MemoryBlobs, MemoryRows, Untouched, actor, clock

THIRTY_MEGABYTES = 30 * 1024 * 1024


@dataclass
class Desk:
    rows: MemoryRows = field(default_factory=MemoryRows)
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)

    def __post_init__(self) -> None:
        self.uploads = Uploads(self.rows, self.blobs, clock, treatment=Untouched())


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("media_type", "content"), [("image/jpeg", JPEG), ("image/png", PNG), ("application/pdf", PDF)]
)
async def test_a_paper_arrives_whole(desk: Desk, media_type: str, content: bytes) -> None:
    document = await desk.uploads.create(actor(), "birth_statement", media_type, len(content))
    assert (document.state, document.offset) == (DocumentState.UPLOADING, 0)

    ready = await desk.uploads.append(actor(), document.id, 0, content)

    assert ready.state is DocumentState.READY
    assert ready.sha256 == hashlib.sha256(content).hexdigest()
    assert desk.blobs.blobs == {document_key(document.id): content}
    assert await desk.uploads.read("1901", document.id) == (ready, content)


@given(cuts=st.lists(st.integers(min_value=0, max_value=len(JPEG) - 1), max_size=12))
def test_any_division_into_pieces_gives_the_same_paper(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(JPEG)]

    async def upload() -> bytes:
        desk = Desk()
        document = await desk.uploads.create(actor(), "family_card", "image/jpeg", len(JPEG))
        for begin, end in itertools.pairwise(edges):
            document = await desk.uploads.append(actor(), document.id, begin, JPEG[begin:end])
        assert desk.blobs.blobs.keys() == {document_key(document.id)}
        return (await desk.uploads.read("1901", document.id))[1]

    assert asyncio.run(upload()) == JPEG


@pytest.mark.parametrize(
    ("kind", "media_type", "size", "path"),
    [
        ("birth_statement", "image/jpeg", THIRTY_MEGABYTES, "size"),
        ("birth_statement", "image/jpeg", MAX_DOCUMENT_BYTES + 1, "size"),
        ("birth_statement", "image/jpeg", 0, "size"),
        ("birth_statement", "image/jpeg", -1, "size"),
        ("birth_statement", "image/svg+xml", 100, "mediaType"),
        ("birth_statement", "application/x-msdownload", 100, "mediaType"),
        ("Birth statement", "image/jpeg", 100, "kind"),
        ("birth\x00statement", "image/jpeg", 100, "kind"),
        ("../etc/passwd", "image/jpeg", 100, "kind"),
        ("", "image/jpeg", 100, "kind"),
    ],
)
async def test_what_cannot_be_taken_is_refused_at_once(
    desk: Desk, kind: str, media_type: str, size: int, path: str
) -> None:
    with pytest.raises(BadInput) as refused:
        await desk.uploads.create(actor(), kind, media_type, size)
    assert refused.value.path == path
    assert desk.rows.rows == {}


async def test_the_largest_paper_is_taken(desk: Desk) -> None:
    content = JPEG.ljust(MAX_DOCUMENT_BYTES, b"\0")
    document = await desk.uploads.create(actor(), "birth_statement", "image/jpeg", len(content))
    assert (await desk.uploads.append(actor(), document.id, 0, content)).state is DocumentState.READY


@pytest.mark.parametrize("content", [EXECUTABLE, b"\x7fELF\x02\x01\x01" + b"\0" * 99, b"#!/bin/sh\nrm -rf /\n", PNG])
async def test_an_executable_renamed_to_jpg_is_refused_and_not_kept(desk: Desk, content: bytes) -> None:
    document = await desk.uploads.create(actor(), "birth_statement", "image/jpeg", len(content))
    half = len(content) // 2
    await desk.uploads.append(actor(), document.id, 0, content[:half])

    with pytest.raises(BadInput):
        await desk.uploads.append(actor(), document.id, half, content[half:])

    assert desk.rows.rows[document.id].state is DocumentState.REFUSED
    assert desk.blobs.blobs == {}
    with pytest.raises(NotFound):
        await desk.uploads.read("1901", document.id)
    with pytest.raises(Conflict):
        await desk.uploads.append(actor(), document.id, len(content), b"more")


async def test_more_bytes_than_announced_are_not_kept(desk: Desk) -> None:
    document = await desk.uploads.create(actor(), "birth_statement", "image/jpeg", 20)
    await desk.uploads.append(actor(), document.id, 0, JPEG[:10])

    with pytest.raises(BadInput):
        await desk.uploads.append(actor(), document.id, 10, JPEG[10:21])

    assert (await desk.uploads.get(actor(), document.id)).offset == 10
    assert list(desk.blobs.blobs.values()) == [JPEG[:10]]


@pytest.mark.parametrize("offset", [-1, 0, 9, 11, 400])
async def test_a_wrong_offset_is_a_conflict_that_tells_the_right_one(desk: Desk, offset: int) -> None:
    document = await desk.uploads.create(actor(), "birth_statement", "image/jpeg", len(JPEG))
    await desk.uploads.append(actor(), document.id, 0, JPEG[:10])

    with pytest.raises(Conflict) as conflict:
        await desk.uploads.append(actor(), document.id, offset, b"x")

    assert conflict.value.details["offset"] == 10


@pytest.mark.parametrize("other", [actor("somebody"), actor(client="other-client")])
async def test_nobody_else_may_append_or_know_of_it(desk: Desk, other: object) -> None:
    assert isinstance(other, type(actor()))
    document = await desk.uploads.create(actor(), "birth_statement", "image/jpeg", len(JPEG))
    with pytest.raises(NotFound):
        await desk.uploads.append(other, document.id, 0, JPEG)
    with pytest.raises(NotFound):
        await desk.uploads.get(other, document.id)
    assert desk.blobs.blobs == {}


async def test_two_appends_at_once_are_one_append_and_a_conflict(desk: Desk) -> None:
    document = await desk.uploads.create(actor(), "birth_statement", "image/jpeg", len(JPEG))
    outcomes = await asyncio.gather(
        *(desk.uploads.append(actor(), document.id, 0, JPEG[:n]) for n in (10, 30)), return_exceptions=True
    )
    assert [type(outcome).__name__ for outcome in outcomes].count("Conflict") == 1
    kept = (await desk.uploads.get(actor(), document.id)).offset
    assert (await desk.uploads.append(actor(), document.id, kept, JPEG[kept:])).state is DocumentState.READY


class SlowBlobs(MemoryBlobs):
    """Others run while a blob is read or written, as with a disk."""

    async def put(self, key: str, data: bytes) -> None:
        await asyncio.sleep(0.01)
        await super().put(key, data)
        await asyncio.sleep(0.01)

    async def get(self, key: str) -> bytes:
        await asyncio.sleep(0.01)
        return await super().get(key)


async def test_two_processes_that_append_at_once_mix_nothing(tmp_path: Path) -> None:
    """Each process has an instance of its own; rows, blobs and the folder of locks are shared."""
    rows, blobs = MemoryRows(), SlowBlobs()
    first, second = (Uploads(rows, blobs, clock, FolderLocks(tmp_path), treatment=Untouched()) for _ in range(2))
    document = await first.create(actor(), "birth_statement", "image/jpeg", len(JPEG))
    await first.append(actor(), document.id, 0, JPEG[:20])
    other = JPEG[20:60].replace(b"data", b"atad")

    outcomes = await asyncio.gather(
        first.append(actor(), document.id, 20, JPEG[20:50]),
        second.append(actor(), document.id, 20, other),
        return_exceptions=True,
    )

    assert [type(outcome).__name__ for outcome in outcomes].count("Conflict") == 1
    whole = JPEG[:50] + JPEG[50:] if not isinstance(outcomes[0], BaseException) else JPEG[:20] + other + JPEG[60:]
    kept = (await first.get(actor(), document.id)).offset
    await second.append(actor(), document.id, kept, whole[kept:])
    assert (await first.read("1901", document.id))[1] == whole


async def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    """A process that holds an upload is killed; the next one goes on at once."""
    document_id = new_id()
    program = (
        "import asyncio, sys, uuid\n"
        "from pathlib import Path\n"
        "from hub.documents import FolderLocks\n"
        "async def hold():\n"
        "    async with FolderLocks(Path(sys.argv[1])).held(uuid.UUID(sys.argv[2])):\n"
        "        print('held', flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(hold())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(tmp_path), str(document_id), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"held\n"
        mine = asyncio.create_task(_hold(FolderLocks(tmp_path), document_id))
        _, waiting = await asyncio.wait({mine}, timeout=0.2)
        assert waiting
    finally:
        process.kill()
        await process.wait()
    await asyncio.wait_for(mine, timeout=5)


async def _hold(locks: FolderLocks, document_id: uuid.UUID) -> None:
    async with locks.held(document_id):
        pass


@pytest.mark.parametrize("lost_at", [0, 1, 2])
async def test_a_lost_row_update_is_repeated_by_the_client(desk: Desk, lost_at: int) -> None:
    document = await desk.uploads.create(actor(), "birth_statement", "image/jpeg", len(JPEG))
    pieces = [(0, JPEG[:100]), (100, JPEG[100:300]), (300, JPEG[300:])]
    for number, (offset, piece) in enumerate(pieces):
        if number == lost_at:
            desk.rows.fail_advance = True
            with pytest.raises(SourceUnavailable):
                await desk.uploads.append(actor(), document.id, offset, piece)
            assert (await desk.uploads.get(actor(), document.id)).offset == offset
        await desk.uploads.append(actor(), document.id, offset, piece)
    assert (await desk.uploads.read("1901", document.id))[1] == JPEG


async def test_damaged_bytes_do_not_leave(desk: Desk) -> None:
    document = await desk.uploads.create(actor(), "birth_statement", "image/jpeg", len(JPEG))
    await desk.uploads.append(actor(), document.id, 0, JPEG)
    desk.blobs.blobs[document_key(document.id)] = JPEG[:-1] + b"\0"
    with pytest.raises(HubError) as damaged:
        await desk.uploads.read("1901", document.id)
    assert damaged.value.code == "INTERNAL"


async def test_another_tenant_has_no_such_document(desk: Desk) -> None:
    document = await desk.uploads.create(actor(), "birth_statement", "image/jpeg", len(JPEG))
    await desk.uploads.append(actor(), document.id, 0, JPEG)
    with pytest.raises(NotFound):
        await desk.uploads.read("1902", document.id)


async def test_a_certificate_is_deposited_for_its_applicant(desk: Desk) -> None:
    document = await desk.uploads.deposit(actor("head"), "birth_certificate", PDF, "frontend", "frontend")
    assert (document.owner, document.client_id, document.state) == ("frontend", "frontend", DocumentState.READY)
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert desk.blobs.blobs == {document_key(document.id): PDF}
    assert desk.rows.rows == {}
