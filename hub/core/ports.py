"""Ports: what the inner rooms ask of the outside. `hub.store`, `hub.connectors` and fakes implement them.

Every method may raise a HubError and nothing else that a caller is expected to handle.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from hub.core.account_work import AccountWriting
from hub.core.actor import Actor
from hub.core.application import Action, Application, ApplicationHeader, ApplicationState
from hub.core.citizen import Address, Citizen, CitizenClaim, CitizenMatch, CitizenSearch, FamilyCard
from hub.core.delivery import Delivery, DeliveryState
from hub.core.document import Certificate, Document
from hub.core.evidence import Cause
from hub.core.facet import Facet, FacetCopy, FacetKey
from hub.core.hand_over import HandOverWork
from hub.core.lease import Lease
from hub.core.once_only import MeterLine
from hub.core.oversight_work import OversightWrites
from hub.core.past import Origin
from hub.core.predicates import RowFilter
from hub.core.purpose import Purpose
from hub.core.receipt import ALL_ACCESSES, Access, AccessFilter, Receipt
from hub.core.record_writes import RecordWrites
from hub.core.recording import Recorded, Recording
from hub.core.seal import SealWork
from hub.core.service import CertificateData, RecordChange

T = TypeVar("T")
Clock = Callable[[], dt.datetime]
"""Gives the time now, in UTC with zone."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a connection. `cursors[i]` is the opaque cursor of `items[i]`."""

    items: tuple[T, ...]
    cursors: tuple[str, ...]
    has_next: bool


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

    async def search(
        self, tenant: str, search: CitizenSearch, rows: RowFilter, first: int, after: str | None
    ) -> Page[Citizen]: ...

    async def family_cards(self, tenant: str, numbers: Sequence[str], rows: RowFilter) -> Mapping[str, FamilyCard]: ...

    async def members(
        self, tenant: str, numbers: Sequence[str], rows: RowFilter
    ) -> Mapping[str, tuple[Citizen, ...]]: ...

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
    with_sealed: bool = False


class Applications(Protocol):
    async def by_tracking_number(self, tenant: str, tracking_number: str) -> Application | None: ...

    async def by_ids(self, tenant: str, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Application]: ...

    async def page(
        self, tenant: str, chosen: ApplicationFilter, first: int, after: str | None
    ) -> Page[Application]: ...

    async def once_only(self, tenant: str, service: str, since: dt.date, until: dt.date) -> Sequence[MeterLine]: ...


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """One mutation. (client_id of the actor, mutation, key) is the idempotency key's scope, kept 30 days.

    `body_hash` is the SHA-256 of the canonical input. `person_id`: whose row the transaction takes with the key.
    """

    actor: Actor
    purpose: Purpose
    mutation: str
    key: str
    body_hash: bytes
    person_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class NewApplication:
    """An application that is handed in: as its first action makes it, its papers as (id, kind), and the record's
    persons concerned (parents, the child)."""

    application: Application
    papers: Sequence[tuple[uuid.UUID, str]]
    person_ids: tuple[uuid.UUID, ...]


Conclusion: TypeAlias = tuple[Receipt, Mapping[str, Any]]
"""The receipt of a mutation and the reply that a repeat gets."""


