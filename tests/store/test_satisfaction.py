"""Answers to the survey on a real database: once for an application, and told by fives."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import uuid
from typing import Final

from hub.core.identifiers import new_id
from hub.core.satisfaction import Answers, Rating, Taken
from hub.store import Database
from hub.store.satisfaction import PgSurveys
from tests.store.samples import TENANT, clock

SINCE, UNTIL = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
GOOD: Final = Rating((3,) * 9)
PLACE: Final = ("birthCertificate", "19.01.01")


async def give(surveys: PgSurveys, rating: Rating = GOOD, place: tuple[str, str] = PLACE) -> Taken:
    return await surveys.give(TENANT, new_id(), uuid.uuid4().hex, *place, rating)


async def test_four_answers_are_not_told_and_the_fifth_tells_all_five(db: Database) -> None:
    surveys = PgSurveys(db, clock)
    for _ in range(4):
        assert await give(surveys) is Taken.TAKEN
        assert await surveys.told(TENANT, SINCE, UNTIL, None) == []
    await give(surveys, Rating((4, *(1,) * 8)))
    assert await surveys.told(TENANT, SINCE, UNTIL, None) == [Answers(PLACE[0], 5, (16, *(13,) * 8))]
    # Whoever looks again sees nothing of the sixth.
    await give(surveys, Rating((1,) * 9))
    assert await surveys.told(TENANT, SINCE, UNTIL, None) == [Answers(PLACE[0], 5, (16, *(13,) * 8))]


async def test_no_two_looks_and_no_filter_differ_by_fewer_than_five(db: Database) -> None:
    """Over services and kecamatan in turns, as an attacker would watch them."""
    surveys, seen = PgSurveys(db, clock), list[tuple[int, ...]]()
    for number in range(60):
        await give(surveys, place=(("birthCertificate", "deathCertificate")[number % 2], f"19.01.0{number % 3 + 1}"))
        looks = [await surveys.told(TENANT, SINCE, UNTIL, region) for region in (None, "19.01.01", "19.01.02")]
        seen.append(tuple(sum(one.answers for one in look) for look in looks))
    steps = {
        after - before for one, other in itertools.pairwise(seen) for before, after in zip(one, other, strict=True)
    }
    assert steps == {0, 5}
    assert all(not whole - part or whole - part >= 5 for whole, *parts in seen for part in parts)
    assert seen[-1][0] == 60


async def test_an_application_is_answered_for_once_and_a_repeat_is_the_same_answer(db: Database) -> None:
    surveys, application = PgSurveys(db, clock), new_id()
    assert not await surveys.answered(TENANT, application)
    given = (TENANT, application, "key-1", *PLACE, GOOD)
    found = await asyncio.gather(*(surveys.give(*given) for _ in range(4)))
    assert sorted(one.value for one in found) == ["REPEATED"] * 3 + ["TAKEN"]
    assert await surveys.give(TENANT, application, "key-2", *PLACE, GOOD) is Taken.BEFORE
    assert await surveys.answered(TENANT, application)
    assert await db.fetchval("select sum(answers) from satisfaction_waiting") == 1


async def test_words_are_told_with_the_five_and_without_a_place(db: Database) -> None:
    surveys = PgSurveys(db, clock)
    for number in range(4):
        await give(surveys, Rating(GOOD.scores, f"Kata {number}"))
    assert await surveys.words(TENANT, SINCE, UNTIL, None) == []
    await give(surveys)
    assert sorted(await surveys.words(TENANT, SINCE, UNTIL, PLACE[0])) == [f"Kata {number}" for number in range(4)]
    assert await surveys.words(TENANT, SINCE, UNTIL, "deathCertificate") == []
    assert await db.fetchval("select count(*) from satisfaction_waiting") == 0


async def test_what_was_answered_stands_nowhere_beside_the_application(db: Database) -> None:
    columns = await db.fetch(
        "select column_name from information_schema.columns where table_name = 'satisfaction_mark'"
    )
    assert {row["column_name"] for row in columns} == {"tenant", "application_id", "key_hash"}
    others = await db.fetch(
        "select column_name from information_schema.columns where table_name like 'satisfaction%'"
        " and table_name <> 'satisfaction_mark'"
    )
    assert {row["column_name"] for row in others}.isdisjoint(
        {"application_id", "person_id", "actor", "at", "created_at"}
    )
