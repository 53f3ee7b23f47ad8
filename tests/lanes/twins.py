"""Two hubs over one village: one that compiles, one that only resolves. They must say the same."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from hub.access import Policies
from hub.core.actor import Actor
from hub.core.agency_ports import FacetSource
from hub.core.held import Answered, HeldData, Shape, Statement
from hub.core.identifiers import new_id
from hub.core.ports import Page
from hub.core.predicates import RowFilter
from hub.core.receipt import ALL_ACCESSES, Access, AccessFilter, Receipt
from hub.core.receipt_heading import Headed
from hub.engine import Answer, Engine, GraphQLRequest
from hub.exchange import read_manifest
from hub.loaders.keeper import Keeper
from hub.loaders.sharing import NOTHING_SHARED, SharedSources
from hub.store import Database, PgDiscrepancies, PgFacetCopies, PgHeld, PgPast, PgPeople, PgReceipts
from tests.fakes.declared import FACETS
from tests.fakes.discrepancies import MARKS
from tests.fakes.people_of_bangka import TENANT, clock
from tests.fakes.world import schema, world
from tests.lanes.village import Clinic, Register, School, forget_adopted, forget_kept


class KeptReceipts:
    """Implements `hub.core.ports.Receipts`: what stood in the record before is read, what is written is only noted."""

    keeps = True

    def __init__(self, database: Database) -> None:
        self.written: list[Receipt] = []
        self._before = PgReceipts(database)

    async def write(self, receipt: Receipt) -> None:
        self.written.append(receipt)

    def leave(self, receipt: Headed) -> Awaitable[None]:
        return self.write(receipt.receipt(new_id()))

    async def of_person(
        self, tenant: str, person_id: uuid.UUID, first: int, after: str | None, chosen: AccessFilter = ALL_ACCESSES
    ) -> Page[Access]:
        return await self._before.of_person(tenant, person_id, first, after, chosen)


@dataclass
class Twin:
    """One hub, what it asked of agencies, and the receipts that it left."""

    database: Database
    register: Register
    clinic: Clinic
    school: School
    receipts: KeptReceipts
    engine: Engine

    async def ask(self, query: str, variables: Mapping[str, Any], actor: Actor, operation: str | None) -> Answer:
        return await self.engine.run(GraphQLRequest(query, dict(variables), operation), actor, None)


@dataclass
class Twins:
    """`compiling` and `resolving` start from the same record, and change it in the same way."""

    compiling: Twin
    resolving: Twin

    def be_faulty(self, faulty: bool) -> None:
        for twin in (self.compiling, self.resolving):
            twin.clinic.faulty = twin.school.faulty = faulty

    async def forget_adopted(self) -> None:
        """Takes out whoever came from the population agency."""
        await settled()
        for twin in (self.compiling, self.resolving):
            await forget_adopted(twin.database)

    async def compare(
        self,
        query: str,
        variables: Mapping[str, Any],
        actor: Actor,
        operation: str | None = None,
        *,
        forget: bool = True,
    ) -> Answer:
        """Asks both; fails where anything that a caller, an agency or a citizen could notice differs.

        With `forget`, what schools gave before is not known any more.
        """
        await settled()
        for twin in (self.compiling, self.resolving):
            twin.register.asked.clear()
            twin.clinic.asked.clear()
            twin.school.asked.clear()
            if forget:
                await forget_kept(twin.database)
            twin.receipts.written.clear()
        ours = await self.compiling.ask(query, variables, actor, operation)
        oracle = await self.resolving.ask(query, variables, actor, operation)
        about = f"{query}\n{json.dumps(dict(variables))}\n{json.dumps(ours.payload)}\n{json.dumps(oracle.payload)}"
        assert ours.status == oracle.status, about
        assert json.dumps(ours.payload.get("data")) == json.dumps(oracle.payload.get("data")), about
        assert errors_of(ours) == errors_of(oracle), about
        assert json.loads(ours.body) == ours.payload, about
        if ours.lane != "C":
            # graphql-core may or may not have asked for what a refused sibling took away; that is a race of its own.
            self._compare_traces(about)
        return ours

    def _compare_traces(self, about: str) -> None:
        """What agencies and citizens see of it."""
        compiling, resolving = self.compiling, self.resolving
        assert set(compiling.clinic.asked) == set(resolving.clinic.asked), about
        assert set(compiling.school.asked) == set(resolving.school.asked), about
        for asked in (compiling.clinic.asked, compiling.school.asked, resolving.school.asked):
            assert len(asked) == len(set(asked)), f"a key was asked twice: {about}"
        assert sorted(compiling.register.asked) == sorted(resolving.register.asked), about
        assert told(compiling.receipts) == told(resolving.receipts), about


async def settled() -> None:
    """Waits for what the last operation left running: a refused sibling ends a field, not the load behind it."""
    async with asyncio.timeout(10):
        while len(asyncio.all_tasks()) > 1:
            await asyncio.sleep(0.001)


def errors_of(answer: Answer) -> list[str]:
    """The errors, without the numbers that point into the log, in a fixed order."""
    entries = []
    for error in answer.payload.get("errors", ()):
        extensions = {key: value for key, value in error["extensions"].items() if key != "incident"}
        message = error["message"].partition(" Number: ")[0]
        entries.append(json.dumps({**error, "message": message, "extensions": extensions}, sort_keys=True))
    return sorted(entries)


def told(receipts: KeptReceipts) -> list[tuple[Any, ...]]:
    """What the receipts say, but for their ids."""
    return [
        (r.actor, r.purpose, r.operation, sorted(r.fields), r.categories, r.subjects, r.sources)
        for r in receipts.written
    ]


@asynccontextmanager
async def twins_on(
    urls: tuple[str, str],
    live: Sequence[FacetSource] = (),
    *,
    shared: SharedSources = NOTHING_SHARED,
    marks: list[str] | None = None,
    policies: Policies | None = None,
) -> AsyncIterator[Twins]:
    async with (
        twin(urls[0], compiling=True, live=live, shared=shared, marks=marks, policies=policies) as compiling,
        twin(urls[1], compiling=False, live=live, shared=shared, policies=policies) as resolving,
    ):
        yield Twins(compiling, resolving)


@dataclass
class Marked:
    """Implements `hub.core.held.HeldData` and `Statement`: a record that tells with which marks it was read."""

    held: HeldData
    marks: list[str]
    inner: Statement | None = None

    def statement(self, shape: Shape, predicates: tuple[str, ...]) -> Marked:
        return Marked(self.held, self.marks, self.held.statement(shape, predicates))

    @property
    def text(self) -> str:
        assert self.inner is not None
        return self.inner.text

    async def run(self, rows: RowFilter, arguments: Sequence[Any], mark: str) -> Answered:
        assert self.inner is not None
        self.marks.append(mark)
        return await self.inner.run(rows, arguments, mark)


@asynccontextmanager
async def twin(
    url: str,
    *,
    compiling: bool,
    live: Sequence[FacetSource] = (),
    shared: SharedSources = NOTHING_SHARED,
    marks: list[str] | None = None,
    policies: Policies | None = None,
) -> AsyncIterator[Twin]:
    """`live` are agencies besides the clinic; `marks` gets those that statements were run with.

    `policies` are the hub's own unless given.
    """
    database = await Database.open(url, max_size=4)
    try:
        register, clinic, school, receipts = Register(), Clinic(), School(), KeptReceipts(database)
        copies = PgFacetCopies(database, FACETS.values())
        agencies: tuple[FacetSource, ...] = (clinic, school, *live)
        keeper = Keeper(TENANT, school.facet, read_manifest("hub.connectors.education"), copies, clock, pause=0)
        held = Marked(PgHeld(database, TENANT, clock), [] if marks is None else marks)
        made = world().hub
        hub = dataclasses.replace(
            made,
            policies=policies or made.policies,
            people=PgPeople(database, clock),
            past=PgPast(database, FACETS.values()),
            facet_copies=copies,
            population=register,
            sources={source.facet: source for source in agencies},
            keepers={school.facet: keeper},
            receipts=receipts,
            held=held if compiling else None,
            discrepancies=PgDiscrepancies(database, TENANT, MARKS, clock),
            shared=shared,
        )
        yield Twin(database, register, clinic, school, receipts, Engine(schema(), hub))
    finally:
        await database.close()
