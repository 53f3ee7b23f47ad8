"""Two hubs over one village: one that compiles, one that only resolves. They must say the same."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from hub.core.actor import Actor
from hub.core.ports import Page
from hub.core.receipt import Access, Receipt
from hub.engine import Answer, Engine, GraphQLRequest
from hub.store import Database, PgFacetCopies, PgHeld, PgPeople, PgReceipts
from tests.fakes.people_of_bangka import TENANT, clock
from tests.fakes.world import FACETS, schema, world
from tests.lanes.village import Clinic, Register, settle


class KeptReceipts:
    """Implements `hub.core.ports.Receipts`: what stood in the record before is read, what is written is only noted."""

    keeps = True

    def __init__(self, database: Database) -> None:
        self.written: list[Receipt] = []
        self._before = PgReceipts(database)

    async def write(self, receipt: Receipt) -> None:
        self.written.append(receipt)

    async def of_person(self, tenant: str, person_id: uuid.UUID, first: int, after: str | None) -> Page[Access]:
        return await self._before.of_person(tenant, person_id, first, after)


@dataclass
class Twin:
    """One hub, what it asked of agencies, and the receipts that it left."""

    database: Database
    register: Register
    clinic: Clinic
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
            twin.clinic.faulty = faulty

    async def compare(
        self, query: str, variables: Mapping[str, Any], actor: Actor, operation: str | None = None
    ) -> Answer:
        """Asks both; fails where anything that a caller, an agency or a citizen could notice differs."""
        await settled()
        for twin in (self.compiling, self.resolving):
            twin.register.asked.clear()
            twin.clinic.asked.clear()
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
        assert len(compiling.clinic.asked) == len(set(compiling.clinic.asked)), f"a key was asked twice: {about}"
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
    return [(r.actor, r.purpose, r.operation, sorted(r.fields), r.categories, r.subjects) for r in receipts.written]


@asynccontextmanager
async def twin(url: str, *, compiling: bool) -> AsyncIterator[Twin]:
    database = await Database.open(url, max_size=4)
    try:
        await settle(database)
        register, clinic, receipts = Register(), Clinic(), KeptReceipts(database)
        hub = dataclasses.replace(
            world().hub,
            people=PgPeople(database, clock),
            facet_copies=PgFacetCopies(database, FACETS.values()),
            population=register,
            sources={clinic.facet: clinic},
            receipts=receipts,
            held=PgHeld(database, TENANT) if compiling else None,
        )
        yield Twin(database, register, clinic, receipts, Engine(schema(), hub))
    finally:
        await database.close()
