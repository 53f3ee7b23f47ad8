"""Whatever the owner of the tables does to receipts, places and heads by SQL, past their triggers, is found."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import pytest

from hub.audit.findings import Finding, Kind, Report
from hub.audit.merkle import leaf_hash
from hub.audit.notes import Head, Signer, verified
from hub.core.identifiers import new_id
from hub.store import Database
from hub.store.receipt_check import PgReceiptCheck
from hub.store.receipt_rows import stored_of
from tests.store.logged import ORIGIN, Logged
from tests.store.samples import NOW, TENANT, receipt

TABLES: Final = ("receipt", "receipt_subject", "receipt_leaf", "receipt_subtree", "receipt_head")
LATER: Final = NOW + dt.timedelta(hours=1)


@dataclass
class Seen:
    """A log of six receipts with two heads, which a witness has."""

    logged: Logged
    ids: list[uuid.UUID]
    witnessed: list[Head]

    async def spoil(self, *statements: str, given: tuple[object, ...] = ()) -> None:
        async with self.logged.db.transaction() as connection:
            for table in TABLES:
                await connection.execute(f"alter table {table} disable trigger all")
            for statement in statements:
                await connection.execute(statement, *given)
            for table in TABLES:
                await connection.execute(f"alter table {table} enable trigger all")

    async def check(self) -> Report:
        return await PgReceiptCheck(self.logged.db, TENANT, self.logged.keys).run(self.witnessed, LATER)

    async def found(self) -> tuple[Finding, ...]:
        return (await self.check()).findings


@pytest.fixture
async def seen(database: str) -> AsyncIterator[Seen]:
    db = await Database.open(database)
    logged, ids, witnessed = Logged.on(db), list[uuid.UUID](), list[Head]()
    for count in (2, 4):
        ids += [one.id for one in await logged.write(new_id(), new_id(), count=count)]
        await logged.place()
        witnessed.append(verified(await logged.sign(), logged.keys.verifiers))
    yield Seen(logged, ids, witnessed)
    await db.close()


def named(findings: tuple[Finding, ...], kind: Kind) -> list[uuid.UUID | None]:
    return [each.receipt_id for each in findings if each.kind is kind]


async def test_a_log_that_nobody_touched_is_as_it_should_be(seen: Seen) -> None:
    assert await seen.check() == Report(6, 2, ())
    (waiting,) = await seen.logged.write()
    assert named(await seen.found(), Kind.RECEIPT_UNPLACED) == [waiting.id]
    soon = await PgReceiptCheck(seen.logged.db, TENANT, seen.logged.keys).run(seen.witnessed, NOW)
    assert soon.findings == ()


CHANGES: Final = (
    "actor = 'x'", "actor_name = 'x'", "agreement = 'x'", "at = at + interval '1 microsecond'",
    "batches = array[id]", "categories = '{health}'", "client_id = 'x'", "fields = fields || array['Citizen.nik']",
    "hidden_until = at", "mark = sha256('x')", "mark = null", "on_behalf_of = ''", "operation = 'x'",
    "parts = '[{\"subjects\": [], \"fields\": [], \"categories\": []}]'", "apart = '[[null,[1],[1]]]'",
    "purpose = 'PLANNING'",
    "roles = array['clerk']", "sealed = true", "sources = array['health']",
    "subjects = substring(subjects from 1 for 16)",
)  # fmt: skip


async def test_a_receipt_that_was_changed_is_named(seen: Seen) -> None:
    """Each column, with its place in the log left alone."""
    await seen.spoil("create table kept as select * from receipt")
    for change in CHANGES:
        await seen.spoil(f"update receipt set {change} where id = $1", given=(seen.ids[3],))
        found = await seen.found()
        assert named(found, Kind.RECEIPT_CHANGED) == [seen.ids[3]], change
        assert "up to 2 leaves it is, and with 6 it is not" in str(found), change
        await seen.spoil("delete from receipt", "insert into receipt select * from kept")
    assert await seen.found() == ()


async def test_every_column_of_a_receipt_is_covered(seen: Seen) -> None:
    """A new column has to be marked, to stand in the leaf, and to be named here or above."""
    rows = await seen.logged.db.fetch(
        "select column_name from information_schema.columns where table_name = 'receipt' order by 1"
    )
    covered = {each.split(" ")[0] for each in CHANGES} | {"id", "tenant", "tx"}
    assert {row["column_name"] for row in rows} == covered


async def test_a_receipt_that_was_changed_with_its_place_is_named(seen: Seen) -> None:
    """Whoever knows how leaves are made changes the place as well, and every hash above it; keys and witness remain."""
    await seen.spoil("update receipt set purpose = 'PLANNING' where id = $1", given=(seen.ids[3],))
    await seen.spoil("update receipt_leaf set hash = $1 where position = 3", given=(leaf_hash(b"x"),))
    found = await seen.found()
    assert named(found, Kind.RECEIPT_CHANGED) == named(found, Kind.PLACE_CHANGED) == [seen.ids[3]]
    assert named(found, Kind.TREE_DIFFERS) == [None]


async def test_whoever_can_make_leaves_and_no_marks_is_found_by_the_mark(seen: Seen) -> None:
    """The salts are known, so the place gets just the hash that the changed receipt has."""
    await seen.spoil("update receipt set purpose = 'PLANNING', mark = null where id = $1", given=(seen.ids[3],))
    row = await seen.logged.db.fetchrow("select * from receipt where id = $1", seen.ids[3])
    assert row is not None
    made = seen.logged.keys.leaves.hash_of(stored_of(row, TENANT))
    await seen.spoil("update receipt_leaf set hash = $1 where position = 3", given=(made,))
    assert named(await seen.found(), Kind.RECEIPT_CHANGED) == [seen.ids[3]]


async def test_a_receipt_that_was_removed_is_named(seen: Seen) -> None:
    await seen.spoil("delete from receipt where id = $1", given=(seen.ids[1],))
    assert named(await seen.found(), Kind.RECEIPT_MISSING) == [seen.ids[1]]


async def test_a_receipt_that_was_removed_with_all_that_belongs_to_it_leaves_a_gap(seen: Seen) -> None:
    """Those after it are moved up, so that no place is empty: their marks say where they stood."""
    await seen.spoil(
        "delete from receipt where id = $1",
        "delete from receipt_subject where receipt_id = $1",
        "delete from receipt_leaf where receipt_id = $1",
        given=(seen.ids[3],),
    )
    empty = [str(each) for each in await seen.found() if each.kind is Kind.PLACE_MISSING]
    assert empty == ["PLACE_MISSING  Place 3 to 3 in the log is empty: what stood there was removed."]
    await seen.spoil("update receipt_leaf set position = position - 1 where position > 3")
    await seen.spoil("update receipt_log set size = 5")
    found = await seen.found()
    assert named(found, Kind.PLACE_CHANGED) == [seen.ids[4], seen.ids[5]]
    assert named(found, Kind.TREE_CUT) == [None]


async def test_the_last_receipts_with_their_heads_leave_the_witness(seen: Seen) -> None:
    await seen.spoil(
        "delete from receipt where id = $1",
        "delete from receipt_subject where receipt_id = $1",
        "delete from receipt_leaf where receipt_id = $1",
        given=(seen.ids[5],),
    )
    await seen.spoil("delete from receipt_head where size = 6", "update receipt_log set size = 5")
    told = [str(each) for each in await seen.found()]
    assert told == [
        "HEAD_MISSING  The head of 6 leaves, which a witness has, is not in the database any more.",
        "TREE_CUT  The tree is smaller than a witness has seen it: 6 leaves, and there are 5.",
    ]


async def test_receipts_that_changed_places_are_named(seen: Seen) -> None:
    await seen.spoil(
        "update receipt_leaf set position = 1007 - position where position in (3, 4)",
        "update receipt_leaf set position = position - 1000 where position > 1000",
    )
    found = await seen.found()
    assert set(named(found, Kind.PLACE_CHANGED)) == {seen.ids[3], seen.ids[4]}
    assert named(found, Kind.TREE_DIFFERS) == [None]


async def test_receipts_that_changed_their_ids_are_named(seen: Seen) -> None:
    """The other way to give two the place of each other: each is now where the other one's leaf is."""
    third, fourth = seen.ids[3], seen.ids[4]
    spare = new_id()
    for old, new in ((third, spare), (fourth, third), (spare, fourth)):
        await seen.spoil("update receipt set id = $2 where id = $1", given=(old, new))
    assert set(named(await seen.found(), Kind.RECEIPT_CHANGED)) == {third, fourth}


