"""How long the console's pages take over a whole district: every page, as everybody who may see it.

A record of 334,344 people with 50,000 open applications of all services and states lies in a PostgreSQL of its own, and
`hub serve` runs as a process of its own; pages are asked for over HTTP on this machine, one after the other. The
agencies are down, as an office knows them. PEOPLE=, OPEN= and RUNS= make it shorter; KEEP=1 keeps the record for
another run; PAGES= (parts of routes, between commas) asks only some pages. Beside the clock stands how long processors
worked for a page, which other work changes less.
"""

from __future__ import annotations

import gzip
import os
import shutil
import statistics
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import aiohttp
import orjson
import uvloop
from aiohttp.test_utils import unused_port

import hub.console
from benchmarks import console_pages, multitude, multitude_counters, multitude_queue, multitude_work
from benchmarks.console_people import Desk, people_at_work
from benchmarks.figures import ROOT, Figure, Measurement
from hub.console.base.pages import pages
from hub.documents import LocalBlobs
from hub.documents.uploads import document_key
from hub.sandbox import processes, regions
from hub.sandbox.emulators import connector_environment
from hub.sandbox.postgres import EmbeddedPostgres
from hub.store import Database, bulk
from hub.store.migrate import migrate

FOLDER: Final = ROOT / "var" / "bench" / "console"
SETTINGS: Final = {"shared_buffers": "1GB", "max_wal_size": "4GB", "max_connections": "60"}
PEOPLE: Final = int(os.environ.get("PEOPLE", "334344"))
OPEN: Final = int(os.environ.get("OPEN", "50000"))
RUNS: Final = int(os.environ.get("RUNS", "30"))
KEEP: Final = bool(os.environ.get("KEEP"))
PAGES: Final = tuple(part for part in os.environ.get("PAGES", "").split(",") if part)
TARGET: Final = 200.0
_REFUSED: Final = b"Sebagian data tidak ditampilkan"
_MADE: Final = "select count(*) from application where tenant = '1901'"
_SECONDS: Final = aiohttp.ClientTimeout(total=60)


@dataclass(slots=True)
class Asked:
    """One page as one role: milliseconds of the first time, of the others on the clock and of processors, and the
    largest answer (plain, gzip)."""

    route: str
    special: str
    role: str
    first: float
    times: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    plain: int = 0
    packed: int = 0

    @property
    def name(self) -> str:
        return f"{self.route}{f' ({self.special})' if self.special else ''}"

    @property
    def p95(self) -> float:
        return within(self.times, 0.95)


def within(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure() -> Measurement:
    """Takes some five minutes, two of them to make the record."""
    return uvloop.run(_measure())


async def _measure() -> Measurement:
    server = EmbeddedPostgres(FOLDER / "postgres", settings=SETTINGS)
    if not KEEP:
        await server.remove()
    await server.start()
    try:
        await _made(server.url)
        async with _serving(server.url, server.pid) as desks:
            asked = await _all(desks)
    finally:
        await (server.stop() if KEEP else server.remove())
    conditions = {
        "record": f"{PEOPLE:,} people, {OPEN:,} open applications, agencies down",
        "hub": "one process of `hub serve`, 10 connections; fsync on; asked over HTTP by another process, in turn",
        "runs": f"the first, then {RUNS} of each page as each role that may see it",
    }
    return Measurement("console", _figures(asked), conditions)


def _figures(asked: Sequence[Asked]) -> list[Figure]:
    slowest, first = max(asked, key=lambda one: one.p95), max(asked, key=lambda one: one.first)
    hardest = max(asked, key=lambda one: within(one.worked, 0.95))
    return [
        Figure("pages, times those who may see them", len(asked), ""),
        Figure("half of the pages, p50", statistics.median(within(one.times, 0.5) for one in asked), "ms"),
        Figure(f"slowest p95: {slowest.name} as {slowest.role}", slowest.p95, "ms", TARGET),
        Figure(f"slowest first: {first.name} as {first.role}", first.first, "ms", TARGET),
        Figure(f"most work, p95: {hardest.name} as {hardest.role}", within(hardest.worked, 0.95), "ms", TARGET),
        Figure("most bytes of a page, plain", max(one.plain for one in asked), ""),
        Figure("most bytes of a page, as they are sent", max(one.packed for one in asked), ""),
    ]


def _row(those: Sequence[Asked]) -> None:
    """A line of the table: the role for which a page is most work, and the largest first time of any."""
    if not those:
        return
    worst, first = max(those, key=lambda one: within(one.worked, 0.95)), max(one.first for one in those)
    values = (
        first, *(within(worst.times, share) for share in (0.5, 0.95, 1)),
        *(within(worst.worked, share) for share in (0.5, 0.95)),
    )  # fmt: skip
    cells = [*(f"{value:.0f}" for value in values), f"{worst.plain:,}", f"{worst.packed:,}"]
    print(f"| `{worst.name}` | {worst.role}, of {len(those)} | {' | '.join(cells)} |", flush=True)


# ---- the record and the hub ------------------------------------------------------------------------------------------


async def _made(url: str) -> None:
    await migrate(url)
    database = await Database.open(url, max_size=1, command_timeout=bulk.HOUR)
    try:
        (row,) = await database.fetch(_MADE)
        if row[0] == 0:
            began = time.perf_counter()
            await multitude.load(database, PEOPLE)
            await _country(database)
            form = orjson.dumps(multitude_queue.FORMS["birthCertificate"]).decode()
            await multitude_work.load(database, OPEN, "birthCertificate", form)
            await multitude_queue.load(database, OPEN)
            await multitude_counters.load_sums(database)
            print(f"  the record was made in {time.perf_counter() - began:.0f} s")
    finally:
        await database.close()


async def _country(database: Database) -> None:
    """All other regions of the country, of which one is looked up by its name."""
    known = {code for code, _ in multitude.regions()}
    table = await regions.load(ROOT / "var")
    await bulk.copy_regions(database, [(code, name) for code, name in table if code not in known])


@asynccontextmanager
async def _serving(url: str, postgres: int) -> AsyncIterator[list[Desk]]:
    """The hub as a process, and everybody who is logged in there."""
    state = FOLDER / "state"
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    port = unused_port()
    environment = {
        **os.environ, "HUB_DATABASE_URL": url, "HUB_PUBLIC_URL": f"http://127.0.0.1:{port}", "HUB_PORT": str(port),
        "HUB_STATE_DIR": str(state), "HUB_SANDBOX": "true", "HUB_LOG_LEVEL": "WARNING",
        **connector_environment(f"http://127.0.0.1:{unused_port()}", state),
    }  # fmt: skip
    child = await processes.start("hub", ("serve",), environment, state)
    try:
        await processes.wait_ready(child, f"http://127.0.0.1:{port}/health/live")
        async with people_at_work(url, f"http://127.0.0.1:{port}", state) as desks:
            for desk in desks:
                desk.clock = partial(work_of, child.pid, postgres)
            yield desks
    finally:
        await processes.stop(child)


async def _paper(desk: Desk, known: Mapping[str, Sequence[str]]) -> None:
    """The bytes of the papers that are looked at; all others are rows alone."""
    for key in known["document"]:
        await LocalBlobs(desk.state / "documents").put(document_key(uuid.UUID(key)), multitude_counters.PAPER)


# ---- asking ----------------------------------------------------------------------------------------------------------


async def _all(desks: Sequence[Desk]) -> list[Asked]:
    database = await Database.open(desks[0].database_url, max_size=1)
    own = {desk.hands_in: desk.subject for desk in desks if desk.hands_in}
    await multitude_counters.today(database, own)
    known = await console_pages.samples(database, own)
    await database.close()
    await _paper(desks[0], known)
    asked: list[Asked] = []
    heads = ("page", "as", "first", "p50", "p95", "most", "work p50", "work p95", "bytes", "sent")
    print(f"| {' | '.join(heads)} |\n|---|---|{'---:|' * (len(heads) - 2)}")
    public = {page.path for page in pages(hub.console) if not page.login}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=_SECONDS) as http:
        for route, places in console_pages.PLACES.items():
            if PAGES and not any(part in route for part in PAGES):
                continue
            for special, place in places.items():
                everybody = desks[:1] if route in public else desks
                found = [one for desk in everybody if (one := await _page(http, desk, (route, special), place, known))]
                asked += found
                _row(found)
                if not found:
                    print(f"  nobody was shown {route} ({special})")
    return asked


