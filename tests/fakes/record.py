"""Applications, papers, certificates, receipts and replies in memory, with transactions that roll back."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from hub.core.application import Application
from hub.core.desks import kept_by
from hub.core.document import Certificate, Document
from hub.core.errors import IdempotencyMismatch
from hub.core.identifiers import new_id
from hub.core.once_only import MeterLine
from hub.core.oversight import Finding
from hub.core.ports import ApplicationFilter, Page
from hub.core.promise_run import AlarmCounts
from hub.core.queue import QueueGlance
from hub.core.receipt import ALL_ACCESSES, Access, AccessFilter, Receipt
from hub.core.receipt_heading import Headed
from hub.core.recording import Recorded
from hub.core.regions import within
from hub.core.writing_ports import WriteRequest, WriteTransaction
from tests.fakes.accesses import access, is_chosen
from tests.fakes.calls import Calls
from tests.fakes.people import FakePeople, paged
from tests.fakes.tables import Tables
from tests.fakes.transaction import FakeTransaction


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
        yield FakeTransaction(self._people, work, request, known[1] if known else None)
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
