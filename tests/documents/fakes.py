"""Ports in memory, and people who use them."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.actor import Actor, ActorKind
from hub.core.document import Document
from hub.core.errors import NotFound, SourceUnavailable
from hub.core.identifiers import new_id
from hub.core.oversight import Finding
from hub.core.ports import Page
from hub.core.receipt import ALL_ACCESSES, Access, AccessFilter, Receipt
from hub.core.receipt_heading import Headed
from hub.documents.pictures import Treated

NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
# Beginnings and ends of pictures, for the tests in which nobody looks at them: see `Untouched`.
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"data contoh " * 40 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"data contoh " * 40 + b"IEND\xaeB`\x82"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 200


def clock() -> dt.datetime:
    return NOW


def actor(subject: str = "frontend", *, scopes: frozenset[str] = frozenset(), client: str = "frontend") -> Actor:
    return Actor(subject, ActorKind.CLIENT, client, f"Contoh {subject}", "1901", scopes=scopes, region="19.01")


class Untouched:
    """Implements `hub.documents.pictures.Treatment`: stores what came."""

    async def treated(self, data: bytes, media_type: str) -> Treated:
        return Treated(data, media_type)


@dataclass
class MemoryRows:
    """DocumentRows; `fail_advance` makes the next move of a row fail, as a lost database would."""

    rows: dict[uuid.UUID, Document] = field(default_factory=dict)
    fail_advance: bool = False
    findings: list[Finding] = field(default_factory=list)

    async def create(self, document: Document) -> None:
        self.rows[document.id] = document

    async def get(self, tenant: str, document_id: uuid.UUID) -> Document | None:
        found = self.rows.get(document_id)
        # As with a database, others run before the answer is here.
        await asyncio.sleep(0)
        return found if found and found.tenant == tenant else None

    async def advance(self, document: Document) -> None:
        if self.fail_advance:
            self.fail_advance = False
            raise SourceUnavailable("The database does not answer.")
        self.rows[document.id] = document

    async def refuse(self, document: Document, finding: Finding) -> None:
        await self.advance(document)
        self.findings.append(finding)


@dataclass
class MemoryBlobs:
    """Blobs in a dictionary."""

    blobs: dict[str, bytes] = field(default_factory=dict)

    async def put(self, key: str, data: bytes) -> None:
        self.blobs[key] = data

    async def get(self, key: str) -> bytes:
        if key not in self.blobs:
            raise NotFound("This document is not in the store.")
        return self.blobs[key]

    async def delete(self, key: str) -> None:
        self.blobs.pop(key, None)

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        yield await self.get(key)


@dataclass
class MemoryReceipts:
    """Receipts in a list; `broken` makes them fail."""

    keeps: ClassVar[bool] = True
    written: list[Receipt] = field(default_factory=list)
    broken: bool = False

    async def write(self, receipt: Receipt) -> None:
        if self.broken:
            raise SourceUnavailable("The receipt could not be written, so nothing is delivered.")
        self.written.append(receipt)

    def leave(self, receipt: Headed) -> Awaitable[None]:
        return self.write(receipt.receipt(new_id()))

    async def of_person(
        self, tenant: str, person_id: uuid.UUID, first: int, after: str | None, chosen: AccessFilter = ALL_ACCESSES
    ) -> Page[Access]:
        raise NotImplementedError