async def _page(
    http: aiohttp.ClientSession,
    desk: Desk,
    name: tuple[str, str],
    place: console_pages.Place,
    known: Mapping[str, Sequence[str]],
) -> Asked | None:
    """None where this role is not shown the page."""
    route, special = name
    addresses = await _addresses(http, desk, route, place, known)
    shown = (
        [address for address in addresses if await _is_shown(http, desk, address)] if len(addresses) > 1 else addresses
    )
    if not shown:
        return None
    status, first, body = await _get(http, desk, shown[0])
    if status != 200 or _REFUSED in body:
        return None
    one = Asked(route, special, desk.role, desk.first.pop(shown[0], first), plain=len(body), packed=_packed(body))
    for number in range(RUNS):
        before = desk.clock()
        _, took, body = await _get(http, desk, shown[number % len(shown)])
        one.times.append(took)
        one.worked.append(desk.clock() - before)
        if len(body) > one.plain:
            one.plain, one.packed = len(body), _packed(body)
    return one


async def _is_shown(http: aiohttp.ClientSession, desk: Desk, address: str) -> bool:
    status, took, _ = await _get(http, desk, address)
    desk.first.setdefault(address, took)
    return status == 200


def work_of(*pids: int) -> float:
    """Milliseconds of processors that these processes and their children had, all their threads together."""
    found = [Path(f"/proc/{pid}") for pid in pids]
    for pid in pids:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [Path(f"/proc/{child}") for child in children.read_text().split()]
    total = 0
    for path in found:
        for thread in path.glob("task/*/schedstat"):
            with suppress(OSError):
                total += int(thread.read_text().split()[0])
    return total / 1e6


async def _addresses(
    http: aiohttp.ClientSession, desk: Desk, route: str, place: console_pages.Place, known: Mapping[str, Sequence[str]]
) -> list[str]:
    if isinstance(place, str):
        return console_pages.filled(place, known)
    found: list[str] = []
    for page in place.pages:
        for address in console_pages.filled(page, known):
            _, _, body = await _get(http, desk, address)
            found += console_pages.linked(route, body.decode(errors="replace"))
    return list(dict.fromkeys(found))[:8]


async def _get(http: aiohttp.ClientSession, desk: Desk, address: str) -> tuple[int, float, bytes]:
    """Status, milliseconds until the last byte, and the bytes."""
    await desk.stay()
    began = time.perf_counter()
    async with http.get(f"{desk.url}{address}", headers=desk.headers, allow_redirects=False) as response:
        body = await response.read()
        return response.status, (time.perf_counter() - began) * 1000, body


def _packed(body: bytes) -> int:
    return len(gzip.compress(body, 6))
