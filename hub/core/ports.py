"""Ports: what the inner rooms ask of the outside. `hub.store`, `hub.connectors` and fakes implement them.

Every method may raise a HubError and nothing else that a caller is expected to handle.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from hub.core.application import Application, ApplicationState
from hub.core.citizen import Address, Citizen, CitizenSearch, FamilyCard
from hub.core.document import Certificate, Document
from hub.core.facet import FacetCopy
from hub.core.once_only import MeterLine
from hub.core.oversight import Finding
from hub.core.past import Origin
from hub.core.predicates import RowFilter
from hub.core.promise_run import AlarmCounts, PromiseAlarm
from hub.core.queue import QueueGlance
from hub.core.receipt import ALL_ACCESSES, Access, AccessFilter, Receipt
from hub.core.receipt_heading import Headed
from hub.core.regions import Region, RegionSearch
from hub.core.service import CertificateData

T = TypeVar("T")
Clock = Callable[[], dt.datetime]
"""Gives the time now, in UTC with zone."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a connection. `cursors[i]` is the opaque cursor of `items[i]`."""

    items: tuple[T, ...]
    cursors: tuple[str, ...]
    has_next: bool
    has_previous: bool | None = None
    """None where nobody looked: then there is something before it if it was asked for behind a cursor."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Result of looking up NIKs: rows this filter admits, and NIKs that exist but are hidden from it.

    Hidden ones must be answered as if they did not exist; what an agency says of them must not be kept or shown.
    """

    found: Mapping[str, Citizen]
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry(Origin):
    """One event of a person, and the names of the attributes and facets that it changed."""

    person_id: uuid.UUID
    changed: tuple[str, ...]


class People(Protocol):
    """Persons and family cards of the shared record."""

    async def by_niks(self, tenant: str, niks: Sequence[str], rows: RowFilter) -> Lookup: ...

    async def by_ids(self, tenant: str, ids: Sequence[uuid.UUID], rows: RowFilter) -> Mapping[uuid.UUID, Citizen]: ...

    async def with_birth_deed(self, tenant: str, number: str) -> uuid.UUID | None:
        """Who has this birth deed; None for nobody, and for several. Says nothing of who may know."""
        ...

    async def search(
        self, tenant: str, search: CitizenSearch, rows: RowFilter, first: int, after: str | None
    ) -> Page[Citizen]: ...

    async def family_cards(self, tenant: str, numbers: Sequence[str], rows: RowFilter) -> Mapping[str, FamilyCard]: ...

    async def members(
        self, tenant: str, numbers: Sequence[str], rows: RowFilter
    ) -> Mapping[str, tuple[Citizen, ...]]: ...

    async def children(self, tenant: str, nik: str, rows: RowFilter, most: int) -> Sequence[Citizen]:
        """Whom the record names this NIK as mother or father of, on whatever family card; the oldest first."""
        ...

    async def history(
        self,
        tenant: str,
        person_id: uuid.UUID,
        rows: RowFilter,
        first: int,
        after: str | None,
        until: int | None = None,
    ) -> Page[HistoryEntry]:
        """What this reader may hear of, the newest first; with `until` only those up to that version."""
        ...

    async def places(self, codes: Sequence[str]) -> Mapping[str, Address]:
        """The names of regions by dotted code, each as an address of which nothing else is known."""
        ...

    async def regions(self, wanted: RegionSearch) -> Sequence[Region]:
        """Today's regions, whole names before others."""
        ...

    async def adopt(self, tenant: str, citizens: Sequence[Citizen]) -> Mapping[str, Citizen]:
        """Keeps persons that an agency knew and the record did not; returns the stored rows by NIK.

        Somebody else may have stored one meanwhile: the stored row wins.
        """
        ...


class FacetCopies(Protocol):
    """Last known copies of facets in the record."""

    async def copies(
        self, tenant: str, facet: str, person_ids: Sequence[uuid.UUID]
    ) -> Mapping[uuid.UUID, FacetCopy[Any]]: ...


class FacetRefreshes(Protocol):
    """Who asks an agency for copies that are no longer fresh: one of all processes, whatever asked for them."""

    async def claim(
        self, tenant: str, facet: str, person_ids: Sequence[uuid.UUID], seconds: float
    ) -> frozenset[uuid.UUID]:
        """Those that are now the caller's to ask for, for so long at most. The others are somebody else's, or failed
        a moment ago (`under_way` tells)."""
        ...

    async def keep(self, tenant: str, facet: str, copies: Mapping[uuid.UUID, FacetCopy[Any]]) -> None:
        """Stores what the agency gave, unless something newer came meanwhile, and ends the claims."""
        ...

    async def give_up(self, tenant: str, facet: str, failures: Mapping[uuid.UUID, str], seconds: float) -> None:
        """Ends claims without an answer; nobody claims them again for so long. `failures` says why, in one word."""
        ...

    async def release(self, tenant: str, facet: str, person_ids: Sequence[uuid.UUID]) -> None:
        """Ends claims that were not needed."""
        ...

    async def under_way(
        self, tenant: str, facet: str, person_ids: Sequence[uuid.UUID]
    ) -> Mapping[uuid.UUID, str | None]:
        """Claims that hold: None for one that is being asked for, the word for one that failed."""
        ...


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """All given terms must hold. `region` narrows to a subtree; `client_id` to one client's own applications.

    `oldest_first` gives them in the order in which they wait; otherwise the newest come first.
    `due_before` leaves those whose clock runs to an earlier instant, and gives the next to be due first.
    `alarm` leaves those whose clock has raised it and runs on, the next to be due first too; NEAR without PAST.
    `by_due` leaves those whose clock runs, and gives the next to be due first.
    `holder` leaves what an officer goes on with or worked on last; `unheld` what nobody goes on with; `absent_on` what
    those go on with who are absent on that day.
    `person_ids` leaves what is about one of these persons, `nik` what names this NIK in its form; both: either.
    `issued_on` leaves those whose papers are of that day (WIB), `printed` those that were printed or were not.
    Without `with_sealed` those that name somebody sealed are left out.
    """

    states: tuple[ApplicationState, ...] = ()
    service: str | None = None
    region: str | None = None
    client_id: str | None = None
    submitted_by: str | None = None
    person_id: uuid.UUID | None = None
    oldest_first: bool = False
    due_before: dt.datetime | None = None
    alarm: PromiseAlarm | None = None
    with_sealed: bool = False
    by_due: bool = False
    channel: str | None = None
    tracking_number: str | None = None
    holder: str | None = None
    unheld: bool = False
    absent_on: dt.date | None = None
    person_ids: tuple[uuid.UUID, ...] | None = None
    nik: str | None = None
    issued_on: dt.date | None = None
    printed: bool | None = None

    @property
    def in_order_of_due(self) -> bool:
        """Whether the next to be due come first."""
        return self.by_due or self.due_before is not None or self.alarm is not None


