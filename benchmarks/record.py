"""What the shared record costs: writes beside bare PostgreSQL, a citizen and a search among 1.2 million people.

The hub runs in this process, over a PostgreSQL of its own with its durability on; there is no HTTP in between. Rounds
go in turn, so that a busy moment hits both sides of a ratio. PEOPLE=, WRITES= and READS= make it shorter.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import uvloop

from benchmarks import bare, multitude
from benchmarks.figures import ROOT, Figure, Measurement
from benchmarks.office import TENANT, Office, opened
from hub.core.identifiers import parse_global_id
from hub.sandbox.postgres import EmbeddedPostgres
from hub.store import Database, bulk
from hub.store.migrate import migrate

FOLDER: Final = ROOT / "var" / "bench" / "record"
SETTINGS: Final = {"shared_buffers": "1GB", "max_wal_size": "4GB", "max_connections": "100"}
LARGE: Final = int(os.environ.get("PEOPLE", "1200000"))
SMALL: Final = 10_000
WRITES: Final = int(os.environ.get("WRITES", "2000"))
READS: Final = int(os.environ.get("READS", "2000"))
"""Of one round and one side."""
ROUNDS: Final = 3
WRITERS: Final = 16
TERMS: Final = 200
FREQUENT: Final = 20
CITIZEN: Final = """
query ($nik: NIK!) {
  citizen(nik: $nik) {
    nik fullName birthDate address { village district } familyCard { number members { relationship } }
  }
}
"""
SEARCH: Final = (
    "query ($s: CitizenSearch!) { searchCitizens(search: $s) { edges { node { nik fullName birthDate } } } }"
)
Work = Callable[[int], Awaitable[object]]


@dataclass(slots=True)
class Run:
    """Times of all operations of one kind in milliseconds, and how many were done a second in each round."""

    times: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    def within(self, share: float) -> float:
        """The time in which this share of the operations was done."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure() -> Measurement:
    """Takes some ten minutes, most of it to make the people."""
    return uvloop.run(_measure())


async def _measure() -> Measurement:
    server = EmbeddedPostgres(FOLDER, settings=SETTINGS)
    await server.remove()
    await server.start()
    try:
        urls = {people: await _made(server.url, people) for people in (SMALL, LARGE)}
        figures = [*await _reads(urls), *await _searches(urls[LARGE]), *await _writes(urls[LARGE])]
    finally:
        await server.remove()
    conditions = {
        "people": f"{LARGE:,}, and {SMALL:,}",
        "writes": f"{ROUNDS} rounds of {WRITES} by {WRITERS} at once",
        "reads": f"{ROUNDS} rounds of {READS}, one after the other",
        "hub": "in this process, without HTTP; fsync and synchronous_commit on",
    }
    return Measurement("record", figures, conditions)


async def _made(url: str, people: int) -> str:
    """The address of a new database with so many people."""
    name = f"people_{people}"
    connection = await asyncpg.connect(url)
    await connection.execute(f"create database {name}")
    await connection.close()
    made = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    await migrate(made)
    database = await Database.open(made, max_size=1, command_timeout=bulk.HOUR)
    began = time.perf_counter()
    await multitude.load(database, people)
    print(f"  {people:,} people made in {time.perf_counter() - began:.0f} s")
    await database.close()
    return made


# ---- reading ---------------------------------------------------------------------------------------------------------


async def _reads(urls: Mapping[int, str]) -> list[Figure]:
    runs = {people: Run() for people in urls}
    niks = {people: await _rows(url, READS) for people, url in urls.items()}
    async with opened(urls[SMALL]) as small, opened(urls[LARGE]) as large:
        offices = {SMALL: small, LARGE: large}
        for round_ in range(ROUNDS + 1):
            for people, office in offices.items():
                run = runs[people] if round_ else Run()  # the first round warms up

                async def read(at: int, office: Office = office, rows: Sequence[Any] = niks[people]) -> None:
                    await office.ask(CITIZEN, {"nik": rows[at % len(rows)]["nik"]})

                await _one_by_one(run, read, READS)
    p50 = {people: run.within(0.5) for people, run in runs.items()}
    return [
        *(Figure(f"citizen among {people:,}: p50", p50[people], "ms") for people in p50),
        Figure("citizen, large / small district: p50", p50[LARGE] / p50[SMALL], "x", 1.5),
    ]


async def _searches(url: str) -> list[Figure]:
    """Terms as a counter has them: frequent and rare, one word and several, with a wrong letter, in a region."""
    rows = await _rows(url, TERMS)
    run, frequent, by_term = Run(), Run(), list(_terms(rows))
    async with opened(url) as office:
        for round_ in range(ROUNDS + 1):
            for at, term in enumerate(by_term):
                one = Run()
                await _one_by_one(one, partial(_search, office, term), 1)
                if round_:
                    run.times += one.times
                    frequent.times += one.times if at < FREQUENT else []
    return [
        Figure("search in a region: p50", run.within(0.5), "ms"),
        Figure("search in a region: p99", run.within(0.99), "ms", 50),
        Figure(f"search in a region, the {FREQUENT} most frequent names: p50", frequent.within(0.5), "ms"),
        Figure(f"search in a region, the {FREQUENT} most frequent names: highest", max(frequent.times), "ms"),
    ]