async def test_a_receipt_that_was_put_there_is_named(seen: Seen) -> None:
    """Without a mark, with another one's, and with a place in the log that nobody gave it."""
    own, copied = receipt(new_id()), receipt(new_id())
    insert = (
        "insert into receipt (tenant, id, at, actor, actor_name, client_id, purpose, operation, fields, categories,"
        " mark) select tenant, $1, at, actor, 'Petugas Lain', client_id, purpose, operation, fields, categories, {}"
        " from receipt where id = $2"
    )
    await seen.spoil(insert.format("null"), given=(own.id, seen.ids[0]))
    await seen.spoil(insert.format("mark"), given=(copied.id, seen.ids[0]))
    assert set(named(await seen.found(), Kind.RECEIPT_FORGED)) == {own.id, copied.id}
    assert set(await seen.logged.place()) == {own.id, copied.id}
    await seen.spoil(
        "insert into receipt_leaf select tenant, 6, $1, hash, mark from receipt_leaf where position = 5",
        "update receipt_log set size = 7 where $1::uuid is not null",
        given=(own.id,),
    )
    found = await seen.found()
    assert named(found, Kind.PLACE_CHANGED) == named(found, Kind.RECEIPT_CHANGED) == [own.id]


async def test_subjects_that_were_removed_or_added_are_named_by_their_receipt(seen: Seen) -> None:
    await seen.spoil("delete from receipt_subject where receipt_id = $1", given=(seen.ids[2],))
    await seen.spoil(
        "insert into receipt_subject (tenant, receipt_id, person_id) values ('1901', $1, $2)",
        given=(seen.ids[4], new_id()),
    )
    found = await seen.found()
    assert named(found, Kind.SUBJECT_MISSING) == [seen.ids[2]] * 2
    assert named(found, Kind.SUBJECT_ADDED) == [seen.ids[4]]


