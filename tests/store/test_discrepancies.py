"""Discrepancies on a real database: one is open, whoever sees it and however often."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest

from hub.core.citizen import Citizen
from hub.core.discrepancy import (
    Discrepancy,
    DiscrepancyFilter,
    DiscrepancyState,
    Marks,
    Noted,
    Said,
)
from hub.core.identifiers import new_id
from hub.core.predicates import RowFilter
from hub.store import Database
from hub.store.bulk import copy_citizens
from hub.store.claim_keys import load_marks
from hub.store.discrepancies import PgDiscrepancies
from tests.store.samples import NOW, TENANT, clock, person

OFFICE = RowFilter(("region_subtree", "not_sealed"), "19.01")
MARKS = Marks(b"k" * 32)


@pytest.fixture
async def known(db: Database) -> Citizen:
    citizen = person()
    await copy_citizens(db, [citizen])
    return citizen


@pytest.fixture
def store(db: Database) -> PgDiscrepancies:
    return PgDiscrepancies(db, TENANT, MARKS, clock)


def said(known: Citizen, *, keeps: bool = True, agency: str = "insurance", **claims: str) -> Said:
    return Said(known.id, agency, claims, keeps)


async def everything(store: PgDiscrepancies, known: Citizen) -> tuple[Discrepancy, ...]:
    return (await store.of_person(TENANT, known.id, 100, None)).items


async def states(store: PgDiscrepancies, known: Citizen) -> list[tuple[str, str | None, str]]:
    return [(each.attribute, each.claim, each.state.value) for each in await everything(store, known)]


async def rename(db: Database, known: Citizen, name: str) -> None:
    await db.execute("update person set full_name = $2 where id = $1", known.id, name)


@pytest.mark.parametrize("reads", [100, pytest.param(1000, marks=pytest.mark.long)])
async def test_many_reads_in_two_processes_open_exactly_one(
    database: str, db: Database, known: Citizen, reads: int
) -> None:
    async with AsyncExitStack() as stack:
        # Hundreds wait for four connections, on a machine that may be busy.
        pools = [await Database.open(database, max_size=4, acquire_timeout=60) for _ in range(2)]
        for pool in pools:
            stack.push_async_callback(pool.close)
        stores = [PgDiscrepancies(pool, TENANT, MARKS, clock) for pool in pools]
        wrong = said(known, full_name="Orang Lain", birth_date="1985-01-16")
        noted = await asyncio.gather(*(stores[number % 2].note([wrong]) for number in range(reads)))
        found = sorted(await states(stores[0], known))
    assert sum(each.opened for each in noted) == 2
    assert found == [("birth_date", "1985-01-16", "OPEN"), ("full_name", "Orang Lain", "OPEN")]


async def test_the_index_lets_no_second_one_open(db: Database, store: PgDiscrepancies, known: Citizen) -> None:
    await store.note([said(known, full_name="Orang Lain")])
    indexes = await db.fetchval("select indexdef from pg_indexes where indexname = 'discrepancy_open'")
    assert "UNIQUE" in indexes
    assert "(tenant, person_id, attribute, source)" in indexes


async def test_a_claim_that_changes_changes_the_open_one(store: PgDiscrepancies, known: Citizen) -> None:
    assert await store.note([said(known, full_name="Orang Lain")]) == Noted(opened=1)
    assert await store.note([said(known, full_name="ORANG LAIN")]) == Noted()
    assert await store.note([said(known, full_name="Orang Ketiga")]) == Noted(changed=1)
    (one,) = await everything(store, known)
    assert (one.claim, one.version, one.recorded) == ("Orang Ketiga", 2, known.full_name)


async def test_a_claim_that_agrees_again_ends_it(store: PgDiscrepancies, known: Citizen) -> None:
    await store.note([said(known, full_name="Orang Lain", birth_place="Belinyu")])
    assert await store.note([said(known, full_name="SUPARMAN CONTOH")]) == Noted(withdrawn=1)
    # The birth place was not spoken of this time.
    assert sorted(await states(store, known)) == [
        ("birth_place", "Belinyu", "OPEN"),
        ("full_name", "Orang Lain", "WITHDRAWN"),
    ]


async def test_agencies_have_one_each(store: PgDiscrepancies, known: Citizen) -> None:
    both = [said(known, full_name="Orang Lain", agency=name) for name in ("insurance", "education")]
    assert await store.note(both) == Noted(opened=2)


async def test_nothing_of_a_claim_is_kept_that_may_not_be(db: Database, store: PgDiscrepancies, known: Citizen) -> None:
    assert await store.note([said(known, keeps=False, full_name="Orang Rahasia")]) == Noted(opened=1)
    assert await store.note([said(known, keeps=False, full_name="Orang Rahasia")]) == Noted()
    assert await store.note([said(known, keeps=False, full_name="Orang Lain")]) == Noted(changed=1)
    (one,) = await everything(store, known)
    assert one.claim is None
    assert MARKS.fits(one, "orang lain")
    rows = await db.fetch("select d::text as t from discrepancy d union all select payload::text from delivery")
    assert not [row for row in rows if "Rahasia" in row["t"] or "rahasia" in row["t"] or "lain" in row["t"]]


async def test_who_is_not_in_the_record_is_passed_over(store: PgDiscrepancies, known: Citizen) -> None:
    stranger = Said(new_id(), "insurance", {"full_name": "Orang Lain"}, keeps=True)
    assert await store.note([stranger, said(known, full_name="Orang Lain")]) == Noted(opened=1)
    assert await store.note([]) == Noted()


async def test_a_correction_that_meets_the_claim_ends_it(db: Database, store: PgDiscrepancies, known: Citizen) -> None:
    wrong = said(known, full_name="Orang Lain")
    await store.note([wrong])
    await rename(db, known, "Orang Lain")
    assert await store.note([wrong]) == Noted(withdrawn=1)


async def test_the_list_shows_those_in_sight_the_longest_open_first(db: Database, store: PgDiscrepancies) -> None:
    here, there, hidden = person(), person(address=None), person(sealed=True)
    await copy_citizens(db, [here, there, hidden])
    for one in (here, there, hidden):
        await store.note([said(one, full_name="Orang Lain")])
    await store.note([said(here, birth_place="Belinyu")])
    assert [each.attribute for each in await listed(store)] == ["full_name", "birth_place"]
    assert [each.attribute for each in await listed(store, attribute="birth_place")] == ["birth_place"]
    assert await listed(store, source="health") == []
    assert await listed(store, contested=True) == []
    assert await listed(store, states=(DiscrepancyState.WITHDRAWN,)) == []
    first = await store.page(TENANT, DiscrepancyFilter(), OFFICE, 1, None)
    assert first.has_next
    second = await store.page(TENANT, DiscrepancyFilter(), OFFICE, 1, first.cursors[0])
    assert ([each.attribute for each in second.items], second.has_next) == (["birth_place"], False)


async def test_a_paper_leads_to_what_it_was_shown_for(db: Database, store: PgDiscrepancies) -> None:
    here, there = person(), person(address=None)
    await copy_citizens(db, [here, there])
    await store.note([said(here, full_name="Orang Lain"), said(there, full_name="Orang Lain")])
    papers = {one.id: new_id() for one in (here, there)}
    for owner, paper in papers.items():
        await db.execute("update discrepancy set documents = array[$2::uuid] where person_id = $1", owner, paper)
    found = await store.showing(TENANT, papers[here.id], OFFICE)
    assert found is not None
    assert found.person_id == here.id
    assert await store.showing(TENANT, papers[there.id], OFFICE) is None, "of somebody out of sight"
    assert await store.showing("1902", papers[here.id], OFFICE) is None, "another district"
    assert await store.showing(TENANT, new_id(), OFFICE) is None
    assert [each.person_id for each in await listed(store, only=found.id)] == [here.id]


async def listed(store: PgDiscrepancies, **terms: Any) -> Sequence[Discrepancy]:
    return [*(await store.page(TENANT, DiscrepancyFilter(**terms), OFFICE, 10, None)).items]


async def test_several_states_are_one_list_in_the_order_of_opening(store: PgDiscrepancies, known: Citizen) -> None:
    await store.note([said(known, full_name="Orang Lain")])
    await store.note([said(known, birth_place="Belinyu")])
    await store.note([said(known, birth_date="1985-01-16")])
    await store.note([said(known, birth_place=known.birth_place or "")])
    opened, withdrawn = DiscrepancyState.OPEN, DiscrepancyState.WITHDRAWN
    chosen = DiscrepancyFilter(states=(withdrawn, opened, withdrawn))
    first = await store.page(TENANT, chosen, OFFICE, 2, None)
    last = await store.page(TENANT, chosen, OFFICE, 2, first.cursors[-1])
    found = [(each.attribute, each.state) for each in (*first.items, *last.items)]
    assert found == [("full_name", opened), ("birth_place", withdrawn), ("birth_date", opened)]
    assert (first.has_next, last.has_next) == (True, False)


async def test_the_clock_marks_what_is_late_once_and_it_stays_in_sight(db: Database, known: Citizen) -> None:
    key = new_id()
    await contested(db, known, key, NOW)
    before, after = NOW + dt.timedelta(hours=71), NOW + dt.timedelta(hours=72)
    early, late = (PgDiscrepancies(db, TENANT, MARKS, lambda at=at: at) for at in (before, after))  # type: ignore[misc]  # the default binds it
    assert (await early.mark_overdue(), await early.count_overdue()) == (0, 0)
    assert (await late.mark_overdue(), await late.count_overdue()) == (1, 1)
    assert await late.mark_overdue() == 0
    (one,) = await listed(late, overdue=True)
    assert (one.is_overdue, one.overdue_at, one.state) == (True, after, DiscrepancyState.OPEN)


async def contested(db: Database, known: Citizen, key: uuid.UUID, at: dt.datetime) -> None:
    await db.execute(
        "insert into discrepancy (tenant, id, person_id, attribute, source, claim, mark, recorded, state, opened_at,"
        " changed_at, due_at) values ($1, $2, $3, 'full_name', 'citizen', 'x', 'x', 'y', 'OPEN', $4, $4, $5)",
        TENANT, key, known.id, at, at + dt.timedelta(hours=72),
    )  # fmt: skip


def test_the_key_of_claims_is_made_once_and_is_nobody_elses(tmp_path: Any) -> None:
    one, other = load_marks(tmp_path / "keys"), load_marks(tmp_path / "keys")
    claim = Said(new_id(), "health", {"sex": "MALE"}, keeps=False)
    assert one.of(claim, "sex") == other.of(claim, "sex")
    (file,) = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o077 == 0
