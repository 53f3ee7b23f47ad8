"""Mutations: state, events, outbox, receipt and reply in one transaction, behind the idempotency key."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

from hub.core.application import Action, Application, ApplicationHeader
from hub.core.citizen import Address, Citizen, FamilyCard
from hub.core.delivery import Delivery, DeliveryState
from hub.core.desks import lease_after, with_lease
from hub.core.document import Certificate, Document
from hub.core.errors import HubError
from hub.core.evidence import Cause, SourceKind
from hub.core.facet import Facet
from hub.core.folding import fold
from hub.core.lease import Lease
from hub.core.ports import Clock
from hub.core.predicates import RowFilter
from hub.core.receipt import Receipt
from hub.core.recording import Recorded, Recording
from hub.core.seal import Seal
from hub.core.service import RecordChange
from hub.core.writing_ports import Conclusion, NewApplication, WriteRequest, WriteTransaction
from hub.store import (
    applications,
    at_once,
    certificates,
    desk,
    documents,
    events,
    families,
    idempotency,
    niks,
    outbox,
    persons_named,
    receipts,
    recordings,
    seals,
)
from hub.store.absences import PgAbsenceWork
from hub.store.account_work import PgAccountWork
from hub.store.appointments import PgAppointmentWrites
from hub.store.breaches import PgBreachWork
from hub.store.burials import PgBurialWrites
from hub.store.contests import PgDiscrepancyWrites
from hub.store.database import Connection, Database
from hub.store.emergencies import PgEmergencyWork
from hub.store.failures import mapped
from hub.store.findings import PgFindingWork
from hub.store.hand_over_work import PgHandOverWork
from hub.store.merges import PgMerges
from hub.store.moved import application_moved, moved
from hub.store.objections import PgObjectionWrites
from hub.store.recording_sessions import PgRecordingSessions
from hub.store.regions import Places
from hub.store.tickets import PgTicketWrites
from hub.store.webhooks import PgWebhookWrites


class PgWrites:
    """Implements `hub.core.writing_ports.Writes`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, request: WriteRequest) -> AbstractAsyncContextManager[WriteTransaction]:
        """Commits at the end of the block, rolls back on any exception.

        A block that ends without a reply is rolled back too: an answer that could not be repeated must not be given.
        Raises IdempotencyMismatch, and whatever the claim of the key raises.
        """
        return self._begin(request)

    async def hand_in(
        self, request: WriteRequest, new: NewApplication, receipts: Sequence[Receipt], reply: Mapping[str, Any]
    ) -> bool:
        marked = [self._database.marked(receipt) for receipt in receipts]
        return await at_once.hand_in(self._database, request, new, marked, reply, self._clock())

    async def record(
        self,
        request: WriteRequest,
        facet: Facet[Any],
        recording: Recording,
        rows: RowFilter,
        conclude: Callable[[uuid.UUID, Recorded], Conclusion],
    ) -> tuple[uuid.UUID, Recorded] | None:
        said = recordings.Saying(request, facet, recording, events.by(request, "recorded", self._clock()))
        return await at_once.record(self._database, said, rows, lambda *done: self._database.concluded(conclude(*done)))

    @asynccontextmanager
    async def _begin(self, request: WriteRequest) -> AsyncIterator[WriteTransaction]:
        async with AsyncExitStack() as stack:
            # Not around the block: what goes wrong there without the database is not the database's failure.
            with mapped():
                connection = await stack.enter_async_context(self._database.acquired())
                transaction = connection.transaction()
                await transaction.start()
            try:
                with mapped():
                    claim = await idempotency.claim(connection, request, self._clock())
                work = PgWriteTransaction(self._database, connection, request, self._clock, claim)
                yield work
                work.check_complete()
            except BaseException:
                with mapped():
                    await transaction.rollback()
                raise
            with mapped():
                await transaction.commit()


