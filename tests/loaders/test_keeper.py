"""Refreshing kept copies over a real database: one call for all who wait, in this process and in another."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from hub.core.errors import QuotaExhausted
from hub.core.facet import FacetCopy, FacetKey
from hub.core.identifiers import new_id
from hub.exchange import Manifest, read_manifest
from hub.exchange.behalf import Behalf
from hub.exchange.failures import Reason, quota_exhausted, share_exhausted, unavailable
from hub.loaders.keeper import Keeper
from hub.store import Database, PgFacetCopies
from hub.store.failures import RecordUnavailable
from tests.fakes.declared import FACETS
from tests.fakes.world import ENROLMENT
from tests.loaders.agency import reason, until

TENANT = "1901"
NOW = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
READERS = 1000


def manifest(**changed: Any) -> Manifest:
    return dataclasses.replace(read_manifest("hub.connectors.education"), **changed)


def key(serial: int) -> FacetKey:
    return FacetKey(new_id(), f"190101150185{serial:04}")


class School:
    """A way to the agency that can be held up, be out, and counts."""

    def __init__(self) -> None:
        self.calls: list[list[FacetKey]] = []
        self.failure: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()

    async def load_at_once(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | BaseException]:
        self.calls.append([*keys])
        await self.open.wait()
        if self.failure is not None:
            return [self.failure] * len(keys)
        item = ENROLMENT("0101234567", "10900001", "SMA 1", None, None, None)
        return [FacetCopy("enrolments", (item,), NOW, fresh=True) for _ in keys]


@pytest.fixture
async def stores(database: str) -> AsyncIterator[tuple[PgFacetCopies, PgFacetCopies]]:
    """The record as two processes see it."""
    opened = [await Database.open(database, max_size=4) for _ in range(2)]
    yield PgFacetCopies(opened[0], FACETS.values()), PgFacetCopies(opened[1], FACETS.values())
    for one in opened:
        await one.close()


@pytest.fixture
async def keepers(stores: tuple[PgFacetCopies, PgFacetCopies]) -> AsyncIterator[tuple[Keeper, Keeper]]:
    made = keeper(stores[0]), keeper(stores[1])
    yield made
    for one in made:
        await one.close()


def keeper(store: PgFacetCopies, at: dt.datetime = NOW, *, pause: float = 30.0, **changed: Any) -> Keeper:
    return Keeper(TENANT, "enrolments", manifest(**changed), store, lambda: at, pause=pause)


async def one(keeper: Keeper, wanted: FacetKey, school: School) -> FacetCopy[Any] | BaseException:
    (outcome,) = await keeper.load([wanted], school)
    return outcome


async def test_a_thousand_readers_in_two_processes_cost_one_call(keepers: tuple[Keeper, Keeper]) -> None:
    school, wanted = School(), key(1)
    school.open.clear()
    readers = [asyncio.create_task(one(keepers[number % 2], wanted, school)) for number in range(READERS)]
    await until(lambda: bool(school.calls))
    await asyncio.sleep(0.1)
    school.open.set()
    outcomes = await asyncio.gather(*readers)
    assert len(school.calls) == 1
    for outcome in outcomes:
        assert isinstance(outcome, FacetCopy)
        assert (outcome.items[0].school, outcome.fresh, outcome.as_of) == ("SMA 1", True, NOW)


async def test_failures_are_waited_for_as_well(keepers: tuple[Keeper, Keeper]) -> None:
    """Of a thousand who wait nobody asks again at once; each is told what the one call met."""
    school, wanted = School(), key(1)
    school.open.clear()
    school.failure = unavailable(manifest(), Reason.TIMEOUT)
    readers = [asyncio.create_task(one(keepers[number % 2], wanted, school)) for number in range(20)]
    await until(lambda: bool(school.calls))
    school.open.set()
    assert {reason(outcome) for outcome in await asyncio.gather(*readers)} == {"TIMEOUT"}
    assert reason(await one(keepers[1], wanted, school)) == "TIMEOUT"
    assert len(school.calls) == 1


async def test_a_quota_that_is_used_up_is_told_as_one(keepers: tuple[Keeper, Keeper]) -> None:
    school, wanted = School(), key(1)
    school.failure = quota_exhausted(manifest())
    for asked in (*keepers, keepers[0]):
        assert isinstance(await one(asked, wanted, school), QuotaExhausted)
    assert len(school.calls) == 1


class Spent(School):
    """The agency as a client finds it whose share of the quota is used up."""

    async def load_at_once(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | BaseException]:
        await super().load_at_once(keys)
        return [share_exhausted(manifest())] * len(keys)


@pytest.mark.parametrize("elsewhere", [0, 1], ids=["same process", "another process"])
async def test_a_share_that_is_used_up_is_nobody_elses(keepers: tuple[Keeper, Keeper], elsewhere: int) -> None:
    """A client that may not ask any more keeps nobody at a counter from asking: not after it, and not beside it."""
    spent, school, wanted = Spent(), School(), key(1)
    greedy, counter = Behalf("greedy"), Behalf("counter", at_counter=True)
    (refused,) = await keepers[0].load([wanted], spent, greedy)
    assert isinstance(refused, QuotaExhausted)
    spent.open.clear()
    asking = asyncio.create_task(keepers[0].load([wanted], spent, greedy))
    await until(lambda: len(spent.calls) == 2)
    waiting = asyncio.create_task(keepers[elsewhere].load([wanted], school, counter))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    spent.open.set()
    assert isinstance((await asking)[0], QuotaExhausted)
    assert isinstance((await waiting)[0], FacetCopy)
    assert len(school.calls) == 1


async def test_after_a_pause_the_agency_is_asked_again(stores: tuple[PgFacetCopies, PgFacetCopies]) -> None:
    school, wanted, hasty = School(), key(1), keeper(stores[0], pause=0.05)
    school.failure = unavailable(manifest(), Reason.UNREACHABLE)
    assert reason(await one(hasty, wanted, school)) == "UNREACHABLE"
    school.failure = None
    await asyncio.sleep(0.1)
    assert isinstance(await one(hasty, wanted, school), FacetCopy)
    assert len(school.calls) == 2


async def test_that_an_agency_knows_nothing_is_kept_too(keepers: tuple[Keeper, Keeper]) -> None:
    class Empty(School):
        async def load_at_once(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | BaseException]:
            await super().load_at_once(keys)
            return [FacetCopy("enrolments", (), None, fresh=True) for _ in keys]

    school, wanted = Empty(), key(1)
    for asked in keepers:
        outcome = await one(asked, wanted, school)
        assert isinstance(outcome, FacetCopy)
        assert outcome.items == ()
    assert len(school.calls) == 1


async def test_a_process_that_dies_leaves_its_claim_to_others(stores: tuple[PgFacetCopies, PgFacetCopies]) -> None:
    school, wanted = School(), key(1)
    assert await stores[0].claim(TENANT, "enrolments", [wanted.person_id], 0.3) == {wanted.person_id}
    other = keeper(stores[1], timeout_seconds=2.0)
    assert isinstance(await one(other, wanted, school), FacetCopy)
    assert len(school.calls) == 1


async def test_nobody_waits_for_ever(stores: tuple[PgFacetCopies, PgFacetCopies]) -> None:
    school, wanted = School(), key(1)
    await stores[0].claim(TENANT, "enrolments", [wanted.person_id], 60)
    assert reason(await one(keeper(stores[1], timeout_seconds=0.05), wanted, school)) == "TIMEOUT"
    assert school.calls == []


async def test_a_caller_that_leaves_harms_nobody(keepers: tuple[Keeper, Keeper]) -> None:
    school, wanted = School(), key(1)
    school.open.clear()
    first = asyncio.create_task(one(keepers[0], wanted, school))
    await until(lambda: bool(school.calls))
    second = asyncio.create_task(one(keepers[0], wanted, school))
    first.cancel()
    await asyncio.sleep(0)
    school.open.set()
    assert isinstance(await second, FacetCopy)
    assert len(school.calls) == 1


async def test_when_the_hub_stops_whoever_waits_is_told(stores: tuple[PgFacetCopies, PgFacetCopies]) -> None:
    school, stopped = School(), keeper(stores[0])
    school.open.clear()
    waits = asyncio.create_task(one(stopped, key(1), school))
    await until(lambda: bool(school.calls))
    await stopped.close()
    assert reason(await waits) == "STOPPING"


async def test_an_older_answer_does_not_replace_what_was_pushed(stores: tuple[PgFacetCopies, PgFacetCopies]) -> None:
    """The agency may push something newer while it is asked."""
    wanted, newer = key(1), ENROLMENT("0101234567", None, "pushed", None, None, None)
    pushed = FacetCopy("enrolments", (newer,), NOW + dt.timedelta(minutes=1), fresh=True, checked_at=NOW)
    await stores[0].keep(TENANT, "enrolments", {wanted.person_id: pushed})
    late: FacetCopy[Any] = FacetCopy("enrolments", (), NOW, fresh=True, checked_at=NOW)
    await stores[1].keep(TENANT, "enrolments", {wanted.person_id: late})
    (copy,) = (await stores[0].copies(TENANT, "enrolments", [wanted.person_id])).values()
    assert copy.items == (newer,)


async def test_freshness_counts_from_the_last_check(stores: tuple[PgFacetCopies, PgFacetCopies]) -> None:
    """What an agency tells may be of last quarter; it need not be asked again today for that."""
    school, wanted = School(), key(1)
    wait = manifest().freshness
    for at, calls in ((NOW, 1), (NOW + wait - dt.timedelta(seconds=1), 1), (NOW + wait, 2)):
        assert isinstance(await one(keeper(stores[0], at), wanted, school), FacetCopy)
        assert len(school.calls) == calls


async def test_a_record_that_is_away_is_an_error_of_each_key(database: str) -> None:
    opened = await Database.open(database, max_size=1)
    away = keeper(PgFacetCopies(opened, FACETS.values()))
    await opened.close()
    (outcome,) = await away.refreshed([key(1)], School())
    assert isinstance(outcome, RecordUnavailable)
