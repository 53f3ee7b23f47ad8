"""What refusing costs, and how long a quiet client waits beside one that floods: with turns, and without.

The refusals are timed one by one, in processor time. The hub of the second part runs in this process, over a PostgreSQL
of its own with its durability on and without HTTP; rounds go in turn. PEOPLE= and SECONDS= make it shorter.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import uvloop
from graphql import GraphQLError, Source, TokenKind
from graphql.language.lexer import Lexer

from benchmarks import multitude
from benchmarks.figures import ROOT, Figure, Measurement
from benchmarks.office import opened
from hub.core.errors import HubError
from hub.engine import Engine, GraphQLRequest, Limits, Shares, Traffic
from hub.engine.limits import check_text
from hub.sandbox.postgres import EmbeddedPostgres
from hub.store import Database, bulk
from hub.store.migrate import migrate
from tests.fakes.actors import NOBODY, agency
from tests.fakes.world import world

FOLDER: Final = ROOT / "var" / "bench" / "limits"
PEOPLE: Final = int(os.environ.get("PEOPLE", "10000"))
SECONDS: Final = float(os.environ.get("SECONDS", "4"))
ROUNDS: Final = 3
FLOOD: Final = 500
"""Operations that the flooding client always has under way."""
TIMES: Final = 50
MEGABYTE: Final = 1024 * 1024
FAMILY: Final = """
query ($nik: NIK!) {
  citizen(nik: $nik) { fullName familyCard { number members { relationship citizen { fullName birthDate } } } }
}
"""
FLOODING, QUIET = (agency("citizen:read", "family:read", client_id=name) for name in ("flooding", "quiet"))
ANY_NUMBER: Final = 10**9


def measure() -> Measurement:
    """Takes about a minute."""
    figures = [*_refusals(), *uvloop.run(_waits())]
    conditions = {
        "refusals": f"median of {TIMES}, processor time of this process",
        "flood": f"one client with {FLOOD} operations under way at any time, {ROUNDS} rounds of {SECONDS:g} s a side",
        "hub": f"in this process, without HTTP; {PEOPLE:,} people; 10 connections; receipts on; no rate",
    }
    return Measurement("limits", figures, conditions)


# ---- what a refusal costs --------------------------------------------------------------------------------------------


def _refusals() -> list[Figure]:
    flood, wide = "a " * (MEGABYTE // 2), Limits(query_bytes=2 * MEGABYTE)
    largest = "{" + "a " * (Limits().query_bytes // 2 - 1)
    return [
        Figure("1 MB of tokens, refused by its length", _cpu(lambda: _refused(flood, Limits())), "ms", 5),
        Figure("1 MB of tokens, refused by its tokens", _cpu(lambda: _refused(flood, wide)), "ms", 5),
        Figure("64 KB of tokens, refused by its tokens", _cpu(lambda: _refused(largest, Limits())), "ms", 5),
        Figure("the same, by the whole engine, as an answer", _cpu(lambda: _answered(largest)), "ms", 5),
        Figure("1 MB of tokens, cut by the lexer of graphql-core", _cpu(lambda: _lexed(flood), 3), "ms"),
        Figure("6,000 tokens that are allowed: counted", _cpu(lambda: check_text("{" + "a " * 5_999, Limits())), "ms"),
        Figure("the same, cut by the lexer of graphql-core", _cpu(lambda: _lexed("{" + "a " * 5_999)), "ms"),
    ]


def _cpu(work: Callable[[], object], times: int = TIMES) -> float:
    """Milliseconds of processor time, the median of some times."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def _refused(text: str, limits: Limits) -> None:
    try:
        check_text(text, limits)
    except HubError:
        return
    raise SystemExit("What has to be refused was let through.")


_LOOP: Final = asyncio.new_event_loop()
_ENGINE: Final = world().engine


def _answered(text: str) -> None:
    answer = _LOOP.run_until_complete(_ENGINE.run(GraphQLRequest(text), NOBODY))
    if answer.status != 413 or not answer.body:
        raise SystemExit("What has to be refused was let through.")


