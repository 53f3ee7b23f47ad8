"""Access receipts on a real database."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from typing import Any

import orjson
import pytest

from hub.audit.marks import Stored, message
from hub.core.errors import BadInput, Conflict, HubError
from hub.core.identifiers import new_id
from hub.core.receipt import Part, Receipt, Subjects
from hub.store import Database, PgReceipts
from hub.store.failures import RecordUnavailable
from hub.store.receipt_rows import COLUMNS, stored_of
from hub.store.receipt_texts import whole
from hub.store.receipts import insert_all
from tests.store.samples import NOW, TENANT, receipt


async def test_a_subject_reads_who_read_her(db: Database) -> None:
    receipts, subject, other = PgReceipts(db), new_id(), new_id()
    written = [receipt(subject, other), receipt(other), receipt(subject, subject)]
    for one in written:
        await receipts.write(one)
    page = await receipts.of_person(TENANT, subject, 10, None)
    assert [access.id for access in page.items] == [written[2].id, written[0].id]
    access = page.items[0]
    assert (access.actor_name, access.client, access.purpose) == ("Petugas Contoh", "console", "CIVIL_REGISTRATION")
    assert (access.at, access.fields, access.categories) == (NOW, ("Citizen.fullName",), ("population",))
    assert not page.has_next
    assert (await receipts.of_person("1902", subject, 10, None)).items == ()


async def test_an_answer_without_subjects_has_a_receipt_too(db: Database) -> None:
    await PgReceipts(db).write(receipt())
    assert await db.fetchval("select count(*) from receipt") == 1


async def test_a_receipt_keeps_the_calls_that_its_data_came_from(db: Database) -> None:
    shared, alone = new_id(), new_id()
    for batches in ((shared, alone), (shared,), ()):
        await PgReceipts(db).write(dataclasses.replace(receipt(new_id()), batches=batches))
    rows = await db.fetch("select batches from receipt order by id")
    assert [row["batches"] for row in rows] == [[shared, alone], [shared], []]
    assert await db.fetchval("select count(*) from receipt where $1 = any (batches)", shared) == 2


async def test_pages_of_accesses(db: Database) -> None:
    receipts, subject = PgReceipts(db), new_id()
    written = [receipt(subject) for _ in range(5)]
    for one in written:
        await receipts.write(one)
    first = await receipts.of_person(TENANT, subject, 3, None)
    assert first.has_next
    rest = await receipts.of_person(TENANT, subject, 3, first.cursors[-1])
    assert [a.id for a in (*first.items, *rest.items)] == [r.id for r in reversed(written)]
    assert not rest.has_next
    with pytest.raises(BadInput):
        await receipts.of_person(TENANT, subject, 3, "nonsense")


async def test_a_receipt_that_cannot_be_written_raises_and_leaves_nothing(db: Database) -> None:
    receipts, one = PgReceipts(db), receipt(new_id())
    await receipts.write(one)
    with pytest.raises(Conflict):
        await receipts.write(one)
    assert await db.fetchval("select count(*) from receipt") == 1


async def test_receipts_that_come_together_share_a_commit_and_each_is_there(db: Database) -> None:
    receipts, subjects = PgReceipts(db), [new_id() for _ in range(50)]
    written = [receipt(one, subjects[0]) for one in subjects]
    await asyncio.gather(*(receipts.write(one) for one in written))
    assert await db.fetchval("select count(*) from receipt") == 50
    assert await db.fetchval("select count(*) from receipt, persons_in(subjects)") == 99
    assert await db.fetchval("select count(distinct xmin::text) from receipt") < 10
    for one in subjects[1:3]:
        assert len((await receipts.of_person(TENANT, one, 10, None)).items) == 1


async def test_who_comes_before_there_is_a_connection_goes_along(database: str) -> None:
    db = await Database.open(database, max_size=1)
    receipts = PgReceipts(db)
    async with db.connection():
        writing = [asyncio.create_task(receipts.write(receipt(new_id())))]
        await _settled()
        writing += [asyncio.create_task(receipts.write(receipt(new_id()))) for _ in range(5)]
        await _settled()
    await asyncio.wait_for(asyncio.gather(*writing), 20)
    row = await db.fetchrow("select count(*), count(distinct xmin::text) from receipt")
    assert row is not None
    assert tuple(row) == (6, 1)
    await db.close()


async def test_where_there_is_no_connection_all_who_wait_are_told(database: str) -> None:
    db = await Database.open(database, max_size=1, acquire_timeout=0.2)
    receipts = PgReceipts(db)
    async with db.connection():
        writing = [asyncio.create_task(receipts.write(receipt(new_id()))) for _ in range(3)]
        told = await asyncio.wait_for(asyncio.gather(*writing, return_exceptions=True), 20)
    assert [type(each) for each in told] == [RecordUnavailable] * 3
    await asyncio.wait_for(receipts.write(receipt(new_id())), 20)
    assert await db.fetchval("select count(*) from receipt") == 1
    await db.close()


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_one_plan_serves_commits_of_any_size(db: Database) -> None:
    """Planning takes longer than all the rest of a commit of a few."""
    async with db.acquired() as connection:
        for size in (1, 1, 1, 1, 1, 1, 30, 1, 2):
            await insert_all(connection, [whole(receipt(new_id())) for _ in range(size)])
        plans = await connection.fetchrow(
            "select generic_plans, custom_plans from pg_prepared_statements where statement like $1",
            "%receipt_of_own[]%",
        )
    assert plans is not None
    assert tuple(plans) == (4, 5), "PostgreSQL makes five to compare, and then keeps one"


async def test_each_of_a_common_commit_is_its_own(db: Database) -> None:
    """Subjects, parts, and the mark for when one of them is sealed, which is told of nobody who may not see her."""
    sealed, plain, many = new_id(), new_id(), tuple(new_id() for _ in range(3))
    await db.execute(
        "insert into person (tenant, id, sealed) values ($1, $2, true), ($1, $3, false)", TENANT, sealed, plain
    )
    asked = [
        _marked(receipt(sealed, plain), behind_seals=True),
        _marked(receipt(plain), behind_seals=True),
        _marked(receipt(sealed), behind_seals=False),
        _marked(receipt(*many), parts=(Part(Subjects.of(many[:2]), ("Citizen.nik",), ("population",)),)),
        _marked(receipt()),
    ]
    receipts = PgReceipts(db)
    await receipts.write(receipt(plain))
    await asyncio.gather(*(receipts.write(one) for one in asked))
    rows = await db.fetch(f"select {COLUMNS} from receipt r where r.id = any($1)", [one.id for one in asked])
    assert {row["id"]: stored_of(row, TENANT) for row in rows} == {
        one.id: Stored(dataclasses.replace(one, behind_seals=False), one is asked[0], _MARKS[one is asked[0]])
        for one in asked
    }
    listed = await db.fetch("select id, array(select persons_in(subjects)) from receipt where subjects <> ''")
    assert {row[0]: row[1] for row in listed if row[0] in {one.id for one in asked}} == {
        one.id: sorted(one.subjects) for one in asked if one.subjects
    }


async def test_a_part_of_everybody_does_not_name_them_again(db: Database) -> None:
    """By places in the receipt's own lists. It is read as it was written, and each is told of it."""
    receipts, many = PgReceipts(db), Subjects.of(new_id() for _ in range(3))
    asked = Part(Subjects.of(many[:1]), ("Citizen.nik",), ("population",))
    given = Part(tuple(many), ("Citizen.sex", "Citizen.fullName"), ("family", "population"))
    one = dataclasses.replace(receipt(*many), parts=(asked, given))
    await receipts.write(one)
    (row,) = await db.fetch(f"select {COLUMNS} from receipt r")
    assert (row["parts"], row["apart"]) == (None, '[[[1],["Citizen.nik"],[1]],[null,["Citizen.sex",1],["family",1]]]')
    read = stored_of(row, TENANT).receipt
    assert (read.parts, message(read, sealed=False)) == (one.parts, message(one, sealed=False))
    first, last = [(await receipts.of_person(TENANT, each, 1, None)).items[0] for each in (many[0], many[2])]
    assert first.fields == ("Citizen.fullName", "Citizen.nik", "Citizen.sex")
    assert (last.fields, last.categories) == (("Citizen.fullName", "Citizen.sex"), ("family", "population"))