class WriteTransaction(RecordWrites, HandOverWork, SealWork, AccountWriting, OversightWrites, Protocol):
    """One database transaction: state, events, outbox, receipt and reply stand or fall together."""

    @property
    def replay(self) -> Mapping[str, Any] | None:
        """The stored reply when this key was answered before; then nothing else may be done."""
        ...

    async def application(self, tracking_number: str) -> Application | None:
        """The application, locked until the end of the transaction."""
        ...

    async def citizens(self, niks: Sequence[str]) -> Mapping[str, Citizen]: ...

    async def families(self, numbers: Sequence[str]) -> Mapping[str, tuple[Citizen, ...]]:
        """The members of family cards, by number; the head of each first, then by age."""
        ...

    async def places(self, codes: Sequence[str]) -> Mapping[str, Address]:
        """The names of regions by dotted code, each as an address of which nothing else is known."""
        ...

    async def put_family_card(self, card: FamilyCard) -> None:
        """A new family card, or another head or address of one that is held."""
        ...

    async def insert_application(
        self, header: ApplicationHeader, action: Action, person_ids: Sequence[uuid.UUID]
    ) -> Application:
        """`person_ids` are the record's persons concerned (parents, the child), for `Citizen.applications`."""
        ...

    async def append(self, application: Application, action: Action) -> Application:
        """Appends, and notes who works on it from now on; raises Conflict when the transition is not possible."""
        ...

    async def hold(self, application: Application, lease: Lease) -> Application:
        """Notes who works on it, without a step of the application."""
        ...

    async def attach_documents(
        self, application_id: uuid.UUID, document_ids: Sequence[uuid.UUID]
    ) -> tuple[Document, ...]:
        """Binds uploads to the application; raises BadInput for one that is unknown, unfinished, refused,
        of another uploader, or bound already."""
        ...

    async def insert_document(self, document: Document) -> None: ...

    async def open_registers(self, registers: Collection[str], year: int) -> dict[str, int]:
        """The last number of each, 0 in a new one. Until the transaction ends, nobody else takes a number of them."""
        ...

    async def insert_certificate(self, certificate: Certificate) -> None:
        """With its `entry` the register moves on; raises Conflict when that is not the next number.

        An earlier active certificate of the same series about the same becomes SUPERSEDED."""
        ...

    async def apply(
        self, change: RecordChange, application_id: uuid.UUID | None, cause: Cause | None = None
    ) -> Citizen:
        """New or changed person: appends the event, bumps the version; raises Conflict on a version that moved."""
        ...

    async def record(
        self, facet: Facet[Any], recording: Recording, person_id: uuid.UUID, conclude: Callable[[Recorded], Conclusion]
    ) -> Recorded:
        """What a facet's owner says of a person: the copy with its as-of, the event, the person's next version.

        With it the receipt and the reply are written that `conclude` gives for what became of it.
        Items that are held already change nothing but the as-of. Raises NotFound when the person is gone, Conflict for
        a version that moved or when something newer is held.
        """
        ...

    async def delivery(self, delivery_id: uuid.UUID) -> Delivery | None:
        """A delivery of the outbox, locked until the end of the transaction."""
        ...

    async def move_delivery(self, delivery: Delivery, state: DeliveryState, reason: str | None = None) -> None:
        """Somebody decides what becomes of it; what waits behind it is looked at again. `reason` settles a doubt."""
        ...

    async def enqueue(self, job: str, payload: Mapping[str, Any]) -> None:
        """A job for the worker, visible to it only after commit."""
        ...

    async def receipt(self, receipt: Receipt) -> None: ...

    async def reply(self, reply: Mapping[str, Any]) -> None: ...


class Writes(Protocol):
    """Mutations: step by step, or the frequent ones at once, as long as what they were made from is still so."""

    def begin(self, request: WriteRequest) -> AbstractAsyncContextManager[WriteTransaction]:
        """Commits at the end of the block, rolls back on any exception. Raises IdempotencyMismatch."""
        ...

    async def hand_in(
        self, request: WriteRequest, new: NewApplication, receipts: Sequence[Receipt], reply: Mapping[str, Any]
    ) -> bool:
        """A new application with its papers, one or two receipts and its reply. False: nothing was done, and step by
        step it shows why: the key has been used, or a paper is not one that this application may have."""
        ...

    async def record(
        self,
        request: WriteRequest,
        facet: Facet[Any],
        recording: Recording,
        rows: RowFilter,
        conclude: Callable[[uuid.UUID, Recorded], Conclusion],
    ) -> tuple[uuid.UUID, Recorded] | None:
        """What `WriteTransaction.record` does, and the id of the person, who is among `rows`. None: nothing was done,
        and step by step it is done or shows why: the record does not hold her, the key has been used, something moved
        meanwhile, or somebody has to be told."""
        ...


