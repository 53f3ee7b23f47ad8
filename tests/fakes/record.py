"""Applications, papers, certificates, receipts and replies in memory, with transactions that roll back."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from hub.core.absence import Absence
from hub.core.account_work import AccountWork
from hub.core.application import Action, Application, ApplicationHeader
from hub.core.appointments import AppointmentWrites
from hub.core.burial import Burial
from hub.core.citizen import Address, Citizen, FamilyCard
from hub.core.delivery import Delivery, DeliveryState
from hub.core.desks import kept_by, lease_after, with_lease
from hub.core.discrepancy import Discrepancy
from hub.core.document import Certificate, Document, DocumentState
from hub.core.errors import BadInput, Conflict, IdempotencyMismatch
from hub.core.evidence import Cause, SourceKind
from hub.core.facet import Facet, FacetCopy
from hub.core.folding import fold
from hub.core.hand_over import HandOverWork
from hub.core.identifiers import new_id
from hub.core.lease import Lease
from hub.core.merging import Merges
from hub.core.objection import Objection
from hub.core.once_only import MeterLine
from hub.core.oversight import Finding
from hub.core.oversight_work import BreachWork, EmergencyWork, FindingWork
from hub.core.ports import ApplicationFilter, Page
from hub.core.promise_run import AlarmCounts
from hub.core.queue import QueueGlance
from hub.core.receipt import ALL_ACCESSES, Access, AccessFilter, Receipt
from hub.core.receipt_heading import Headed
from hub.core.recording import Recorded, Recording, merged
from hub.core.recording_session import RecordingSessions
from hub.core.regions import within
from hub.core.seal import Seal
from hub.core.service import RecordChange
from hub.core.tickets import TicketWrites
from hub.core.webhook import WebhookWrites
from hub.core.writing_ports import Conclusion, WriteRequest, WriteTransaction
from tests.fakes.absences import FakeAbsenceWork
from tests.fakes.accesses import access, is_chosen
from tests.fakes.burials import FakeBurialWrites
from tests.fakes.calls import Calls
from tests.fakes.discrepancies import FakeDiscrepancyWrites
from tests.fakes.objections import FakeObjectionWrites
from tests.fakes.people import FakePeople, paged
from tests.fakes.people_of_bangka import NOW


@dataclasses.dataclass
class Tables:
    """What a transaction may change."""

    applications: dict[uuid.UUID, Application] = dataclasses.field(default_factory=dict)
    concerned: dict[uuid.UUID, set[uuid.UUID]] = dataclasses.field(default_factory=dict)
    documents: dict[uuid.UUID, Document] = dataclasses.field(default_factory=dict)
    certificates: dict[str, Certificate] = dataclasses.field(default_factory=dict)
    receipts: list[Receipt] = dataclasses.field(default_factory=list)
    jobs: list[tuple[str, Mapping[str, Any]]] = dataclasses.field(default_factory=list)
    replies: dict[tuple[str, str, str], tuple[bytes, Mapping[str, Any]]] = dataclasses.field(default_factory=dict)
    citizens: dict[uuid.UUID, Citizen] = dataclasses.field(default_factory=dict)
    nik_sources: dict[uuid.UUID, SourceKind] = dataclasses.field(default_factory=dict)
    causes: list[Cause | None] = dataclasses.field(default_factory=list)
    discrepancies: dict[uuid.UUID, Discrepancy] = dataclasses.field(default_factory=dict)
    objections: dict[uuid.UUID, Objection] = dataclasses.field(default_factory=dict)
    burials: dict[uuid.UUID, Burial] = dataclasses.field(default_factory=dict)
    absences: dict[uuid.UUID, Absence] = dataclasses.field(default_factory=dict)
    copies: dict[tuple[str, uuid.UUID], FacetCopy[Any]] = dataclasses.field(default_factory=dict)
    deliveries: dict[uuid.UUID, Delivery] = dataclasses.field(default_factory=dict)
    cards: dict[str, FamilyCard] = dataclasses.field(default_factory=dict)


class FakeRecord:
    """Implements Writes, Applications, Certificates, DocumentRows and Receipts over one set of tables.

    `receipts_out` makes every receipt fail, `broken` every write.
    """

    keeps = True

    def __init__(self, calls: Calls, people: FakePeople) -> None:
        self._calls = calls
        self._people = self.people = people
        self.tables = Tables(citizens=people.citizens)
        self.receipts_out = False

    def begin(self, request: WriteRequest) -> AbstractAsyncContextManager[WriteTransaction]:
        self._calls.note("writes.begin", request.mutation)
        return self._begin(request)

    async def hand_in(self, *_given: object) -> bool:
        """Everything goes step by step here."""
        return False

    async def record(self, *_given: object) -> tuple[uuid.UUID, Recorded] | None:
        return None

    @asynccontextmanager
    async def _begin(self, request: WriteRequest) -> AsyncIterator[WriteTransaction]:
        scope = (request.actor.client_id, request.mutation, request.key)
        known = self.tables.replies.get(scope)
        if known is not None and known[0] != request.body_hash:
            raise IdempotencyMismatch("This idempotency key was used for another request.", path="idempotencyKey")
        # A shallow copy of each table is enough: what the tables hold is never changed in place.
        work = Tables(**{f.name: copy.copy(getattr(self.tables, f.name)) for f in dataclasses.fields(Tables)})
        yield FakeTransaction(self, work, request, known[1] if known else None)
        self.tables = work
        self._people.citizens = work.citizens

    async def by_tracking_number(self, tenant: str, tracking_number: str) -> Application | None:
        self._calls.note("applications.by_tracking_number", tracking_number)
        return next((a for a in self._of(tenant) if a.header.tracking_number == tracking_number), None)

    async def by_ids(self, tenant: str, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Application]:
        self._calls.note("applications.by_ids", *ids)
        return {a.header.id: a for a in self._of(tenant) if a.header.id in set(ids)}

    async def page(
        self,
        tenant: str,
        chosen: ApplicationFilter,
        first: int,
        after: str | None,
        before: str | None = None,
    ) -> Page[Application]:
        self._calls.note("applications.page")
        return paged([a for a in self._of(tenant) if self._fits(a, chosen)], first, before or after)

    async def glance(
        self, tenant: str, chosen: ApplicationFilter, first: int, after: str | None, before: str | None = None
    ) -> QueueGlance:
        self._calls.note("applications.glance")
        found = [f"{a.header.id} {a.version}" for a in self._of(tenant) if self._fits(a, chosen)]
        return QueueGlance(len(found), is_more=False, mark=hashlib.sha256(" ".join(found).encode()).hexdigest())

    async def alarms(self, tenant: str, chosen: ApplicationFilter) -> AlarmCounts:
        self._calls.note("applications.alarms")
        return AlarmCounts(near=sum(self._fits(a, chosen) for a in self._of(tenant)))

    async def once_only(self, tenant: str, service: str, since: dt.date, until: dt.date) -> list[MeterLine]:
        self._calls.note("applications.once_only", service)
        return []

    async def by_code(self, tenant: str, code: str) -> Certificate | None:
        self._calls.note("certificates.by_code", code)
        return self.tables.certificates.get(code)

    async def by_codes(self, tenant: str, codes: Sequence[str]) -> Mapping[str, Certificate]:
        self._calls.note("certificates.by_codes", tuple(codes))
        return {code: self.tables.certificates[code] for code in codes if code in self.tables.certificates}

    async def create(self, document: Document) -> None:
        self.tables.documents[document.id] = document

    async def get(self, tenant: str, document_id: uuid.UUID) -> Document | None:
        self._calls.note("documents.get", document_id)
        return self.tables.documents.get(document_id)

    async def advance(self, document: Document) -> None:
        self.tables.documents[document.id] = document

    async def refuse(self, document: Document, _finding: Finding) -> None:
        await self.advance(document)

    async def write(self, receipt: Receipt) -> None:
        if self.receipts_out:
            raise ConnectionError("the database is away")
        self.tables.receipts.append(receipt)

    def leave(self, receipt: Headed) -> Awaitable[None]:
        return self.write(receipt.receipt(new_id()))

    async def of_person(
        self, tenant: str, person_id: uuid.UUID, first: int, after: str | None, chosen: AccessFilter = ALL_ACCESSES
    ) -> Page[Access]:
        self._calls.note("receipts.of_person", person_id)
        hers = [access(r, person_id) for r in reversed(self.tables.receipts) if person_id in r.subjects]
        return paged([one for one in hers if is_chosen(one, chosen)], first, after)

    def all_applications(self) -> list[Application]:
        """Of all tenants, as they were committed last."""
        return list(self.tables.applications.values())

    def _of(self, tenant: str) -> list[Application]:
        return [a for a in self.tables.applications.values() if a.header.tenant == tenant]

    def _concerned(self, a: Application) -> set[uuid.UUID]:
        return self.tables.concerned.get(a.header.id, set())

    def _absent(self, day: dt.date) -> set[str]:
        return {one.subject for one in self.tables.absences.values() if one.holds(day)}

    def _fits(self, a: Application, wanted: ApplicationFilter) -> bool:
        return (
            (not wanted.states or a.state in wanted.states)
            and wanted.service in {None, a.header.service}
            and (wanted.region is None or within(a.header.region_code, wanted.region))
            and wanted.client_id in {None, a.header.client_id}
            and wanted.submitted_by in {None, a.submitted_by}
            and wanted.tracking_number in {None, a.header.tracking_number}
            and wanted.channel in {None, a.channel}
            and wanted.holder in {None, kept_by(a)[0]}
            and (not wanted.unheld or kept_by(a)[0] is None)
            and (wanted.absent_on is None or kept_by(a)[0] in self._absent(wanted.absent_on))
            and (wanted.nik is None or wanted.nik in str(a.form))
            and (wanted.person_ids is None or not self._concerned(a).isdisjoint(wanted.person_ids))
            and (wanted.person_id is None or wanted.person_id in self.tables.concerned.get(a.header.id, set()))
        )


class FakeTransaction:
    """Implements `hub.core.writing_ports.WriteTransaction`."""

    def __init__(
        self, record: FakeRecord, work: Tables, request: WriteRequest, replay: Mapping[str, Any] | None
    ) -> None:
        self._record, self._work, self._request, self._replay = record, work, request, replay

    @property
    def replay(self) -> Mapping[str, Any] | None:
        return self._replay

    async def application(self, tracking_number: str) -> Application | None:
        found = self._work.applications.values()
        return next((a for a in found if a.header.tracking_number == tracking_number), None)

    async def citizens(self, niks: Sequence[str]) -> Mapping[str, Citizen]:
        return {c.nik: c for c in self._work.citizens.values() if c.nik and c.nik in set(niks)}

    @property
    def merges(self) -> Merges:
        raise AssertionError("merges are tested on a real record")

    @property
    def accounts(self) -> AccountWork:
        raise AssertionError("accounts are tested on the real record")

    @property
    def findings(self) -> FindingWork:
        raise AssertionError("findings are tested on the real record")

    @property
    def emergencies(self) -> EmergencyWork:
        raise AssertionError("emergency access is tested on the real record")

    @property
    def breaches(self) -> BreachWork:
        raise AssertionError("breaches are tested on the real record")

    async def insert_application(
        self, header: ApplicationHeader, action: Action, person_ids: Sequence[uuid.UUID]
    ) -> Application:
        application = fold(header, [action])
        self._work.applications[header.id] = application
        self._work.concerned[header.id] = set(person_ids)
        return application

    async def append(self, application: Application, action: Action) -> Application:
        after = fold(application.header, (*application.actions, action))
        after = with_lease(after, lease_after(application, after, action))
        self._work.applications[after.header.id] = after
        return after

    async def hold(self, application: Application, lease: Lease) -> Application:
        held = self._work.applications[application.header.id] = with_lease(application, lease)
        return held

    async def attach_documents(
        self, application_id: uuid.UUID, document_ids: Sequence[uuid.UUID]
    ) -> tuple[Document, ...]:
        for number, key in enumerate(document_ids):
            document = self._work.documents.get(key)
            ready = document is not None and document.state is DocumentState.READY
            if not ready or document is None or document.owner != self._request.actor.subject:
                raise BadInput(
                    "There is no finished upload of yours with this id.", path=f"documents.{number}.documentId"
                )
            self._work.documents[key] = dataclasses.replace(document, application_id=application_id)
        return tuple(self._work.documents[key] for key in document_ids)

    async def insert_document(self, document: Document) -> None:
        self._work.documents[document.id] = document

    async def families(self, numbers: Sequence[str]) -> Mapping[str, tuple[Citizen, ...]]:
        people = [one for one in self._work.citizens.values() if one.family_card_number in numbers]
        return {number: tuple(one for one in people if one.family_card_number == number) for number in numbers}

    async def places(self, codes: Sequence[str]) -> Mapping[str, Address]:
        return {}

    async def hold_family_cards(self, numbers: Sequence[str]) -> None:
        """One transaction at a time here."""

    async def put_family_card(self, card: FamilyCard) -> None:
        self._work.cards[card.number] = card

    async def open_registers(self, registers: Collection[str], year: int) -> dict[str, int]:
        entries = [one.entry for one in self._work.certificates.values() if one.entry and one.entry.year == year]
        return {
            name: max((entry.number for entry in entries if entry.register == name), default=0) for name in registers
        }

    async def insert_certificate(self, certificate: Certificate) -> None:
        self._work.certificates[certificate.code] = certificate

    @property
    def discrepancies(self) -> FakeDiscrepancyWrites:
        return FakeDiscrepancyWrites(self._work.discrepancies)

    @property
    def objections(self) -> FakeObjectionWrites:
        return FakeObjectionWrites(self._work.objections)

    @property
    def burials(self) -> FakeBurialWrites:
        return FakeBurialWrites(self._work.burials, self._record.people)

    @property
    def absences(self) -> FakeAbsenceWork:
        return FakeAbsenceWork(self._work.absences)

    @property
    def sessions(self) -> RecordingSessions:
        raise AssertionError("places in sessions are counted on the real record")

    @property
    def appointments(self) -> AppointmentWrites:
        raise AssertionError("appointments are kept on the real record")

    @property
    def tickets(self) -> TicketWrites:
        raise AssertionError("numbers are given on the real record")

    @property
    def webhooks(self) -> WebhookWrites:
        raise AssertionError("subscriptions are kept on the real record")

    async def persons(self, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Citizen]:
        return {key: self._work.citizens[key] for key in sorted(ids) if key in self._work.citizens}

    async def check_version(self, person: Citizen, expected: int | None) -> None:
        if expected not in {None, person.version}:
            details = {"version": person.version, "changed": []}
            raise Conflict("Somebody changed this person meanwhile.", path="expectedVersion", details=details)

    async def nik_source(self, person: Citizen) -> SourceKind | None:
        return self._work.nik_sources.get(person.id)

    async def take_nik(self, person: Citizen, nik: str) -> None:
        if any(c.nik == nik and c.id != person.id for c in self._work.citizens.values()):
            raise Conflict("Another person of the record has this NIK.", path="nik")

    async def apply(
        self, change: RecordChange, application_id: uuid.UUID | None, cause: Cause | None = None
    ) -> Citizen:
        version = change.before.version + 1 if change.before else 1
        after = dataclasses.replace(change.after, version=version)
        self._work.citizens[after.id] = after
        self._work.causes.append(cause)
        return after

    async def record(
        self, facet: Facet[Any], recording: Recording, person_id: uuid.UUID, conclude: Callable[[Recorded], Conclusion]
    ) -> Recorded:
        person, held = self._work.citizens[person_id], self._work.copies.get((facet.name, person_id))
        if recording.expected_version not in {None, person.version}:
            raise Conflict("Somebody changed this person meanwhile.", path="expectedVersion")
        assert facet.written is not None
        before = held.items if held else ()
        items = merged(facet.written, before, recording)
        version = person.version + (items != before)
        as_of = recording.as_of or NOW
        self._work.copies[facet.name, person_id] = FacetCopy(facet.name, items, as_of, fresh=False)
        self._work.citizens[person_id] = dataclasses.replace(person, version=version)
        recorded = Recorded(version, as_of, items != before)
        receipt, reply = conclude(recorded)
        await self.receipt(receipt)
        await self.reply(reply)
        return recorded

    @property
    def hand_overs(self) -> HandOverWork:
        raise AssertionError("moves between districts are tested on the real record")

    async def seal(self, person_id: uuid.UUID, seal: Seal, expected_version: int | None) -> Citizen:
        raise AssertionError("seals are tested on the real record")

    async def unseal(self, person_id: uuid.UUID, reason: str, expected_version: int | None) -> Citizen:
        raise AssertionError("seals are tested on the real record")

    async def delivery(self, delivery_id: uuid.UUID) -> Delivery | None:
        return self._work.deliveries.get(delivery_id)

    async def move_delivery(self, delivery: Delivery, state: DeliveryState, reason: str | None = None) -> None:
        self._work.deliveries[delivery.id] = dataclasses.replace(delivery, state=state, reason=reason)

    async def enqueue(self, job: str, payload: Mapping[str, Any]) -> None:
        self._work.jobs.append((job, payload))

    async def receipt(self, receipt: Receipt) -> None:
        self._work.receipts.append(receipt)

    async def reply(self, reply: Mapping[str, Any]) -> None:
        scope = (self._request.actor.client_id, self._request.mutation, self._request.key)
        self._work.replies[scope] = (self._request.body_hash, reply)
