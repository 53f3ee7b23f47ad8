"""Agencies that contradict the record, read through the engine from their emulators, over a real database."""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.core.citizen import Citizen
from hub.core.discrepancy import Noted, Said
from hub.core.errors import HubError
from hub.core.facet import FacetKey
from hub.engine import Engine, GraphQLRequest
from hub.exchange import Connector, discover
from hub.loaders.keeper import keepers_of
from hub.loaders.notebook import Notebook, listened_to
from hub.store import Database, PgDiscrepancies, PgFacetCopies, PgPeople
from hub.store.bulk import copy_citizens
from tests.connectors.serving import NOW, Clock, served, settings
from tests.fakes.actors import agency
from tests.fakes.declared import FACETS
from tests.fakes.discrepancies import MARKS
from tests.fakes.people_of_bangka import TENANT
from tests.fakes.world import schema, world
from tests.store.samples import person

READER = agency("citizen:read", "insurance:read", "health:read")
QUERY = "query Q($n: NIK!) { citizen(nik: $n) { healthCoverage { number } } }"
HEALTH = "query Q($n: NIK!) { citizen(nik: $n) { immunisations { vaccine } } }"


class Counting:
    """A store that counts how often it was asked, and can be out."""

    def __init__(self, store: PgDiscrepancies) -> None:
        self.store = store
        self.batches = 0
        self.out = False

    async def note(self, said: list[Said]) -> Noted:
        self.batches += 1
        if self.out:
            raise HubError("The record is away. Ask again.")
        return await self.store.note(said)


@dataclasses.dataclass
class Process:
    """One process of the hub."""

    engine: Engine
    notebook: Notebook
    store: Counting
    keeper_clock: Clock

    async def read(self, nik: str | None, query: str = QUERY) -> Mapping[str, Any]:
        answer = await self.engine.run(GraphQLRequest(query, {"n": nik}), READER, None)
        assert "errors" not in answer.payload, answer.payload
        found: Mapping[str, Any] = answer.payload["data"]["citizen"]
        return found

    async def settled(self) -> None:
        await self.notebook.settled()


def member(known: Citizen, **given: Any) -> dict[str, Any]:
    cover = [{"number": "0001261832477", "status": "ACTIVE", "segment": "PBI"}]
    return {"nik": known.nik, "full_name": known.full_name, "birth_date": str(known.birth_date),
            "health_coverage": cover, **given}  # fmt: skip


def patient(known: Citizen, **given: Any) -> dict[str, Any]:
    return {"nik": known.nik, "patient_number": "P02478375538", "full_name": known.full_name, "sex": "MALE",
            "birth_date": str(known.birth_date), "birth_place": "SUNGAILIAT", "vital_status": "ALIVE",
            "marital_status": None, "mother_nik": None, "address": None, "immunisations": [], **given}  # fmt: skip