class Applications(Protocol):
    async def by_tracking_number(self, tenant: str, tracking_number: str) -> Application | None: ...

    async def by_ids(self, tenant: str, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Application]: ...

    async def page(
        self, tenant: str, chosen: ApplicationFilter, first: int, after: str | None, before: str | None = None
    ) -> Page[Application]:
        """Behind `after`, or the last ones before `before`; of the two one at most."""
        ...

    async def glance(
        self, tenant: str, chosen: ApplicationFilter, first: int, after: str | None, before: str | None = None
    ) -> QueueGlance:
        """The number, and the mark of a page, without reading what stands in it."""
        ...

    async def alarms(self, tenant: str, chosen: ApplicationFilter) -> AlarmCounts:
        """How many of those have raised an alarm that still stands."""
        ...

    async def once_only(self, tenant: str, service: str, since: dt.date, until: dt.date) -> Sequence[MeterLine]: ...


class Receipts(Protocol):
    """Access receipts. `keeps` is false only where the data are made up and the cost of receipts is measured."""

    @property
    def keeps(self) -> bool: ...

    async def write(self, receipt: Receipt) -> None:
        """Durable when it returns; raises when it could not be written: then the data must not leave."""
        ...

    def leave(self, receipt: Headed) -> Awaitable[None]:
        """The same for one under a heading that comes again and again."""
        ...

    async def of_person(
        self, tenant: str, person_id: uuid.UUID, first: int, after: str | None, chosen: AccessFilter = ALL_ACCESSES
    ) -> Page[Access]:
        """What was read of this person, the newest first; of whoever was merged into her, too."""
        ...


class Certificates(Protocol):
    async def by_code(self, tenant: str, code: str) -> Certificate | None: ...

    async def by_codes(self, tenant: str, codes: Sequence[str]) -> Mapping[str, Certificate]:
        """Those of the codes that there are."""
        ...


class DocumentRows(Protocol):
    """The rows about papers; the bytes are in a Blobs store."""

    async def create(self, document: Document) -> None: ...

    async def get(self, tenant: str, document_id: uuid.UUID) -> Document | None: ...

    async def advance(self, document: Document) -> None:
        """Stores offset, state, media type and what is kept of the bytes."""
        ...

    async def refuse(self, document: Document, finding: Finding) -> None:
        """The same for one that carries malware, with what auditors see of it: both or neither."""
        ...


class Blobs(Protocol):
    """Bytes by key. Keys are opaque and carry no personal data."""

    async def put(self, key: str, data: bytes) -> None: ...

    async def get(self, key: str) -> bytes:
        """Raises NotFound."""
        ...

    async def delete(self, key: str) -> None: ...

    def stream(self, key: str) -> AsyncIterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class SealedSession:
    """A session of the console as it is kept: `sealed` opens only with a key that the store does not have."""

    key_hash: bytes
    sealed: bytes = field(repr=False)
    logged_in: bool
    created_at: dt.datetime
    seen_at: dt.datetime


class SealedSessions(Protocol):
    """Sessions that all processes of a hub see."""

    async def get(self, key_hash: bytes) -> SealedSession | None: ...

    async def put(self, session: SealedSession) -> None: ...

    async def change(
        self, key_hash: bytes, edit: Callable[[SealedSession], SealedSession | None]
    ) -> SealedSession | None:
        """Edits what is stored now, with nobody in between; None when it is gone, or `edit` gives none."""
        ...

    async def delete(self, key_hash: bytes) -> None: ...

    async def sweep(self, seen_before: dt.datetime, created_before: dt.datetime, most_waiting: int) -> None:
        """Forgets what has ended, and of those that are not logged in all but the last seen `most_waiting`."""
        ...

    def exclusive(self, key_hash: bytes) -> AbstractAsyncContextManager[None]:
        """One holder at a time, over all processes."""
        ...


class CertificateMaker(Protocol):
    """Renders and signs a certificate."""

    @property
    def simulated(self) -> bool:
        """Whether the signature is the hub's own (a simulation) and not that of a licensed provider (BSrE)."""
        ...

    async def make(
        self, data: CertificateData, code: str, signed_by: str, issued_at: dt.datetime, name: str | None = None
    ) -> bytes:
        """A signed PDF/A whose QR leads to the public verification page of `code` and can be checked without it.

        `name` is the full name of whom it is about, which leaves masked; None where she is not named, not even so.
        """
        ...

    async def public_keys(self) -> Mapping[str, Any]:
        """The JSON Web Key Set with which anybody checks papers."""
        ...
