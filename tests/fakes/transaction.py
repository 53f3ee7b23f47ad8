"""A transaction on the record in memory: it changes tables of its own, which the record takes over at its end."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from hub.core.account_work import AccountWork
from hub.core.application import Action, Application, ApplicationHeader
from hub.core.appointments import AppointmentWrites
from hub.core.citizen import Address, Citizen, FamilyCard
from hub.core.delivery import Delivery, DeliveryState
from hub.core.desks import lease_after, with_lease
from hub.core.document import Certificate, Document, DocumentState
from hub.core.errors import BadInput, Conflict
from hub.core.evidence import Cause, SourceKind
from hub.core.facet import Facet, FacetCopy
from hub.core.folding import fold
from hub.core.hand_over import HandOverWork
from hub.core.lease import Lease
from hub.core.merging import Merges
from hub.core.oversight_work import BreachWork, EmergencyWork, FindingWork
from hub.core.receipt import Receipt
from hub.core.recording import Recorded, Recording, merged
from hub.core.recording_session import RecordingSessions
from hub.core.seal import Seal
from hub.core.service import RecordChange
from hub.core.tickets import TicketWrites
from hub.core.webhook import WebhookWrites
from hub.core.writing_ports import Conclusion, WriteRequest
from tests.fakes.absences import FakeAbsenceWork
from tests.fakes.burials import FakeBurialWrites
from tests.fakes.discrepancies import FakeDiscrepancyWrites
from tests.fakes.objections import FakeObjectionWrites
from tests.fakes.people import FakePeople
from tests.fakes.people_of_bangka import NOW
from tests.fakes.tables import Tables


class FakeTransaction:
    """Implements `hub.core.writing_ports.WriteTransaction`."""

    def __init__(
        self, people: FakePeople, work: Tables, request: WriteRequest, replay: Mapping[str, Any] | None
    ) -> None:
        self._people, self._work, self._request, self._replay = people, work, request, replay

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
        return FakeBurialWrites(self._work.burials, self._people)

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
