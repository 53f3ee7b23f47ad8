"""The town of the walks: whom it has something happen to, for how long it knows that, and what it clears away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import asyncpg
import pytest

from tests.console.visitor import Response
from tests.walks import things
from tests.walks.town import Town

pytest_plugins = ["pytester"]
FAMILIES = [f"19010101017000{at:02}" for at in range(60)]
OPENED = """
    insert into emergency_access (tenant, id, person_id, reader, reader_name, client_id, emergency, reason, opened_at,
                                  ends_at, review_due, verdict, reviewed_by, reviewed_by_name, reviewed_at,
                                  review_reason)
    select '1901', gen_random_uuid(), gen_random_uuid(), 'operator', 'Petugas Contoh', 'satu-console', 'HEALTH', 'x',
           now(), now() + interval '1 hour', now() + interval '1 day', verdict, by, by, at, by
    from (values (null, null, null::timestamptz), ('UNJUSTIFIED', 'auditor', now())) as one (verdict, by, at)
"""
LEFT = "select verdict, ends_at > now() as open from emergency_access order by verdict"
ALONE = ("-p", "no:cacheprovider", "-o", "asyncio_default_fixture_loop_scope=function")
SHARED = {
    "test_one": "def test_one(apart):\n    apart.add('set apart by one module')",
    "test_two": "def test_two(apart):\n    assert apart == {'set apart by one module'}",
}


class Village(Town):
    """Without a browser and a frontend; everybody is the head of a family of her own."""

    def __init__(self, data: Mapping[str, Any], apart: set[str]) -> None:
        self.data, self.apart, self.used = data, apart, 0

    async def person(self, nik: str) -> Mapping[str, Any]:
        return {"nik": nik, "familyCard": {"head": {"nik": nik}}}


class Office(Village):
    """Keeps what stood in the record when the form was sent."""

    async def sent(self, who: str, page: str, ending: str, **fields: str) -> Response:
        self.left = [tuple(row) for row in await things.put(self, LEFT)]
        return Response(200, page, "", {})


async def test_nobody_who_was_set_apart_is_asked_and_the_others_in_turn() -> None:
    apart = set(FAMILIES[-4:-2])
    town = Village({"sample": {"niks": FAMILIES}}, apart)
    asked = [(await town.head())["nik"] for _ in range(20)]
    assert not apart & set(asked)
    assert len(set(asked)) > 10
    apart |= set(FAMILIES)
    with pytest.raises(AssertionError, match="Everybody was set apart"):
        await town.head()


def test_what_one_module_of_walks_set_apart_the_next_one_knows(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.walks.conftest import apart")
    pytester.makepyfile(**SHARED)
    pytester.runpytest_inprocess(*ALONE).assert_outcomes(passed=2)


async def test_an_emergency_finds_the_others_over_and_reviewed(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute(OPENED)
    await connection.close()
    data = {"database_url": database, "sample": {"other_region_nik": FAMILIES[0]}}
    town = Office(data, set())
    await things.emergency(town)
    assert town.left == [("JUSTIFIED", False), ("UNJUSTIFIED", False)]