async def test_parts_that_name_everything_are_read_as_before(db: Database) -> None:
    """Receipts from before parts were told by places, which `parts_told` writes out again."""
    receipts, (one, two) = PgReceipts(db), sorted(new_id() for _ in range(2))
    parts = (
        Part(Subjects.of([two]), ("Citizen.nik",), ("family",)),
        Part(Subjects.of([one, two]), (), ("population",)),
    )
    await receipts.write(dataclasses.replace(receipt(two, one), parts=parts))

    async def seen() -> tuple[Receipt, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
        (row,) = await db.fetch(f"select {COLUMNS} from receipt r")
        told = [(await receipts.of_person(TENANT, each, 1, None)).items[0] for each in (one, two)]
        return stored_of(row, TENANT).receipt, [(each.fields, each.categories) for each in told]

    before = await seen()
    assert before[1] == [((), ("population",)), (("Citizen.nik",), ("family", "population"))]
    async with db.transaction() as connection:
        await connection.execute("alter table receipt disable trigger user")
        await connection.execute(
            "update receipt set parts = parts_told(apart, subjects, fields, categories), apart = null"
        )
        await connection.execute("alter table receipt enable trigger user")
    assert await db.fetchval("select parts from receipt") == [
        {"subjects": [str(two)], "fields": ["Citizen.nik"], "categories": ["family"]},
        {"fields": [], "categories": ["population"]},
    ]
    assert await seen() == before


_MARKS = {False: b"o" * 32, True: b"s" * 32}


def _marked(one: Receipt, **changes: Any) -> Receipt:
    return dataclasses.replace(one, mark=_MARKS[False], mark_if_sealed=_MARKS[True], **changes)


async def test_one_that_cannot_be_written_does_not_keep_the_others(db: Database) -> None:
    receipts, again = PgReceipts(db), receipt(new_id())
    await receipts.write(again)
    bad = dataclasses.replace(receipt(new_id()), operation="\0")
    good = [receipt(new_id()) for _ in range(10)]
    told = await asyncio.gather(*(receipts.write(one) for one in (*good, again, bad)), return_exceptions=True)
    assert [type(each) for each in told] == [type(None)] * 10 + [Conflict, BadInput]
    assert {row["id"] for row in await db.fetch("select id from receipt")} == {one.id for one in (*good, again)}


@pytest.mark.parametrize("name", ["\ud800", "\0", 7])
async def test_one_that_cannot_be_sent_does_not_keep_the_others(db: Database, name: Any) -> None:
    receipts = PgReceipts(db)
    bad = dataclasses.replace(receipt(new_id()), actor_name=name)
    many = [receipt(new_id()) for _ in range(60)]
    written = [*many[:30], bad, *many[30:]]
    told = await asyncio.gather(*(receipts.write(one) for one in written), return_exceptions=True)
    assert [type(each) for each in told] == [type(None)] * 30 + [BadInput] + [type(None)] * 30
    assert await db.fetchval("select count(*) from receipt") == 60


async def test_nobody_is_told_that_it_is_written_when_it_is_not(db: Database) -> None:
    receipts = PgReceipts(db)
    await db.execute("alter table receipt rename to away")
    told = await asyncio.gather(*(receipts.write(receipt(new_id())) for _ in range(10)), return_exceptions=True)
    assert all(isinstance(each, HubError) for each in told)
    await db.execute("alter table away rename to receipt")
    await receipts.write(receipt(new_id()))
    assert await db.fetchval("select count(*) from receipt") == 1


@pytest.mark.parametrize("together", [1, 12])
async def test_a_commit_that_fails_after_its_statements_is_told(db: Database, together: int) -> None:
    await db.execute("""
        create function spoil() returns trigger language plpgsql as $$ begin
            if (select operation from receipt where id = new.id) = 'spoilt' then raise exception 'no'; end if;
            return null;
        end $$
    """)
    await db.execute(
        "create constraint trigger spoil after insert on receipt deferrable initially deferred"
        " for each row execute function spoil()"
    )
    receipts, good = PgReceipts(db), [receipt(new_id()) for _ in range(together)]
    spoilt = [dataclasses.replace(receipt(new_id()), operation="spoilt") for _ in range(together)]
    told = await asyncio.gather(*(receipts.write(one) for one in (*good, *spoilt)), return_exceptions=True)
    there = {row["id"] for row in await db.fetch("select id from receipt")}
    written = {one.id for one, each in zip((*good, *spoilt), told, strict=True) if each is None}
    assert written == there
    assert all(each is None or isinstance(each, HubError) for each in told)
    assert written == {one.id for one in good}


async def test_a_database_that_goes_away_before_the_commit_is_told_to_all(db: Database, database: str) -> None:
    await db.execute("""
        create function wait() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return null; end $$
    """)
    await db.execute(
        "create constraint trigger wait after insert on receipt deferrable initially deferred"
        " for each row execute function wait()"
    )
    other, receipts = await Database.open(database), PgReceipts(db)
    writing = [asyncio.create_task(receipts.write(receipt(new_id()))) for _ in range(8)]
    found = 0
    while not found:
        # All of them are inserted, and their commit waits.
        found = await other.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where wait_event = 'PgSleep'"
        )
    told = await asyncio.wait_for(asyncio.gather(*writing, return_exceptions=True), 20)
    assert all(isinstance(each, HubError) for each in told)
    assert await other.fetchval("select count(*) from receipt") == 0
    await other.close()


