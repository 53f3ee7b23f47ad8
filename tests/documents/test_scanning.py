"""Uploads are looked through by ClamAV, or not taken. The daemon here is an emulator that speaks its protocol."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hub.core.document import Document, DocumentState
from hub.core.errors import BadInput, SourceUnavailable
from hub.core.oversight import FindingKind
from hub.documents import Clamd, Uploads, document_key
from hub.documents.pictures import Treated
from hub.documents.scanning import check_address
from tests.documents.fakes import EXECUTABLE, PDF, MemoryBlobs, MemoryRows, Untouched, actor, clock

# The EICAR test string, in two parts so that scanners leave this file alone.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
INFECTED = PDF + EICAR + b"\n%%EOF\n"


@dataclass
class EmulatedClamd:
    """Speaks `zINSTREAM` of clamd(8) over TCP or a socket file; knows one signature, that of EICAR."""

    answer: bytes | None = None
    """Given instead of a verdict; empty, the connection is closed without one."""
    seen: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        command = await reader.readuntil(b"\0")
        body = b""
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            body += await reader.readexactly(length)
        self.seen.append(command + body)
        verdict = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in body else b"stream: OK\0"
        writer.write(verdict if self.answer is None else self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture
def daemon() -> EmulatedClamd:
    return EmulatedClamd()


@pytest.fixture(params=["tcp", "unix"])
async def address(request: pytest.FixtureRequest, daemon: EmulatedClamd, tmp_path: Path) -> AsyncIterator[str]:
    if request.param == "unix":
        server = await asyncio.start_unix_server(daemon.serve, tmp_path / "clamd.sock")
        where = f"unix:{tmp_path / 'clamd.sock'}"
    else:
        server = await asyncio.start_server(daemon.serve, "127.0.0.1", 0)
        where = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield where


@dataclass
class Desk:
    address: str
    rows: MemoryRows = field(default_factory=MemoryRows)
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)

    def __post_init__(self) -> None:
        scanner = Clamd(self.address, seconds=2.0)
        self.uploads = Uploads(self.rows, self.blobs, clock, treatment=Untouched(), scanner=scanner)

    async def announce(self, content: bytes) -> Document:
        return await self.uploads.create(actor(), "birth_statement", "application/pdf", len(content))

    def row(self, document_id: uuid.UUID) -> Document:
        return self.rows.rows[document_id]


async def test_a_clean_paper_is_taken_after_all_of_it_was_seen(address: str, daemon: EmulatedClamd) -> None:
    desk, paper = Desk(address), PDF + b"%" * 200_000
    document = await desk.announce(paper)
    ready = await desk.uploads.append(actor(), document.id, 0, paper)
    assert (ready.state, ready.treatment) == (DocumentState.READY, "no malware found")
    assert daemon.seen == [b"zINSTREAM\0" + paper]


async def test_malware_is_refused_named_in_the_row_and_never_stored(address: str) -> None:
    desk = Desk(address)
    document = await desk.announce(INFECTED)
    await desk.uploads.append(actor(), document.id, 0, INFECTED[:50])
    with pytest.raises(BadInput, match="harmful program"):
        await desk.uploads.append(actor(), document.id, 50, INFECTED[50:])
    row = desk.row(document.id)
    assert (row.state, row.treatment) == (DocumentState.REFUSED, "refused: malware Eicar-Test-Signature")
    assert desk.blobs.blobs == {}
    (finding,) = desk.rows.findings
    assert (finding.kind, finding.readers, finding.client_id) == (FindingKind.MALWARE, ("frontend",), "frontend")
    assert str(document.id) not in f"{finding.reason}"


async def test_what_is_refused_for_another_reason_is_no_finding(address: str) -> None:
    desk = Desk(address)
    document = await desk.announce(EXECUTABLE)
    with pytest.raises(BadInput):
        await desk.uploads.append(actor(), document.id, 0, EXECUTABLE)
    assert desk.row(document.id).state is DocumentState.REFUSED
    assert desk.rows.findings == []


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"x" * 9000])
async def test_without_a_verdict_nothing_is_taken_and_nothing_lost(
    address: str, daemon: EmulatedClamd, answer: bytes
) -> None:
    desk = Desk(address)
    document = await desk.announce(PDF)
    await desk.uploads.append(actor(), document.id, 0, PDF[:20])
    daemon.answer = answer
    with pytest.raises(SourceUnavailable, match="send the last part again"):
        await desk.uploads.append(actor(), document.id, 20, PDF[20:])
    assert (desk.row(document.id).state, desk.row(document.id).offset) == (DocumentState.UPLOADING, 20)
    assert document_key(document.id) not in desk.blobs.blobs

    daemon.answer = None
    assert (await desk.uploads.append(actor(), document.id, 20, PDF[20:])).state is DocumentState.READY


async def test_a_scanner_that_is_away_lets_nothing_through(tmp_path: Path) -> None:
    desk = Desk(f"unix:{tmp_path / 'nobody.sock'}")
    document = await desk.announce(PDF)
    with pytest.raises(SourceUnavailable):
        await desk.uploads.append(actor(), document.id, 0, PDF)
    assert (desk.row(document.id).state, desk.row(document.id).offset) == (DocumentState.UPLOADING, 0)


async def test_a_scanner_that_is_silent_is_not_waited_for_for_ever() -> None:
    silent = asyncio.Event()

    async def wait(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silent.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    try:
        with pytest.raises(SourceUnavailable):
            await Clamd(f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}", seconds=0.2).check(PDF)
    finally:
        silent.set()
        server.close()


@pytest.mark.parametrize("given", ["", "3310", "http://clamav:3310", "tcp://", "unix:relative", "unix://host/path"])
def test_an_address_that_leads_nowhere_stops_the_start(given: str) -> None:
    with pytest.raises(ValueError, match="malware scanner"):
        check_address(given)


class Noted(Untouched):
    """Notes what a decoder would have been given."""

    def __init__(self) -> None:
        self.given: list[bytes] = []

    async def treated(self, data: bytes, media_type: str) -> Treated:
        self.given.append(data)
        return await super().treated(data, media_type)


async def test_no_decoder_sees_what_carries_malware(address: str) -> None:
    noted = Noted()
    uploads = Uploads(MemoryRows(), MemoryBlobs(), clock, treatment=noted, scanner=Clamd(address, seconds=2.0))
    for content in (INFECTED, PDF):
        document = await uploads.create(actor(), "birth_statement", "application/pdf", len(content))
        with suppress(BadInput):
            await uploads.append(actor(), document.id, 0, content)
    assert noted.given == [PDF]
