"""Access receipts on a real database."""

from __future__ import annotations

import dataclasses

import pytest

from hub.core.errors import BadInput, Conflict
from hub.core.identifiers import new_id
from hub.store import Database, PgReceipts
from tests.store.samples import NOW, TENANT, receipt


async def test_a_subject_reads_who_read_her(db: Database) -> None:
    receipts, subject, other = PgReceipts(db), new_id(), new_id()
    written = [receipt(subject, other), receipt(other), receipt(subject, subject)]
    for one in written:
        await receipts.write(one)
    page = await receipts.of_person(TENANT, subject, 10, None)
    assert [access.id for access in page.items] == [written[2].id, written[0].id]
    access = page.items[0]
    assert (access.reader, access.client, access.purpose) == ("Petugas Contoh", "console", "CIVIL_REGISTRATION")
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
    assert await db.fetchval("select count(*) from receipt_subject") == 1
