"""Statements of one text on a busy hub: two are under way, and whoever comes then goes along with the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from hub.core.predicates import NO_ROWS
from hub.store.held_company import MOST_TOGETHER, Company, ForMany, SlotsOfMany
from tests.store.test_held_company import OTHERS, Watched

SLEEPS = "select $1::text from pg_sleep($2::bigint / 1000.0)"
Reading = asyncio.Task[Any]


def many() -> ForMany:
    slots = SlotsOfMany(["word", "milliseconds"])
    text = f"select {slots.of('word', 'text')} from pg_sleep({slots.of('milliseconds', 'bigint')} / 1000.0)"
    return ForMany(slots.around(text), (), (0, 1))


@pytest.fixture
async def watched(database: str) -> AsyncIterator[Watched]:
    made = await Watched.open(database, max_size=6)
    made.asked, made.texts = [], []
    await asyncio.gather(*(made.read("select pg_sleep(0.1)", []) for _ in range(6)))
    made.asked.clear()
    made.texts.clear()
    yield made
    await made.close()


@pytest.fixture
def company(watched: Watched) -> Company:
    return Company(watched, SLEEPS, (0, 1), many)


async def begun(*reading: Coroutine[Any, Any, Any]) -> list[Reading]:
    """Each in a moment of its own."""
    tasks = []
    for one in reading:
        tasks.append(asyncio.create_task(one))
        await asyncio.sleep(0.005)
    return tasks


async def words(reading: list[Reading]) -> list[str]:
    return [row[0] for row in await asyncio.gather(*reading)]


async def test_who_comes_while_two_are_under_way_goes_along_with_the_next(watched: Watched, company: Company) -> None:
    first = await begun(company.read(NO_ROWS, ["a", 600]), company.read(NO_ROWS, ["b", 1000]))
    later = await begun(*(company.read(NO_ROWS, [word, 0]) for word in "cdef"))
    assert watched.texts == [SLEEPS, SLEEPS]
    assert await words([*first[:1], *later]) == list("acdef")
    assert watched.asked == [1, 4], "the end of one was enough"
    assert await words(first) == ["a", "b"]


async def test_one_that_is_full_does_not_wait(watched: Watched, company: Company) -> None:
    """And when it ends, the next goes."""
    first = await begun(company.read(NO_ROWS, ["a", 1500]), company.read(NO_ROWS, ["b", 1500]))
    full = await begun(company.read(NO_ROWS, ["0", 0]))
    other = await begun(company.read(OTHERS, ["other", 0]))
    full += [asyncio.create_task(company.read(NO_ROWS, [str(at), 0])) for at in range(1, MOST_TOGETHER)]
    assert await words([*full, *other]) == [*(str(at) for at in range(MOST_TOGETHER)), "other"]
    assert (watched.asked, any(one.done() for one in first)) == ([MOST_TOGETHER, 1], False)
    assert await words(first) == ["a", "b"]


async def test_nobody_waits_for_statements_that_take_long(watched: Watched, company: Company) -> None:
    await company.read(NO_ROWS, ["slow", 200])
    first = await begun(company.read(NO_ROWS, ["a", 1500]), company.read(NO_ROWS, ["b", 1500]))
    assert await words(await begun(company.read(NO_ROWS, ["c", 0]))) == ["c"]
    assert not any(one.done() for one in first)
    assert await words(first) == ["a", "b"]
    assert watched.asked == [1, 1, 1, 1]


async def test_whoever_goes_away_while_she_waits_keeps_nobody(watched: Watched, company: Company) -> None:
    """Neither those who came along with her, nor the next."""
    first = await begun(company.read(NO_ROWS, ["a", 700]), company.read(NO_ROWS, ["b", 700]))
    asker, along, other = await begun(
        company.read(NO_ROWS, ["c", 0]), company.read(NO_ROWS, ["d", 0]), company.read(OTHERS, ["e", 0])
    )
    asker.cancel()
    assert await asyncio.wait_for(words([*first, along, other]), 5) == list("abde")
    assert asker.cancelled()
    assert sorted(watched.asked) == [1, 1, 1, 1]


async def test_a_turn_that_is_not_taken_is_the_next_ones(company: Company) -> None:
    """She is called and goes away in the same moment."""
    first = await begun(company.read(NO_ROWS, ["a", 1000]), company.read(NO_ROWS, ["b", 1000]))
    asker, other = await begun(company.read(NO_ROWS, ["c", 0]), company.read(OTHERS, ["d", 0]))
    company._next()
    asker.cancel()
    assert await words([other]) == ["d"]
    assert not any(one.done() for one in first)
    assert await words(first) == ["a", "b"]


async def test_a_statement_that_ends_badly_gives_its_turn_back(company: Company) -> None:
    first = await begun(company.read(NO_ROWS, ["a", 5000]), company.read(NO_ROWS, ["b", 5000]))
    later = await begun(company.read(NO_ROWS, ["c", 0]), company.read(NO_ROWS, ["d", 0]))
    first[0].cancel()
    assert await asyncio.wait_for(words(later), 4) == ["c", "d"]
    first[1].cancel()
    await asyncio.wait(first, timeout=4)
    assert (company._under_way, await words([asyncio.create_task(company.read(NO_ROWS, ["e", 0]))])) == (0, ["e"])
