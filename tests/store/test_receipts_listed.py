"""A person's receipts are told from the moment that they are written; they are listed by person behind the answer."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

import pytest

from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.core.receipt import AccessFilter, Receipt, Subjects
from hub.store import Database, PgReceipts
from hub.store.receipts import insert_receipt
from tests.store.logged import Logged
from tests.store.samples import NOW, TENANT, receipt


@pytest.fixture
def logged(db: Database) -> Logged:
    return Logged.on(db)


async def _told(db: Database, person: uuid.UUID, first: int = 50, after: str | None = None) -> list[uuid.UUID]:
    page = await PgReceipts(db).of_person(TENANT, person, first, after)
    return [each.id for each in page.items]


async def _listed(db: Database, person: uuid.UUID) -> set[uuid.UUID]:
    rows = await db.fetch("select receipt_id from receipt_subject where tenant = $1 and person_id = $2", TENANT, person)
    return {row["receipt_id"] for row in rows}


async def _write(logged: Logged, receipts: Iterable[Receipt]) -> list[uuid.UUID]:
    written = list(receipts)
    for one in written:
        await PgReceipts(logged.db).write(one)
    return [one.id for one in written]


async def test_it_is_told_before_it_is_listed_and_once_after(logged: Logged) -> None:
    mother, child = new_id(), new_id()
    before = await _write(logged, [receipt(mother, child), receipt(child)])
    assert await _listed(logged.db, child) == set()
    assert await _told(logged.db, child) == before[::-1]
    await logged.place()
    assert await _listed(logged.db, child) == set(before)
    assert await _told(logged.db, child) == before[::-1]
    assert await _told(logged.db, mother) == before[:1]


async def test_a_page_goes_on_from_those_that_are_not_listed_to_those_that_are(logged: Logged) -> None:
    person = new_id()
    written = await _write(logged, [receipt(person) for _ in range(4)])
    await logged.place()
    written += await _write(logged, [receipt(person), receipt(new_id()), receipt(person)])
    del written[5]
    receipts = PgReceipts(logged.db)
    first = await receipts.of_person(TENANT, person, 3, None)
    rest = await receipts.of_person(TENANT, person, 3, first.cursors[-1])
    assert [each.id for each in (*first.items, *rest.items)] == written[::-1]
    assert (first.has_next, rest.has_next) == (True, False)


async def test_one_that_is_committed_late_is_told_then(logged: Logged, database: str) -> None:
    """Steps passed over it meanwhile, and what they have seen lies behind it."""
    person, other = new_id(), await Database.open(database)
    late = receipt(person)
    async with other.acquired() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await insert_receipt(connection, logged.db.marked(late))
        for _ in range(3):
            await _write(logged, [receipt(new_id())])
            await logged.place()
        assert await _told(logged.db, person) == []
        await transaction.commit()
    assert await _told(logged.db, person) == [late.id]
    await logged.place()
    assert await _listed(logged.db, person) == {late.id} == set(await _told(logged.db, person))
    await other.close()


@pytest.mark.parametrize(
    "moved",
    [
        "update receipt_log set cluster = 1, seen = '1000000000:1000000000:'",
        "update receipt_log set walked = '00000000-0000-0000-0000-000000000000', seen = pg_current_snapshot()",
        "delete from receipt_log",
    ],
)
async def test_while_the_log_walks_through_all_those_without_a_place_are_told(logged: Logged, moved: str) -> None:
    """In another cluster, the numbers of transactions that the log has seen say nothing."""
    person = new_id()
    written = await _write(logged, [receipt(person)])
    await logged.place()
    written += await _write(logged, [receipt(person)])
    await logged.db.execute(moved)
    assert await _told(logged.db, person) == written[::-1]
    if not moved.startswith("delete"):
        await logged.place()
        assert await _listed(logged.db, person) == set(written)


async def test_a_walk_through_all_puts_back_what_is_missing(logged: Logged) -> None:
    """A worker of the version before gives places, and lists nobody."""
    person = new_id()
    written = await _write(logged, [receipt(person), receipt(person)])
    await logged.place()
    await logged.db.execute("alter table receipt_subject disable trigger user")
    await logged.db.execute("delete from receipt_subject where receipt_id = $1", written[0])
    await logged.place()
    assert await _listed(logged.db, person) == {written[1]}
    await logged.log.walk_through()
    await logged.place()
    assert await _listed(logged.db, person) == set(written)


async def test_the_end_of_one_id_and_the_beginning_of_the_next_are_nobody(logged: Logged) -> None:
    one, next_ = (uuid.UUID(int=number << 64 | number) for number in (1, 2))
    between = uuid.UUID(int=1 << 64 | 2)
    joined = Subjects.of([one, next_]).joined
    assert joined.find(between.bytes) == 8
    written = await _write(logged, [receipt(one, next_)])
    assert await _told(logged.db, between) == []
    assert await _told(logged.db, next_) == written


async def test_what_is_left_out_is_left_out_whether_it_is_listed_or_not(logged: Logged) -> None:
    """What is not told yet, what she read herself, and what was before or after."""
    person = new_id()
    one = receipt(person)
    hidden = dataclasses.replace(receipt(person), hidden_until=NOW + dt.timedelta(days=1))
    own = dataclasses.replace(receipt(person), purpose=Purpose.OWN_DATA.value)
    early = dataclasses.replace(receipt(person), at=NOW - dt.timedelta(days=2))
    await _write(logged, [one, hidden, own, early])
    chosen = AccessFilter(since=NOW - dt.timedelta(days=1), own=False, told_at=NOW)
    for _ in range(2):
        page = await PgReceipts(logged.db).of_person(TENANT, person, 5, None, chosen)
        assert [each.id for each in page.items] == [one.id]
        await logged.place()


async def test_readers_see_each_receipt_at_any_moment_while_it_is_listed(logged: Logged) -> None:
    """What is listed and what is not come from one snapshot: none is missing between the two, none counts twice."""
    person, seen = new_id(), list[int]()

    def goes_on() -> bool:
        return len(seen) < 60 or seen[-1] < 10

    async def read() -> None:
        while goes_on():
            told = await _told(logged.db, person)
            assert len(told) == len(set(told))
            seen.append(len(told))

    async def write() -> None:
        while goes_on():
            await _write(logged, [receipt(person)])
            await logged.place()

    async with asyncio.timeout(60):
        await asyncio.gather(read(), write())
    assert seen == sorted(seen), "a receipt that was told once is told from then on"
