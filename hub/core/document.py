"""Uploaded papers and issued certificates."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import Enum
from typing import Final

MAX_DOCUMENT_BYTES: Final = 5 * 1024 * 1024
MEDIA_TYPES: Final = frozenset({"image/jpeg", "image/png", "application/pdf"})


class DocumentState(Enum):
    """UPLOADING until the last byte, READY once its content was checked, REFUSED when it was not what it said."""

    UPLOADING = "UPLOADING"
    READY = "READY"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Document:
    """A paper. `size` in bytes is what was announced, `offset` what has arrived.

    Once READY, `sha256` (in hex) and `stored_size` are those of the bytes in the store, `original_sha256` is that of
    the bytes that came, and `treatment` says what was done to them in words.
    `owner` is the subject of the actor who uploaded it: only that actor (or client) may name it in an application.
    """

    tenant: str
    id: uuid.UUID
    kind: str
    media_type: str
    size: int
    offset: int
    state: DocumentState
    owner: str
    client_id: str
    created_at: dt.datetime
    sha256: str | None = None
    application_id: uuid.UUID | None = None
    stored_size: int | None = None
    original_sha256: str | None = None
    treatment: str = ""


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A line of the hub's own register of issued papers: one register for each tenant, kind of paper and year.

    Numbers begin at 1 and have no gaps. This is not the deed's number, which SIAK gives.
    """

    tenant: str
    register: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.tenant}/{self.register}/{self.year}/{self.number:06}"


LETTERS: Final = "SKP"
"""The register of letters of removal (SKPWNI)."""


class VerificationStatus(Enum):
    """Green, yellow, red of the national QR page. SUPERSEDED has a newer paper; VOID has none, and is valid no more."""

    ACTIVE = "ACTIVE"
    SUPERSEDED = "SUPERSEDED"
    VOID = "VOID"
    NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True, slots=True)
class Certificate:
    """An issued certificate; the PDF is document `document_id`.

    One is active for each `series` and what it is `about`; empty, these are the deed of its service and its person.
    What was about something that it `replaces`, another number of a family card, is superseded too. `entry` is its line
    in the hub's own register; papers from before there was one have none.
    """

    tenant: str
    id: uuid.UUID
    code: str
    service: str
    title: str
    deed_number: str
    application_id: uuid.UUID
    person_id: uuid.UUID
    document_id: uuid.UUID
    status: VerificationStatus
    issued_at: dt.datetime
    signed_by: str
    series: str = ""
    about: str = ""
    replaces: tuple[str, ...] = ()
    entry: RegisterEntry | None = None


@dataclass(frozen=True, slots=True)
class DocumentVerification:
    """The public answer for a code: status and minimal, masked fields."""

    status: VerificationStatus
    title: str | None = None
    masked_name: str | None = None
    deed_number: str | None = None
    issued_on: dt.date | None = None
    issuer: str | None = None
    simulated_signature: bool | None = None