def _lexed(text: str) -> None:
    lexer = Lexer(Source(text))
    try:
        while lexer.advance().kind != TokenKind.EOF:
            pass
    except GraphQLError as error:
        raise SystemExit("The text cannot be cut.") from error


# ---- how long a quiet client waits -----------------------------------------------------------------------------------


async def _waits() -> list[Figure]:
    server = EmbeddedPostgres(FOLDER)
    await server.remove()
    await server.start()
    try:
        url = await _made(server.url)
        in_turn, at_will = (Traffic(Shares(rate=0, running=many)) for many in (Shares().running, ANY_NUMBER))
        async with opened(url, traffic=in_turn) as fair, opened(url, traffic=at_will) as unfair:
            niks = [row["nik"] for row in await fair.database.fetch("select nik from person limit 2000")]
            return await _compared({"with turns": fair.engine, "without": unfair.engine}, niks)
    finally:
        await server.remove()


async def _made(url: str) -> str:
    connection = await asyncpg.connect(url)
    await connection.execute("create database people")
    await connection.close()
    made = urlunsplit(urlsplit(url)._replace(path="/people"))
    await migrate(made)
    database = await Database.open(made, max_size=1, command_timeout=bulk.HOUR)
    await multitude.load(database, PEOPLE)
    await database.close()
    return made


async def _compared(sides: Mapping[str, Engine], niks: Sequence[str]) -> list[Figure]:
    waits: dict[str, list[float]] = {side: [] for side in ("alone", *sides)}
    done: dict[str, list[float]] = {side: [] for side in sides}
    for round_ in range(ROUNDS + 1):
        alone = await _quiet(sides["with turns"], niks)
        told = {side: await _beside_a_flood(engine, niks) for side, engine in sides.items()}
        if round_:  # the first one warms up
            waits["alone"] += alone
            for side, (quiet, flooding) in told.items():
                waits[side] += quiet
                done[side].append(flooding / SECONDS)
    return [
        *(Figure(f"quiet client {side}: p50", _within(times, 0.5), "ms") for side, times in waits.items()),
        *(Figure(f"quiet client {side}: p90", _within(times, 0.9), "ms") for side, times in waits.items()),
        *(Figure(f"quiet client {side}: p99", _within(times, 0.99), "ms") for side, times in waits.items()),
        *(Figure(f"flooding client {side}", statistics.median(rates), "/s") for side, rates in done.items()),
    ]


def _within(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def _beside_a_flood(engine: Engine, niks: Sequence[str]) -> tuple[list[float], int]:
    """Times of the quiet client in milliseconds, and how much the other one got done meanwhile."""
    done, is_over = 0, False

    async def flood(first: int) -> None:
        nonlocal done
        at = first
        while not is_over:
            await _ask(engine, niks[at % len(niks)], FLOODING)
            done, at = done + 1, at + FLOOD

    flooding = [asyncio.create_task(flood(number)) for number in range(FLOOD)]
    await asyncio.sleep(0.5)
    done = 0
    times = await _quiet(engine, niks)
    counted, is_over = done, True
    await asyncio.gather(*flooding)
    return times, counted


async def _quiet(engine: Engine, niks: Sequence[str]) -> list[float]:
    """One operation after the other, with pauses as a person makes them."""
    times, until, at = [], time.perf_counter() + SECONDS, 0
    while time.perf_counter() < until:
        began = time.perf_counter()
        await _ask(engine, niks[-1 - at % len(niks)], QUIET)
        times.append((time.perf_counter() - began) * 1000)
        at += 1
        await asyncio.sleep(0.01)
    return times


async def _ask(engine: Engine, nik: str, actor: Any) -> None:
    answer = await engine.run(GraphQLRequest(FAMILY, {"nik": nik}), actor)
    if answer.status != 200 or answer.lane != "E":
        raise SystemExit(f"{answer.lane}: {answer.body.decode()[:300]}")
