"""Persons of a day: all processes of a hub together show no more than the agreement says."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from hub.audit.quotas import DailyQuotas
from hub.core.agreement import Agreement
from hub.core.errors import QuotaExhausted
from hub.store import Database, PgQuotas
from tests.fakes.agreements import agreement
from tests.store.samples import TENANT

EVENING = dt.datetime(2026, 11, 24, 16, 59, tzinfo=dt.UTC)
"""A minute before the office's next day."""


class Clock:
    def __init__(self) -> None:
        self.now = EVENING

    def __call__(self) -> dt.datetime:
        return self.now


class Counted(PgQuotas):
    """Counts how often the record is asked."""

    asked = 0

    async def take(self, agreement: str, day: dt.date, persons: int, most: int) -> bool:
        self.asked += 1
        return await super().take(agreement, day, persons, most)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(db: Database) -> Counted:
    return Counted(db, TENANT)


async def spent(quotas: DailyQuotas, terms: Agreement, persons: int = 1) -> bool:
    try:
        await quotas.spend(terms, persons)
    except QuotaExhausted:
        return False
    return True


async def test_processes_together_show_no_more_than_the_quota(store: Counted, clock: Clock) -> None:
    terms, processes = agreement(daily_quota=23), [DailyQuotas(store, clock) for _ in range(3)]
    tries = [spent(processes[n % 3], terms, 1 + n % 2) for n in range(40)]
    done = await asyncio.gather(*tries)
    assert sum(1 + n % 2 for n, shown in enumerate(done) if shown) in {22, 23}
    assert not await spent(DailyQuotas(store, clock), terms, 2)


async def test_an_answer_is_shown_whole_or_not_at_all(store: Counted, clock: Clock) -> None:
    quotas, terms = DailyQuotas(store, clock), agreement(daily_quota=10)
    assert await spent(quotas, terms, 8)
    assert not await spent(quotas, terms, 3)
    assert await spent(quotas, terms, 2)
    assert not await spent(quotas, terms)
    assert not await spent(quotas, agreement(id="lain", daily_quota=10), 11)


async def test_portions_ask_the_record_rarely(store: Counted, clock: Clock) -> None:
    quotas, terms = DailyQuotas(store, clock), agreement(daily_quota=50_000)
    for _ in range(200):
        assert await spent(quotas, terms)
    assert store.asked == 2


async def test_answers_about_many_ask_the_record_rarely_too(store: Counted, clock: Clock) -> None:
    quotas, terms = DailyQuotas(store, clock), agreement(daily_quota=2_000_000)
    for _ in range(32):
        assert await spent(quotas, terms, 250)
    assert store.asked == 2


async def test_a_process_keeps_little_of_a_small_quota(store: Counted, clock: Clock) -> None:
    one, other = DailyQuotas(store, clock), DailyQuotas(store, clock)
    terms = agreement(daily_quota=1000)
    assert await spent(one, terms, 250)
    assert await spent(other, terms, 750)


async def test_a_refusal_is_repeated_without_asking_and_not_for_long(store: Counted, clock: Clock) -> None:
    quotas, terms = DailyQuotas(store, clock), agreement(daily_quota=1)
    assert await spent(quotas, terms)
    asked = store.asked
    for _ in range(20):
        assert not await spent(quotas, terms)
    assert store.asked == asked + 1
    clock.now += dt.timedelta(seconds=0.8)
    assert not await spent(quotas, terms)
    assert store.asked == asked + 2


async def test_other_terms_hold_at_once(store: Counted, clock: Clock) -> None:
    """What a process still has of the earlier quota is not shown under a smaller one."""
    quotas = DailyQuotas(store, clock)
    assert await spent(quotas, agreement(daily_quota=5000))
    assert not await spent(quotas, agreement(daily_quota=10))
    assert await spent(quotas, agreement(daily_quota=6000))


async def test_the_offices_next_day_begins_anew(store: Counted, clock: Clock) -> None:
    quotas, terms = DailyQuotas(store, clock), agreement(daily_quota=1)
    assert await spent(quotas, terms)
    assert not await spent(quotas, terms)
    clock.now += dt.timedelta(minutes=1)
    assert await spent(quotas, terms)


async def test_looking_whether_there_is_room_uses_nothing_up(store: Counted, clock: Clock) -> None:
    quotas, terms = DailyQuotas(store, clock), agreement(daily_quota=1)
    for _ in range(3):
        await quotas.check(terms)
    assert await spent(quotas, terms)
    with pytest.raises(QuotaExhausted, match=terms.number) as refused:
        await quotas.check(terms)
    assert refused.value.details["rule"] == "agreement"


async def test_districts_and_agreements_have_quotas_of_their_own(db: Database, clock: Clock) -> None:
    first, other = DailyQuotas(PgQuotas(db, TENANT), clock), DailyQuotas(PgQuotas(db, "1902"), clock)
    assert await spent(first, agreement(daily_quota=1))
    assert await spent(first, agreement(id="lain", daily_quota=1))
    assert await spent(other, agreement(daily_quota=1))
    assert not await spent(first, agreement(daily_quota=1))


async def test_what_is_given_out_is_told_by_day_district_and_agreement(db: Database, clock: Clock) -> None:
    first, other = DailyQuotas(PgQuotas(db, TENANT), clock), DailyQuotas(PgQuotas(db, "1902"), clock)
    assert await spent(first, agreement(daily_quota=50), 3)
    assert await spent(first, agreement(daily_quota=50), 4)
    assert await spent(first, agreement(id="lain", daily_quota=1_000))
    assert await spent(other, agreement(daily_quota=50), 9)
    name = agreement().id
    assert await first.given([name, "lain", "nobody's"]) == {name: 7, "lain": 2}, "with a portion that is left"
    clock.now += dt.timedelta(minutes=1)
    assert await first.given([name, "lain"]) == {}, "another day"