async def test_a_place_that_was_taken_away_is_named_by_its_receipt(seen: Seen) -> None:
    await seen.spoil("delete from receipt_leaf where receipt_id = $1", given=(seen.ids[5],))
    found = await seen.found()
    assert named(found, Kind.RECEIPT_UNPLACED) == [seen.ids[5]]
    assert named(found, Kind.TREE_CUT) == [None]
    assert named(found, Kind.STATE_CHANGED) == [None]


@pytest.mark.parametrize("column", ["note = replace(note, '6', '7')", "root = sha256('x')"])
async def test_a_head_that_was_changed_is_named(seen: Seen, column: str) -> None:
    await seen.spoil(f"update receipt_head set {column} where size = 6")
    assert [str(each) for each in await seen.found()] == [
        "HEAD_CHANGED  The head of 6 leaves is not the one that was signed."
    ]


async def test_a_tree_that_was_made_anew_with_the_hubs_own_keys_is_not_the_one_that_was_seen(seen: Seen) -> None:
    """Whoever has the keys as well makes marks, places and heads that are right; the witness has seen other ones."""
    db = seen.logged.db
    await seen.spoil(
        *("delete from receipt_leaf", "delete from receipt_head", "delete from receipt_log"),
        "delete from receipt_subject", "delete from receipt",
    )  # fmt: skip
    assert db.marks is not None
    await seen.logged.write(count=6)
    await seen.logged.place()
    await seen.logged.sign()
    found = await seen.found()
    assert [each.kind for each in found] == [Kind.HEAD_CHANGED, Kind.HEAD_MISSING, Kind.TREE_DIFFERS]
    assert "up to 0 leaves" in str(found[2])


async def test_a_head_of_another_key_is_seen(seen: Seen) -> None:
    """The signature is that of whoever made the tree anew, and the witness's list has been changed to fit it."""
    other = Signer.of(ORIGIN, b"z" * 32)
    note = str(seen.witnessed[1].signed(other, NOW))
    await seen.spoil("update receipt_head set note = $1 where size = 6", given=(note,))
    assert [each.kind for each in await seen.found()] == [Kind.HEAD_CHANGED]


async def test_a_kept_subtree_that_was_changed_is_named(seen: Seen) -> None:
    await seen.logged.write(count=256)
    await seen.logged.place()
    assert await seen.found() == ()
    await seen.spoil("update receipt_subtree set hash = sha256('x')")
    assert [str(each).split(":")[1] for each in await seen.found()] == [" height 8, number 0. Proofs cannot be given."]