@asynccontextmanager
async def connected(name: str, folder: Path, lines: list[dict[str, Any]], clock: Clock) -> AsyncIterator[Connector]:
    """The real connector at its emulator, which holds these people."""
    (folder / f"{name}.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    emulator = importlib.import_module(f"hub.connectors.{name}.emulator").create(folder, clock)
    plugin = next(each for each in discover() if each.name == name)
    async with served(emulator) as url, aiohttp.ClientSession() as session:
        assert plugin.connect is not None
        yield plugin.connect(settings(name, url), session, clock)


@asynccontextmanager
async def process(url: str, connector: Connector, clock: Clock) -> AsyncIterator[Process]:
    database = await Database.open(url, max_size=4)
    store = Counting(PgDiscrepancies(database, TENANT, MARKS, clock))
    notebook = Notebook(store, clock)  # type: ignore[arg-type]  # only what it uses
    heard = listened_to([connector], notebook)
    copies = PgFacetCopies(database, FACETS.values())
    keepers = keepers_of(heard, TENANT, copies, clock)
    hub = dataclasses.replace(
        world().hub,
        people=PgPeople(database, clock),
        facet_copies=copies,
        sources={source.facet: source for each in heard for source in each.sources},
        keepers=keepers,
        notebook=notebook,
    )
    try:
        yield Process(Engine(schema(), hub), notebook, store, clock)
        await notebook.aclose()
    finally:
        await asyncio.gather(*(keeper.close() for keeper in keepers.values()))
        await database.close()


@pytest.fixture
async def known(database: str) -> Citizen:
    citizen = person()
    opened = await Database.open(database, max_size=1)
    await copy_citizens(opened, [citizen])
    await opened.close()
    return citizen


async def rows(url: str) -> list[tuple[Any, ...]]:
    database = await Database.open(url, max_size=1)
    found = await database.fetch("select attribute, source, claim, state, version from discrepancy order by id")
    await database.close()
    return [tuple(row) for row in found]


async def test_many_reads_in_two_processes_open_one_and_a_fresh_copy_costs_nothing(
    database: str, known: Citizen, tmp_path: Path
) -> None:
    clock, wrong = Clock(), member(known, birth_date="1985-01-16", full_name="SOEPARMAN CONTOH")
    async with AsyncExitStack() as stack:
        connector = await stack.enter_async_context(connected("insurance", tmp_path, [wrong], clock))
        pair = [await stack.enter_async_context(process(database, connector, clock)) for _ in range(2)]
        answers = await asyncio.gather(*(pair[number % 2].read(known.nik) for number in range(100)))
        assert all(each["healthCoverage"] for each in answers)
        for each in pair:
            await each.settled()
        # The spelling of the name is no contradiction.
        assert await rows(database) == [("birth_date", "insurance", "1985-01-16", "OPEN", 1)]
        asked = sum(each.store.batches for each in pair)
        await asyncio.gather(*(pair[0].read(known.nik) for _ in range(20)))
        await pair[0].settled()
        assert sum(each.store.batches for each in pair) == asked


async def test_what_may_not_be_kept_is_not_and_the_same_words_are_compared_once(
    database: str, known: Citizen, tmp_path: Path
) -> None:
    clock = Clock()
    async with AsyncExitStack() as stack:
        wrong = patient(known, full_name="Orang Lain")
        connector = await stack.enter_async_context(connected("health", tmp_path, [wrong], clock))
        one = await stack.enter_async_context(process(database, connector, clock))
        for _ in range(3):
            await one.read(known.nik, HEALTH)
            await one.settled()
        assert await rows(database) == [("full_name", "health", None, "OPEN", 1)]
        assert one.store.batches == 1


async def test_an_agency_that_agrees_again_ends_it(database: str, known: Citizen, tmp_path: Path) -> None:
    clock = Clock()
    async with AsyncExitStack() as stack:
        connector = await stack.enter_async_context(
            connected("health", tmp_path, [patient(known, birth_date="1985-01-16")], clock)
        )
        one = await stack.enter_async_context(process(database, connector, clock))
        await one.read(known.nik, HEALTH)
        await one.settled()
        right = await stack.enter_async_context(connected("health", tmp_path, [patient(known)], clock))
        other = await stack.enter_async_context(process(database, right, clock))
        await other.read(known.nik, HEALTH)
        await other.settled()
        assert await rows(database) == [("birth_date", "health", None, "WITHDRAWN", 2)]


async def test_a_record_that_is_away_fails_no_read_and_the_next_one_notes(
    database: str, known: Citizen, tmp_path: Path
) -> None:
    clock = Clock()
    async with AsyncExitStack() as stack:
        wrong = patient(known, full_name="Orang Lain")
        connector = await stack.enter_async_context(connected("health", tmp_path, [wrong], clock))
        one = await stack.enter_async_context(process(database, connector, clock))
        one.store.out = True
        await one.read(known.nik, HEALTH)
        await one.settled()
        assert await rows(database) == []
        one.store.out = False
        await one.read(known.nik, HEALTH)
        await one.settled()
        assert len(await rows(database)) == 1


async def test_what_waits_is_bounded(known: Citizen) -> None:
    class Away:
        async def note(self, _said: list[Said]) -> Noted:
            await asyncio.Event().wait()
            return Noted()

    notebook = Notebook(Away(), lambda: NOW, most_waiting=10)  # type: ignore[arg-type]  # only what it uses
    for number in range(50):
        notebook.note(Said(FacetKey(person().id, str(number)).person_id, "health", {"sex": "MALE"}, keeps=True))
    assert notebook.lost == 40