async def test_it_is_committed_before_anybody_is_told(database: str) -> None:
    db, other = await Database.open(database), await Database.open(database)
    receipts, written = PgReceipts(db), [receipt(new_id()) for _ in range(20)]

    async def write(one: Receipt) -> bool:
        await receipts.write(one)
        return bool(await other.fetchval("select exists (select from receipt where id = $1)", one.id))

    assert all(await asyncio.gather(*(write(one) for one in written)))
    await db.close()
    await other.close()


async def test_who_goes_away_leaves_a_receipt_and_takes_none_along(db: Database) -> None:
    receipts = PgReceipts(db)
    writing = [asyncio.create_task(receipts.write(receipt(new_id()))) for _ in range(6)]
    await asyncio.sleep(0)
    writing[0].cancel()
    writing[3].cancel()
    told = await asyncio.gather(*writing, return_exceptions=True)
    assert [isinstance(each, asyncio.CancelledError) for each in told] == [True, False, False, True, False, False]
    assert await db.fetchval("select count(*) from receipt") == 6


async def test_when_the_common_commit_is_ended_nobody_waits_for_ever(db: Database) -> None:
    """Those in it, those behind it, and those who come afterwards."""
    await db.execute("create function wait() returns trigger language plpgsql as $$ begin"
                     " if new.operation = 'Slow' then perform pg_sleep(60); end if; return new; end $$")  # fmt: skip
    await db.execute("create trigger wait before insert on receipt for each row execute function wait()")
    receipts, slow = PgReceipts(db), dataclasses.replace(receipt(new_id()), operation="Slow")
    writing = [asyncio.create_task(receipts.write(slow))]
    while receipts._writing is None or receipts._waiting:
        await asyncio.sleep(0)
    writing += [asyncio.create_task(receipts.write(receipt(new_id()))) for _ in range(5)]
    while len(receipts._waiting) < 5:
        await asyncio.sleep(0)
    receipts._writing.cancel()
    told = await asyncio.wait_for(asyncio.gather(*writing, return_exceptions=True), 10)
    assert all(isinstance(each, asyncio.CancelledError) for each in told)
    assert await db.fetchval("select count(*) from receipt") == 0
    await asyncio.wait_for(receipts.write(receipt(new_id())), 10)


def test_subjects_are_kept_as_they_come() -> None:
    one, two = sorted([new_id(), new_id()])
    found = Subjects(two.bytes + one.bytes + two.bytes)
    assert (len(found), list(found), found[-1], found[:1]) == (2, [one, two], two, (one,))
    assert found == (one, two) == Subjects.of([two, one]) != (two, one)
    assert one in found
    assert new_id() not in found
    assert str(one) not in found
    between = uuid.UUID(bytes=found.joined[8:24])
    assert between not in found, "the end of one and the beginning of the next"
    assert list(Subjects(b"")) == []
    changed = two.bytes + one.bytes + b"\xff"
    assert Subjects(changed).joined == one.bytes + two.bytes + b"\xff", "a check of the receipts sees what was added"


def test_a_mark_does_not_depend_on_how_the_parts_were_given() -> None:
    ids = sorted(new_id() for _ in range(3))
    given = [
        dataclasses.replace(receipt(*ids), parts=(Part(each, ("Citizen.nik",), ()),))
        for each in (Subjects.of(ids), ids)
    ]
    one, other = [message(dataclasses.replace(each, id=given[0].id), sealed=False) for each in given]
    assert one == other
    assert orjson.loads(one)[-2] == [[None, ["Citizen.nik"], []]]