class Receipts(Protocol):
    """Access receipts. `keeps` is false only where the data are made up and the cost of receipts is measured."""

    @property
    def keeps(self) -> bool: ...

    async def write(self, receipt: Receipt) -> None:
        """Durable when it returns; raises when it could not be written: then the data must not leave."""
        ...

    async def of_person(
        self, tenant: str, person_id: uuid.UUID, first: int, after: str | None, chosen: AccessFilter = ALL_ACCESSES
    ) -> Page[Access]:
        """What was read of this person, the newest first; of whoever was merged into her, too."""
        ...


class Certificates(Protocol):
    async def by_code(self, tenant: str, code: str) -> Certificate | None: ...


class DocumentRows(Protocol):
    """The rows about papers; the bytes are in a Blobs store."""

    async def create(self, document: Document) -> None: ...

    async def get(self, tenant: str, document_id: uuid.UUID) -> Document | None: ...

    async def advance(self, document: Document) -> None:
        """Stores offset, state, media type and what is kept of the bytes."""
        ...


class Blobs(Protocol):
    """Bytes by key. Keys are opaque and carry no personal data."""

    async def put(self, key: str, data: bytes) -> None: ...

    async def get(self, key: str) -> bytes:
        """Raises NotFound."""
        ...

    async def delete(self, key: str) -> None: ...

    def stream(self, key: str) -> AsyncIterator[bytes]: ...


class PopulationAgency(Protocol):
    """The register's access service. Each call costs quota."""

    async def read(self, nik: str) -> Citizen | None:
        """The person as the agency knows her; `id` is a new one. None when not found.

        Raises SourceUnavailable or QuotaExhausted.
        """
        ...

    async def match(self, claim: CitizenClaim) -> CitizenMatch: ...


class FacetSource(Protocol):
    """An agency that is read live for one facet."""

    @property
    def facet(self) -> str: ...

    @property
    def max_batch(self) -> int: ...

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """One result per key, in order, at most `max_batch` keys; an exception for a key that failed."""
        ...


class Budgets(Protocol):
    """Calls of a day, given out of an agency's daily quota to the processes of a hub."""

    async def take(self, agency: str, day: dt.date, client: str, wanted: int, most: int, most_of_client: int) -> int:
        """How many of the wanted calls are given, 0 to all: on that day no more than `most` to all clients, and no
        more than `most_of_client` to this one."""
        ...


class Quotas(Protocol):
    """Persons of a day, given out of an agreement's daily quota to the processes of a hub."""

    async def take(self, agreement: str, day: dt.date, persons: int, most: int) -> bool:
        """Whether so many persons are given: all of them or none, and on that day no more than `most` to all."""
        ...

    async def given(self, agreements: Sequence[str], day: dt.date) -> Mapping[str, int]:
        """How many persons of that day were given out under each; an agreement without any is not there."""
        ...


@dataclass(frozen=True, slots=True)
class AgencyStatus:
    """An agency as the manifest declares it. `status`: live, or seeded (copies only, no connector yet)."""

    name: str
    title_id: str
    title_en: str
    protocol: str
    status: str
    max_batch: int
    daily_quota: int | None


class AgencyState(Enum):
    """How the hub treats an agency just now."""

    ASKED = "asked"
    """Questions go to it."""
    RESTING = "resting"
    """It did not answer several times in a row; it is asked again after a pause."""
    WAITING = "waiting"
    """It asked to be left alone for a while (HTTP 429)."""


class AgencyWatch(Protocol):
    """What is known of an agency from the last questions."""

    @property
    def state(self) -> AgencyState: ...


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
