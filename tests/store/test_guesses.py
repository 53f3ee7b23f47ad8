"""Claims are counted for all processes of a hub together, and nobody can read about whom they were."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from hub.core.citizen import CitizenClaim
from hub.core.errors import RateLimited
from hub.core.guessing import WINDOW, GuessLimits, GuessMarks, Pace
from hub.store import Database, PgGuesses

AT = dt.datetime(2026, 11, 26, 3, 0, tzinfo=dt.UTC)
CLAIM = CitizenClaim(nik="1901014505959001", full_name="Siti Contoh", birth_date=dt.date(1995, 1, 1))
LIMITS = GuessLimits(of_party=Pace(5, 20), of_all=Pace(8, 60))
MARKS = GuessMarks(b"contoh")


@pytest.fixture
async def processes(database: str) -> AsyncIterator[tuple[PgGuesses, PgGuesses]]:
    """Two processes of one hub."""
    one, other = await Database.open(database), await Database.open(database)
    yield PgGuesses(one, "1901", MARKS, LIMITS), PgGuesses(other, "1901", MARKS, LIMITS)
    await one.close()
    await other.close()


def born(number: int) -> CitizenClaim:
    return dataclasses.replace(CLAIM, birth_date=dt.date(1995, 1, 1) + dt.timedelta(days=number))


async def admitted(guesses: PgGuesses, claim: CitizenClaim, party: str = "bank", at: dt.datetime = AT) -> bool:
    try:
        await guesses.admit(claim, party, at)
    except RateLimited:
        return False
    return True


async def test_processes_count_together_and_at_the_same_moment(processes: tuple[PgGuesses, PgGuesses]) -> None:
    asked = [admitted(processes[number % 2], born(number)) for number in range(24)]
    assert sum(await asyncio.gather(*asked)) == LIMITS.of_party.in_a_day
    others = [admitted(processes[number % 2], born(number), "clinic") for number in range(100, 124)]
    assert sum(await asyncio.gather(*others)) == LIMITS.of_all.in_a_day - LIMITS.of_party.in_a_day


async def test_the_same_claim_again_is_answered_and_a_new_day_begins(processes: tuple[PgGuesses, PgGuesses]) -> None:
    one, other = processes
    for number in range(5):
        assert await admitted(one, born(number))
    assert not await admitted(other, born(5))
    assert await admitted(other, dataclasses.replace(born(4), full_name="SITI CONTOH"))
    assert await admitted(one, dataclasses.replace(born(5), nik="1901014505959002"))
    assert await admitted(other, born(5), at=AT + dt.timedelta(days=1))


async def test_what_is_kept_names_nobody_and_not_for_long(
    processes: tuple[PgGuesses, PgGuesses], database: str
) -> None:
    for number in range(3):
        await processes[0].admit(born(number), "bank", AT)
    opened = await Database.open(database)
    text = str([tuple(row) for row in await opened.fetch("select m::text from match_claim m")])
    assert text.count("bank") == 3
    assert CLAIM.nik not in text
    assert not any(word in text.casefold() for word in ("siti", "1995"))
    await processes[0].admit(dataclasses.replace(CLAIM, nik="1901014505959002"), "bank", AT + dt.timedelta(days=WINDOW))
    assert await opened.fetchval("select count(*) from match_claim") == 1
    await opened.close()
