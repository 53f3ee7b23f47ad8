"""SQL only narrows: for any people, regions and filters, the database admits exactly whom the predicates admit."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.core.citizen import Citizen
from hub.core.identifiers import new_id
from hub.core.predicates import PREDICATES, RowFilter
from hub.store import Database
from hub.store.columns import person_values
from hub.store.events import INSERT_PERSON
from hub.store.row_filter import Parameters, admitted
from tests.store.samples import TENANT, home

Run = Callable[[Coroutine[Any, Any, Any]], Any]

# Few values of each kind, so that people, regions and filters meet.
PARTS = ("19.01.01.1001", "19.01.01.1002", "19.01.03.2003", "19.02.01.1001", "19.01.01", "19.01", "19", "")
REGIONS = st.sampled_from([*PARTS, "19.0", "19.01.", "19.0_", "%", "19.01.%", "1901", "19.01\\", "91.01", ".", "\0"])
NIKS = [f"1901014101{year}9001" for year in (50, 60, 70)]


@st.composite
def people(draw: st.DrawFn) -> list[Citizen]:
    niks = draw(st.lists(st.sampled_from(NIKS), unique=True)) + draw(st.lists(st.none(), max_size=2))
    codes = st.one_of(st.none(), st.sampled_from(PARTS))
    return [
        Citizen(
            tenant=TENANT,
            id=new_id(),
            nik=nik,
            full_name="Contoh",
            birth_date=dt.date(1950, 1, 1),
            address=None if (code := draw(codes)) is None else home(code),
            sealed=draw(st.booleans()),
        )
        for nik in niks
    ]


filters = st.builds(
    RowFilter,
    st.lists(st.sampled_from(sorted(PREDICATES)), unique=True).map(tuple),
    REGIONS,
    st.one_of(st.none(), st.sampled_from([*NIKS, "", "%"])),
)


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Runs coroutines on one loop, which outlives the single example."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="module")
def store(run: Run, module_database: str) -> Iterator[Database]:
    opened = run(Database.open(module_database, max_size=1))
    yield opened
    run(opened.close())


class Undo(Exception):
    """Ends an example's transaction without keeping anything."""


async def seen(store: Database, stored: list[Citizen], rows: RowFilter) -> set[object]:
    found: set[object] = set()
    with suppress(Undo):
        async with store.transaction() as connection:
            await connection.executemany(INSERT_PERSON, [person_values(person) for person in stored])
            parameters = Parameters()
            condition = admitted(rows, "p", parameters)
            result = await connection.fetch(f"select id, {condition} as yes from person p", *parameters.values)
            assert all(row["yes"] is not None for row in result), "three-valued logic must not leak"
            found = {row["id"] for row in result if row["yes"]}
            raise Undo
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stored=people(), rows=filters)
def test_sql_and_predicates_give_the_same_answer(
    run: Run, store: Database, stored: list[Citizen], rows: RowFilter
) -> None:
    assert run(seen(store, stored, rows)) == {person.id for person in stored if rows.admits(person)}


def test_no_predicate_admits_nobody() -> None:
    assert admitted(RowFilter(()), "p", Parameters()) == "false"
