"""Requests of a moment that want the same of the record: one statement for them, and nobody has another's trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import asyncpg
import pytest

from hub.core.predicates import NO_ROWS, NOT_SEALED, RowFilter
from hub.store import Database
from hub.store.held_company import MOST_TOGETHER, Company, ForMany, SlotsOfMany

ONE = "select $1::text || ':' || (6 / $2::bigint)"
OTHERS = RowFilter((NOT_SEALED.name,))


class Watched(Database):
    """Notes the texts of its statements, and how many each was for."""

    asked: list[int]
    texts: list[str]

    async def read_all(self, asked: Callable[[], tuple[str, Sequence[Any]]]) -> list[asyncpg.Record]:
        def noted() -> tuple[str, Sequence[Any]]:
            text, values = asked()
            self.texts.append(text)
            return text, values

        rows = await super().read_all(noted)
        self.asked.append(len(rows))
        return rows


@pytest.fixture
async def watched(database: str) -> AsyncIterator[Watched]:
    made = await Watched.open(database, max_size=2)
    made.asked, made.texts = [], []
    yield made
    await made.close()


def many() -> ForMany:
    slots = SlotsOfMany(["word", "number"])
    text = f"select {slots.of('word', 'text')} || ':' || (6 / {slots.of('number', 'bigint')})"
    return ForMany(slots.around(text), (), (0, 1))


def company(database: Database, write: Callable[[], ForMany] = many) -> Company:
    return Company(database, ONE, (0, 1), write)


async def told(*reading: Any) -> list[Any]:
    found = await asyncio.gather(*reading, return_exceptions=True)
    return [type(one) if isinstance(one, BaseException) else one[0] for one in found]


async def test_whoever_comes_in_the_same_moment_under_the_same_filter_is_asked_for_together(watched: Watched) -> None:
    same = company(watched)
    assert await told(same.read(NO_ROWS, ("a", 3))) == ["a:2"]
    filters = [NO_ROWS, OTHERS, RowFilter((NOT_SEALED.name,)), NO_ROWS, NO_ROWS]
    words = ["a", "b", "b", "a", "a"]
    numbers = [1, 2, 3, 6, 1]
    reading = [same.read(rows, given) for rows, *given in zip(filters, words, numbers, strict=True)]
    assert await told(*reading) == ["a:6", "b:3", "b:2", "a:1", "a:6"]
    assert sorted(watched.asked) == [1, 2, 3]
    watched.asked.clear()
    crowd = [same.read(NO_ROWS, ("a", number)) for number in range(1, MOST_TOGETHER + 3)]
    assert await told(*crowd) == [f"a:{6 // number}" for number in range(1, MOST_TOGETHER + 3)]
    assert sorted(watched.asked) == [2, MOST_TOGETHER]


async def test_they_gather_while_no_connection_is_free(watched: Watched) -> None:
    same = company(watched)
    async with watched.connection(), watched.connection():
        first = asyncio.create_task(same.read(NO_ROWS, ("a", 1)))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(same.read(NO_ROWS, ("a", 2)))
        await asyncio.sleep(0)
    assert await told(first, second) == ["a:6", "a:3"]
    assert watched.asked == [2]


async def test_whoever_comes_when_it_is_on_its_way_asks_anew(watched: Watched) -> None:
    slow = Company(watched, "select $1::text || $2::bigint || pg_sleep(0.05)", (0, 1), many)
    first = asyncio.create_task(slow.read(NO_ROWS, ("a", 1)))
    await asyncio.sleep(0.02)
    assert await told(first, slow.read(NO_ROWS, ("a", 2))) == ["a1", "a2"]
    assert watched.asked == [1, 1]


@pytest.mark.parametrize(
    ("bad", "error"),
    [(("a", 0), asyncpg.DivisionByZeroError), (("a", "x"), asyncpg.DataError), (("\ud800", 1), asyncpg.DataError)],
    ids=["to PostgreSQL", "to the driver", "as a text"],
)
@pytest.mark.parametrize("at", [0, 2])
async def test_a_value_that_is_no_good_is_the_trouble_of_whoever_gave_it(
    watched: Watched, bad: tuple[str, Any], error: type[Exception], at: int
) -> None:
    same = company(watched)
    given: list[tuple[str, Any]] = [("a", 2), ("a", 3)]
    given.insert(at, bad)
    wanted: list[Any] = ["a:3", "a:2"]
    wanted.insert(at, error)
    assert await told(*(same.read(NO_ROWS, each) for each in given)) == wanted
    assert await told(*(same.read(NO_ROWS, ("a", number)) for number in (1, 2))) == ["a:6", "a:3"]
    assert watched.asked == [1, 1, 2]


async def test_whoever_asks_for_others_may_go_away_and_so_may_they(watched: Watched) -> None:
    for goes in range(3):
        for steps in range(3):
            same = company(watched)
            reading = [asyncio.create_task(same.read(NO_ROWS, ("a", number))) for number in (1, 2, 3)]
            for _ in range(steps):
                await asyncio.sleep(0)
            reading[goes].cancel()
            found = await told(*reading)
            assert found == [
                asyncio.CancelledError if at == goes else word for at, word in enumerate(("a:6", "a:3", "a:2"))
            ]
            assert await told(same.read(NO_ROWS, ("a", 6))) == ["a:1"]


async def test_a_form_that_the_database_refuses_is_not_tried_again(watched: Watched) -> None:
    refused = "select no_such_function($1, $2)"
    same = company(watched, lambda: ForMany(refused, (), (0, 1)))
    for _ in range(2):
        assert await told(*(same.read(NO_ROWS, ("a", number)) for number in (1, 2))) == ["a:6", "a:3"]
    assert (watched.texts.count(refused), watched.asked) == (1, [1, 1, 1, 1])


async def test_all_are_told_when_the_database_is_away(database: str) -> None:
    away = await Database.open(database, max_size=1, acquire_timeout=0.1)
    same = company(away)
    async with away.connection():
        assert await told(*(same.read(NO_ROWS, ("a", number)) for number in (1, 2))) == [TimeoutError] * 2
    await away.close()


async def test_whoever_came_late_waits_for_a_connection_as_long_as_anybody(database: str) -> None:
    busy = await Database.open(database, max_size=1, acquire_timeout=0.8)
    same = company(busy)
    async with busy.connection():
        first = asyncio.create_task(same.read(NO_ROWS, ("a", 1)))
        await asyncio.sleep(0.7)
        late = asyncio.create_task(same.read(NO_ROWS, ("a", 2)))
        assert await told(first) == [TimeoutError]
        await asyncio.sleep(0.05)
    assert await told(late) == ["a:3"]
    await busy.close()
