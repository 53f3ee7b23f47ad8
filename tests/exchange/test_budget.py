"""The daily quota over a real database: kept across processes, with a part for counters and a share for each client."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.core.errors import QuotaExhausted
from hub.core.purpose import Purpose
from hub.exchange import Manifest, read_manifest
from hub.exchange.behalf import Behalf, acting_for, on_behalf
from hub.exchange.budget import Budget
from hub.exchange.client import HttpClient, Question
from hub.exchange.session import open_session
from hub.store import Database, PgBudgets
from tests.connectors.serving import Canned, served, settings

COUNTER = Behalf.of("console", Purpose.CIVIL_REGISTRATION)
CLINIC = Behalf.of("clinic", Purpose.PUBLIC_SERVICE)
SCHOOL = Behalf.of("school", Purpose.PUBLIC_SERVICE)
MORNING = dt.datetime(2026, 11, 25, 1, 0, tzinfo=dt.UTC)


def manifest(**changed: Any) -> Manifest:
    given = {"daily_quota": 40, "counter_reserve": 0.25, "client_share": 0.5, **changed}
    return dataclasses.replace(read_manifest("hub.connectors.population"), **given)


@dataclasses.dataclass
class Time:
    at: dt.datetime = MORNING

    def __call__(self) -> dt.datetime:
        return self.at


@pytest.fixture
async def processes(database: str) -> AsyncIterator[tuple[Budget, Budget, Time]]:
    """The budget as two processes of one hub see it."""
    time, opened = Time(), [await Database.open(database, max_size=2) for _ in range(2)]
    one, other = (Budget(manifest(), PgBudgets(each, "1901"), time) for each in opened)
    yield one, other, time
    for each in opened:
        await each.close()


async def spent(budget: Budget, behalf: Behalf, tries: int = 100) -> int:
    """How many calls pass until one is refused."""
    with acting_for(behalf):
        for number in range(tries):
            try:
                await budget.spend()
            except QuotaExhausted:
                return number
    return tries


async def test_no_client_uses_up_what_is_everybodys(processes: tuple[Budget, Budget, Time]) -> None:
    one, other, _ = processes
    assert await spent(one, CLINIC) == 20
    assert await spent(other, CLINIC) == 0
    assert await spent(other, SCHOOL) == 10


async def test_a_part_is_kept_for_counters(processes: tuple[Budget, Budget, Time]) -> None:
    one, other, _ = processes
    assert await spent(one, CLINIC) + await spent(one, SCHOOL) == 30
    assert await spent(other, COUNTER) == 10
    assert await spent(one, COUNTER) == 0


async def test_processes_at_the_same_time_give_out_no_more_than_there_is(
    processes: tuple[Budget, Budget, Time],
) -> None:
    one, other, _ = processes
    counts = await asyncio.gather(*(spent(budget, COUNTER, 6) for budget in (one, other) for _ in range(5)))
    assert sum(counts) == 40


async def test_a_new_day_begins_where_the_office_is(processes: tuple[Budget, Budget, Time]) -> None:
    one, _, time = processes
    assert await spent(one, COUNTER) == 40
    time.at = MORNING.replace(hour=16, minute=59)
    assert await spent(one, COUNTER) == 0
    time.at = MORNING.replace(hour=17)
    assert await spent(one, COUNTER) == 40


async def test_what_the_record_gave_back_is_seen_after_a_moment(processes: tuple[Budget, Budget, Time]) -> None:
    """A refusal is not asked for again at each call."""
    one, _, time = processes
    assert await spent(one, CLINIC) == 20
    one._manifest = manifest(client_share=0.6)
    assert await spent(one, CLINIC) == 0
    time.at += dt.timedelta(seconds=5)
    assert await spent(one, CLINIC) == 4


async def test_each_is_told_what_to_do(processes: tuple[Budget, Budget, Time]) -> None:
    one, _, _ = processes
    for behalf, said in ((CLINIC, "kept for people at the counter"), (COUNTER, "What you entered is kept")):
        await spent(one, behalf)
        with acting_for(behalf), pytest.raises(QuotaExhausted, match=said) as caught:
            await one.spend()
        assert caught.value.details["message_id"]


async def test_without_a_quota_nothing_is_counted(database: str) -> None:
    opened = await Database.open(database, max_size=1)
    assert await spent(Budget(manifest(daily_quota=None), PgBudgets(opened, "1901"), Time()), CLINIC) == 100
    assert await opened.fetchval("select count(*) from agency_budget") == 0
    await opened.close()


def test_for_whom_ends_with_its_block() -> None:
    before = on_behalf()
    with acting_for(CLINIC):
        assert on_behalf() == CLINIC
    assert on_behalf() == before


async def test_the_client_counts_each_attempt_and_asks_nothing_beyond_the_quota(database: str) -> None:
    opened = await Database.open(database, max_size=1)
    canned = Canned({"/ask": [(503, b""), (200, b"{}"), (200, b"{}")], "/token": (200, b"{}")})
    async with open_session() as session, served(canned.application) as url:
        given = settings("population", url)
        budget = Budget(manifest(daily_quota=2), PgBudgets(opened, "1901"), Time())
        client = HttpClient(dataclasses.replace(given, budget=budget), session, jitter=lambda: 0.0)
        asked = Question(operation="test", method="POST", path="/ask", idempotent=True, json={})
        with acting_for(COUNTER):
            assert (await client.ask(asked)).json() == {}
            with pytest.raises(QuotaExhausted):
                await client.ask(asked)
            await client.ask(dataclasses.replace(asked, path="/token", counts=False))
    assert [one.path for one in canned.asked] == ["/ask", "/ask", "/token"]
    await opened.close()
