"""A whole hub over fakes: the real schema, engine and policies; persons, agencies and record in memory."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hub.access import Policies
from hub.core.actor import Actor
from hub.core.agency_ports import AgencyStatus
from hub.core.citizen import Citizen, FamilyCard
from hub.core.facet import FacetCopy
from hub.core.service import CertificateData
from hub.engine import Answer, Engine, GraphQLRequest, Limits
from hub.engine.examining import DocumentExaminer
from hub.engine.explaining import examiner_of
from hub.exchange import discover
from hub.loaders.notebook import Notebook
from hub.resolvers import Hub
from hub.schema import HubSchema, build
from tests.fakes.absences import FakeAbsences
from tests.fakes.accounts import administration
from tests.fakes.actors import READER, REGION
from tests.fakes.agencies import FakeFacetCopies, FakeFacetSource, FakePopulation
from tests.fakes.appointments import NoAppointments
from tests.fakes.burials import FakeBurials
from tests.fakes.calls import Calls
from tests.fakes.declared import FACETS
from tests.fakes.discrepancies import MARKS, FakeDiscrepancies
from tests.fakes.guesses import FakeGuesses
from tests.fakes.objections import FakeObjections
from tests.fakes.outbox import FakeOutbox
from tests.fakes.papers import FakeUploads
from tests.fakes.past import FakePast
from tests.fakes.people import FakePeople
from tests.fakes.people_of_bangka import NOW, TENANT, clock
from tests.fakes.receipt_log import EmptyLog
from tests.fakes.record import FakeRecord
from tests.fakes.service import SERVICE
from tests.fakes.tickets import NoTickets

ROOT = Path(__file__).parents[2]
IMMUNISATION = FACETS["immunisations"].item
ENROLMENT = FACETS["enrolments"].item


class FakeMaker:
    """Implements `hub.core.ports.CertificateMaker`."""

    simulated = True

    def __init__(self) -> None:
        self.broken = False

    async def make(
        self, data: CertificateData, code: str, signed_by: str, issued_at: dt.datetime, name: str | None = None
    ) -> bytes:
        if self.broken:
            raise RuntimeError("no font")
        return f"%PDF {data.title} {code}".encode()

    async def public_keys(self) -> dict[str, Any]:
        return {"keys": []}


@cache
def schema() -> HubSchema:
    """The schema of the discovered facets and the test service."""
    return build(FACETS.values(), [SERVICE])


@cache
def policies() -> Policies:
    return Policies.load(ROOT / "policies")


@cache
def examiner() -> DocumentExaminer:
    """Looks at documents as the hub of these facets and policies does."""
    return examiner_of(schema(), discover(), policies())


@dataclass
class World:
    """A hub and everything behind it."""

    calls: Calls
    people: FakePeople
    population: FakePopulation
    copies: FakeFacetCopies
    health: FakeFacetSource
    record: FakeRecord
    uploads: FakeUploads
    maker: FakeMaker
    hub: Hub
    engine: Engine

    async def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        actor: Actor = READER,
        purpose: str | None = None,
        key: str | None = None,
        operation: str | None = None,
    ) -> Answer:
        request = GraphQLRequest(query, variables, operation, key)
        # Of a subscription, what it tells of a change.
        ask = self.engine.event if query.startswith("subscription") else self.engine.run
        return await ask(request, actor, purpose)


def world(
    citizens: Iterable[Citizen] = (),
    cards: Iterable[FamilyCard] = (),
    *,
    agency: Mapping[str, Citizen] | None = None,
    immunisations: Mapping[str, FacetCopy[Any]] | None = None,
    copies: Mapping[tuple[str, uuid.UUID], FacetCopy[Any]] | None = None,
    health_batch: int = 3,
    sandbox: bool = False,
    limits: Limits | None = None,
) -> World:
    """A hub with these persons in the record, and these known to the population agency only."""
    calls = Calls()
    people = FakePeople(calls, citizens, cards)
    population = FakePopulation(calls, agency)
    held = FakeFacetCopies(calls, copies)
    health = FakeFacetSource(calls, "immunisations", health_batch, immunisations or {})
    record, uploads, maker = FakeRecord(calls, people), FakeUploads(clock), FakeMaker()
    said = FakeDiscrepancies(calls, people, lambda: record.tables.discrepancies)
    hub = Hub(
        tenant=TENANT,
        region=REGION,
        people=people,
        past=FakePast(),
        facet_copies=held,
        applications=record,
        writes=record,
        receipts=record,
        certificates=record,
        documents=record,
        uploads=uploads,
        population=population,
        sources={"immunisations": health},
        facets=FACETS,
        services={SERVICE.name: SERVICE},
        policies=policies(),
        maker=maker,
        agencies=(AgencyStatus("population", "Dukcapil", "Civil registry", "REST", "live", 1, 1000),),
        clock=clock,
        guesses=FakeGuesses(),
        outbox=FakeOutbox(record),
        public_url="http://hub.test",
        discrepancies=said,
        objections=FakeObjections(calls, people, lambda: record.tables.objections),
        burials=FakeBurials(calls, people, lambda: record.tables.burials),
        tickets=NoTickets(),
        appointments=NoAppointments(),
        absences=FakeAbsences(lambda: record.tables.absences, record.all_applications),
        claim_marks=MARKS,
        notebook=Notebook(said, clock),
        administration=administration(calls),
        receipt_log=EmptyLog(),
    )
    engine = Engine(schema(), hub, limits, sandbox=sandbox)
    return World(calls, people, population, held, health, record, uploads, maker, hub, engine)


def immunised(vaccine: str = "BCG") -> FacetCopy[Any]:
    """One immunisation, read just now."""
    return FacetCopy("immunisations", (IMMUNISATION(vaccine, 1, dt.date(2026, 1, 2), "Puskesmas"),), NOW, fresh=True)