class PgWriteTransaction:
    """Implements `hub.core.writing_ports.WriteTransaction`."""

    def __init__(
        self, database: Database, connection: Connection, request: WriteRequest, clock: Clock, claim: idempotency.Claim
    ) -> None:
        self._database = database
        self._connection = connection
        self._request = request
        self._tenant = request.actor.tenant
        self._clock = clock
        self._claim = claim
        self._replied = claim.replay is not None
        self._receipt: Receipt | None = None

    @property
    def replay(self) -> Mapping[str, Any] | None:
        return self._claim.replay

    async def application(self, tracking_number: str) -> Application | None:
        with self._working():
            return await applications.locked(self._connection, self._tenant, tracking_number)

    async def citizens(self, niks: Sequence[str]) -> Mapping[str, Citizen]:
        places = await self._places()
        with self._working():
            return await persons_named.by_nik(self._connection, self._tenant, niks, places)

    async def families(self, numbers: Sequence[str]) -> Mapping[str, tuple[Citizen, ...]]:
        """Without any filter too."""
        with self._working():
            return await families.members(self._connection, self._tenant, numbers, await self._places())

    async def places(self, codes: Sequence[str]) -> Mapping[str, Address]:
        return (await self._places()).named(codes) if codes else {}

    async def hold_family_cards(self, numbers: Sequence[str]) -> None:
        with self._working():
            await families.hold(self._connection, self._tenant, numbers)

    async def put_family_card(self, card: FamilyCard) -> None:
        with self._working():
            await families.put(self._connection, card)

    async def persons(self, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Citizen]:
        places = await self._places()
        with self._working():
            return await persons_named.locked(self._connection, self._tenant, ids, places)

    async def check_version(self, person: Citizen, expected: int | None) -> None:
        if expected not in {None, person.version}:
            with self._working():
                raise await moved(self._connection, self._tenant, person.id, expected or 0)

    async def nik_source(self, person: Citizen) -> SourceKind | None:
        with self._working():
            return await niks.source(self._connection, person)

    async def take_nik(self, person: Citizen, nik: str) -> None:
        with self._working():
            await niks.take(self._connection, person, nik)

    @property
    def merges(self) -> PgMerges:
        with self._working():
            return PgMerges(self._connection, self._tenant, self._database.regions, self._event)

    @property
    def accounts(self) -> PgAccountWork:
        with self._working():
            return PgAccountWork(self._connection, self._tenant, self._clock)

    @property
    def findings(self) -> PgFindingWork:
        with self._working():
            return PgFindingWork(self._connection, self._tenant)

    @property
    def emergencies(self) -> PgEmergencyWork:
        with self._working():
            return PgEmergencyWork(self._connection, self._tenant)

    @property
    def breaches(self) -> PgBreachWork:
        with self._working():
            return PgBreachWork(self._connection, self._tenant)

    async def insert_application(
        self, header: ApplicationHeader, action: Action, person_ids: Sequence[uuid.UUID]
    ) -> Application:
        application = fold(header, [action])
        with self._working():
            await applications.insert(self._connection, application, person_ids)
        return application

    async def append(self, application: Application, action: Action) -> Application:
        if action.seq != application.version + 1:
            raise application_moved(application)
        after = fold(application.header, (*application.actions, action))
        with self._working():
            if not await applications.advance(self._connection, application, after):
                raise application_moved(application)
            await applications.insert_action(self._connection, application.header, action)
            if after.person_id and after.person_id != application.person_id:
                await applications.concern(self._connection, after.header, [uuid.UUID(after.person_id)])
            lease = lease_after(application, after, action)
            if lease != application.header.lease:
                await applications.hold(self._connection, after.header, lease)
        return with_lease(after, lease)

    async def hold(self, application: Application, lease: Lease) -> Application:
        with self._working():
            await applications.hold(self._connection, application.header, lease)
        return with_lease(application, lease)

    async def attach_documents(
        self, application_id: uuid.UUID, document_ids: Sequence[uuid.UUID]
    ) -> tuple[Document, ...]:
        owner = self._request.actor.subject
        with self._working():
            return await documents.bind(self._connection, self._tenant, owner, application_id, document_ids)

    async def insert_document(self, document: Document) -> None:
        with self._working():
            await documents.insert_document(self._connection, document)

    async def open_registers(self, registers: Collection[str], year: int) -> dict[str, int]:
        with self._working():
            return await certificates.open_registers(self._connection, self._tenant, registers, year)

    async def insert_certificate(self, certificate: Certificate) -> None:
        with self._working():
            await certificates.issue(self._connection, certificate)

    async def apply(
        self, change: RecordChange, application_id: uuid.UUID | None, cause: Cause | None = None
    ) -> Citizen:
        before = change.before
        after = dataclasses.replace(change.after, version=before.version + 1 if before else 1)
        event = self._event("changed" if before else "created", application_id)
        if cause is not None:
            event = dataclasses.replace(event, kind=cause.kind, reason=cause.reason, source=cause.source)
        with self._working():
            if before:
                await events.update_person(self._connection, before, after, event)
            else:
                await events.insert_person(self._connection, after, event)
        return after

    @property
    def discrepancies(self) -> PgDiscrepancyWrites:
        with self._working():
            return PgDiscrepancyWrites(self._connection, self._tenant)

    @property
    def objections(self) -> PgObjectionWrites:
        with self._working():
            return PgObjectionWrites(self._connection, self._tenant)

    @property
    def burials(self) -> PgBurialWrites:
        with self._working():
            return PgBurialWrites(self._connection, self._tenant)

    @property
    def sessions(self) -> PgRecordingSessions:
        with self._working():
            return PgRecordingSessions(self._connection, self._tenant)

    @property
    def appointments(self) -> PgAppointmentWrites:
        with self._working():
            return PgAppointmentWrites(self._connection, self._tenant)

    @property
    def tickets(self) -> PgTicketWrites:
        with self._working():
            return PgTicketWrites(self._connection, self._tenant)

    @property
    def webhooks(self) -> PgWebhookWrites:
        with self._working():
            return PgWebhookWrites(self._connection, self._tenant)

    @property
    def absences(self) -> PgAbsenceWork:
        with self._working():
            return PgAbsenceWork(self._connection, self._tenant)

    async def record(
        self, facet: Facet[Any], recording: Recording, person_id: uuid.UUID, conclude: Callable[[Recorded], Conclusion]
    ) -> Recorded:
        locked = self._claim.version if person_id == self._request.person_id else None
        said = recordings.Saying(self._request, facet, recording, self._event("recorded"))
        with self._working():
            recorded = await recordings.record(
                self._connection, said, person_id, locked, lambda done: self._database.concluded(conclude(done))
            )
        self._replied = True
        return recorded

    @property
    def hand_overs(self) -> PgHandOverWork:
        with self._working():
            return PgHandOverWork(self._database, self._connection, self._request, self._clock)

    async def seal(self, person_id: uuid.UUID, seal: Seal, expected_version: int | None) -> Citizen:
        who = seals.Sealing(self._tenant, person_id, expected_version, await self._places())
        with self._working():
            return await seals.seal(self._connection, who, seal, self._event("sealed", None))

    async def unseal(self, person_id: uuid.UUID, reason: str, expected_version: int | None) -> Citizen:
        who = seals.Sealing(self._tenant, person_id, expected_version, await self._places())
        with self._working():
            return await seals.unseal(self._connection, who, reason, self._event("unsealed", None))

    async def _places(self) -> Places:
        with mapped():
            return await self._database.regions.current(self._connection.fetch)

    async def delivery(self, delivery_id: uuid.UUID) -> Delivery | None:
        with self._working():
            return await desk.locked(self._connection, self._tenant, delivery_id)

    async def move_delivery(self, delivery: Delivery, state: DeliveryState, reason: str | None = None) -> None:
        with self._working():
            by = self._request.actor.subject
            await desk.move(self._connection, delivery, state, by, reason, self._clock())

    async def enqueue(self, job: str, payload: Mapping[str, Any]) -> None:
        with self._working():
            await outbox.enqueue(self._connection, job, payload)

    async def receipt(self, receipt: Receipt) -> None:
        """Also for a repeated reply: it shows the same data again. One that the reply follows is written with it."""
        receipt = self._database.marked(receipt)
        if not self._replied and self._receipt is None:
            self._receipt = receipt
            return
        with mapped():
            await receipts.insert_receipt(self._connection, receipt)

    async def reply(self, reply: Mapping[str, Any]) -> None:
        with self._working():
            if self._receipt is None:
                await idempotency.keep(self._connection, self._request, reply)
            else:
                await receipts.conclude(self._connection, self._request, (self._receipt, reply))
        self._receipt, self._replied = None, True

    def check_complete(self) -> None:
        """Raises when the block ended without a reply."""
        if not self._replied:
            raise HubError("The hub could not finish this, and nothing was changed. Send the request again.")

    def _working(self) -> AbstractContextManager[None]:
        if self._claim.replay is not None:
            raise HubError("The hub answered this request before and does nothing twice.")
        return mapped()

    def _event(self, kind: str, application_id: uuid.UUID | None = None) -> events.Event:
        return events.by(self._request, kind, self._clock(), application_id)