def _terms(rows: Sequence[asyncpg.Record]) -> Iterator[dict[str, Any]]:
    rng = random.Random(TERMS)  # noqa: S311  which terms are asked, always the same
    regions = cycle([row["region_code"][: rng.choice((8, 13))] for row in rows])
    most = [
        word for pair in zip(multitude.words("woman", 10), multitude.words("man", 10), strict=True) for word in pair
    ]
    for word, _ in most[:FREQUENT]:
        yield {"name": word, "regionCode": next(regions)}
    for at, row in enumerate(rows[FREQUENT:]):
        name = row["full_name"]
        term: dict[str, Any] = {"name": name, "regionCode": row["region_code"][:8]}
        if at % 4 == 1:
            term["name"] = name[: len(name) // 2] + rng.choice("aiurnst") + name[len(name) // 2 + 1 :]
        elif at % 4 == 2:
            term |= {"name": name.split()[0], "birthYear": row["birth_date"].year}
        elif at % 4 == 3:
            term |= {"name": " ".join(name.split()[:2]), "regionCode": row["region_code"]}
        yield term


# ---- writing ---------------------------------------------------------------------------------------------------------


async def _writes(url: str) -> list[Figure]:
    people = await _rows(url, WRITES)
    trips = await _trips(url, people[:3])
    pool = await _bare_pool(url, WRITERS)
    runs = {what: {"hub": Run(), "bare": Run()} for what in ("submitApplication", "recordLicence")}
    async with opened(url, connections=WRITERS) as office:
        # As `hub serve` does: what is there to stay is not looked at by every collection.
        gc.collect()
        gc.freeze()
        for round_ in range(ROUNDS + 1):
            for (what, who), do in (await _work(office, pool, people, round_)).items():
                await _together(runs[what][who] if round_ else Run(), do, WRITES)
    await pool.close()
    return [*trips, *(figure for what, by in runs.items() for figure in _beside(what, by["hub"], by["bare"]))]


async def _bare_pool(url: str, size: int) -> Any:
    """Connections as the hub has them: they go back without the driver's reset query, which is a trip of its own."""

    async def as_it_is(_connection: Any) -> None:
        """There is no session state to undo."""

    return await asyncpg.create_pool(url, min_size=size, max_size=size, reset=as_it_is)


async def _trips(url: str, people: Sequence[asyncpg.Record]) -> list[Figure]:
    """How often either side waits for the database in a mutation, from begin to commit, once all is prepared."""
    sent: list[asyncpg.connection.LoggedQuery] = []
    trips: dict[tuple[str, str], int] = {}
    pool = await _bare_pool(url, 1)
    async with opened(url, connections=1) as office:
        # Each has one connection, so this is the one through which everything goes.
        async with pool.acquire() as raw, office.database.connection() as own:
            raw.add_query_logger(sent.append)
            own.add_query_logger(sent.append)
        for key, do in (await _work(office, pool, people, ROUNDS + 1)).items():
            for at in range(len(people)):
                sent.clear()
                await do(at)
                await asyncio.sleep(0)  # The driver tells its loggers with the loop's next turn.
            trips[key] = len(sent)
    await pool.close()
    return [Figure(f"{what}, {who}: round trips", count, "") for (what, who), count in trips.items()]


async def _work(
    office: Office, pool: asyncpg.Pool[asyncpg.Record], people: Sequence[asyncpg.Record], round_: int
) -> dict[tuple[str, str], Work]:
    """What is done in a round, by mutation and side; each side has papers and licences of its own."""
    papers = [await office.paper() for _ in range(2 * len(people))]
    keys = [uuid.UUID(parse_global_id(paper)[1]) for paper in papers]
    first = 2 * round_ * WRITES
    return {
        ("submitApplication", "hub"): lambda at: office.submit(people[at]["nik"], papers[at]),
        ("submitApplication", "bare"): lambda at: bare.submit(pool, people[at], keys[len(people) + at]),
        ("recordLicence", "hub"): lambda at: office.licence(people[at]["nik"], first + at),
        ("recordLicence", "bare"): lambda at: bare.licence(pool, people[at], first + WRITES + at),
    }


def _beside(what: str, hub: Run, raw: Run) -> Iterator[Figure]:
    for who, run in (("hub", hub), ("bare PostgreSQL", raw)):
        yield Figure(f"{what}, {who}: a second", run.rate, "")
        yield Figure(f"{what}, {who}: p50", run.within(0.5), "ms")
        yield Figure(f"{what}, {who}: p99", run.within(0.99), "ms")
    yield Figure(f"{what}, hub / bare PostgreSQL (wanted: 0.5 or more)", hub.rate / raw.rate, "x")


# ---- measuring -------------------------------------------------------------------------------------------------------


async def _rows(url: str, count: int) -> list[asyncpg.Record]:
    database = await Database.open(url, max_size=1)
    rows = await database.fetch(
        "select id, nik, full_name, birth_date, region_code from person where tenant = $1 order by md5(nik) limit $2",
        TENANT, count,
    )  # fmt: skip
    await database.close()
    return rows


async def _search(office: Office, term: dict[str, Any], _at: int) -> object:
    return await office.ask(SEARCH, {"s": term})


async def _one_by_one(run: Run, work: Work, count: int) -> None:
    for at in range(count):
        began = time.perf_counter()
        await work(at)
        run.times.append((time.perf_counter() - began) * 1000)


async def _together(run: Run, work: Work, count: int) -> None:
    """All of them by WRITERS at once, each of whom does one after the other."""
    numbers = iter(range(count))
    began = time.perf_counter()

    async def writer() -> None:
        for at in numbers:
            since = time.perf_counter()
            await work(at)
            run.times.append((time.perf_counter() - since) * 1000)

    await asyncio.gather(*(writer() for _ in range(WRITERS)))
    run.rates.append(count / (time.perf_counter() - began))
