"""Receipts under a heading, on a real database: they are what receipts that stand by themselves are."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import hmac
from typing import Any, Final

import orjson
import pytest

from hub.audit.marks import Marks, Stored, message
from hub.core.errors import BadInput
from hub.core.identifiers import new_id
from hub.core.receipt import Part, Receipt, Subjects
from hub.core.receipt_heading import ALIKE, ASKED, ASKER, Headed, Heading
from hub.core.receipt_parts import told
from hub.store import Database, PgReceipts
from hub.store.receipt_rows import COLUMNS, stored_of
from tests.store.samples import NOW, TENANT, receipt

_ODD: Final = 'Petugas "Contoh" \\ (a, {b}) ,"" \\" é\n'
_HEADING: Final = Heading(
    tenant=TENANT,
    actor="service",
    actor_name="Petugas Contoh",
    client_id="service",
    purpose="PUBLIC_SERVICE",
    operation="Look",
    fields=("Citizen.nik", "Citizen.fullName"),
    categories=("population",),
    behind_seals=False,
    agreement="pks-1",
    roles=("agency_client",),
)
_PARTS: Final = (("Citizen.nik",), ("population",))


def _heading(**changes: Any) -> Heading:
    return dataclasses.replace(_HEADING, **changes)


async def test_it_says_what_its_heading_says_and_its_mark_holds(db: Database) -> None:
    """Odd texts too; in one commit with a receipt that stands by itself, which says everything that one can say."""
    db.marks, receipts = Marks(b"k" * 32), PgReceipts(db)
    sealed, plain = new_id(), new_id()
    await db.execute("insert into person (tenant, id, sealed) values ($1, $2, true)", TENANT, sealed)
    odd = _heading(actor_name=_ODD, actor="", fields=(_ODD, "", "null"), categories=(), roles=(_ODD,), agreement=_ODD)
    behind, both = _heading(behind_seals=True, operation="Behind"), Subjects.of((sealed, plain))
    left = [
        Headed(odd, NOW, Subjects.of([plain])),
        Headed(odd, NOW + dt.timedelta(microseconds=1), Subjects.of([sealed])),
        Headed(behind, NOW, both, told((Part(both, *_PARTS), Part(Subjects.of([plain]), (_ODD,), ())), both, behind)),
        Headed(behind, NOW - dt.timedelta(days=9_000, microseconds=7), Subjects.of([plain])),
        Headed(behind, NOW, Subjects(b""), b"", (new_id(), new_id())),
    ]
    alone = dataclasses.replace(
        receipt(plain), on_behalf_of=_ODD, batches=(new_id(), new_id()), sources=("population", _ODD), hidden_until=NOW
    )
    await asyncio.gather(receipts.write(receipt()), *map(receipts.leave, left), receipts.write(alone))
    rows = await db.fetch(f"select {COLUMNS}, r.xmin::text from receipt r order by r.xmin::text::bigint, r.id")
    stored = [stored_of(row, TENANT) for row in rows]
    assert all(db.marks.holds(each) for each in stored)
    assert [each.sealed for each in stored].count(True) == 1
    said = [_without_id(each.receipt) for each in stored]
    wanted = [_without_id(one.receipt(new_id())) for one in left]
    for one in (*wanted, _without_id(alone)):
        assert dataclasses.replace(one, behind_seals=False) in said
    assert len({row["xmin"] for row in rows}) < len(rows), "some of them shared a commit"
    named = "select count(*) from receipt, persons_in(subjects) person where person = any($1)"
    assert await db.fetchval(named, [sealed, plain]) == 6


def _without_id(one: Receipt) -> Receipt:
    return dataclasses.replace(one, id=_NOBODY)


_NOBODY: Final = new_id()


@pytest.mark.parametrize("name", ["\ud800", "\0", 7])
async def test_a_heading_that_cannot_be_told_keeps_no_other(db: Database, name: Any) -> None:
    receipts, fine = PgReceipts(db), Subjects.of([new_id()])
    headings = [_heading(), _heading(operation=name), _heading()]

    async def leave(heading: Heading) -> None:
        await receipts.leave(Headed(heading, NOW, fine))

    told = await asyncio.gather(*map(leave, headings), return_exceptions=True)
    assert [type(each) for each in told] == [type(None), BadInput, type(None)]
    assert await db.fetchval("select count(*) from receipt") == 2


async def test_each_has_an_id_and_a_time_of_its_own(db: Database) -> None:
    receipts, heading, person = PgReceipts(db), _heading(), Subjects.of([new_id()])
    times = [NOW + dt.timedelta(seconds=number) for number in range(30)]
    await asyncio.gather(*(receipts.leave(Headed(heading, at, person)) for at in times))
    rows = await db.fetch("select r.id, r.at from receipt r cross join lateral persons_in(r.subjects) s(person_id)")
    assert sorted(row["at"] for row in rows) == times
    assert len({row["id"] for row in rows}) == len(times)


@pytest.mark.parametrize(("kind", "names"), [("receipt_asker", ASKER), ("receipt_asked", ASKED)])
async def test_a_record_takes_a_heading_in_its_order(db: Database, kind: str, names: tuple[str, ...]) -> None:
    rows = await db.fetch(
        "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0 order by attnum", kind
    )
    assert tuple(row["attname"] for row in rows) == names


def test_a_message_is_every_column_in_its_order() -> None:
    """Written out here once more: what is marked may never become something else."""
    ids, batch = sorted(new_id() for _ in range(2)), new_id()
    one = dataclasses.replace(
        receipt(*ids), actor_name=_ODD, batches=(batch,), sources=("population",), hidden_until=NOW, agreement="pks-1",
        parts=(Part(Subjects.of(ids[:1]), *_PARTS),), roles=("auditor",), on_behalf_of="somebody",
    )  # fmt: skip
    at = round(NOW.timestamp()) * 1_000_000
    written = [
        1, one.tenant, str(one.id), at, one.actor, _ODD, one.client_id, "somebody", one.purpose, one.operation,
        one.fields, one.categories, [str(batch)], True, "pks-1", ["population"], at, ["auditor"],
        [[[1], ["Citizen.nik"], [1]]], "".join(each.hex for each in ids),
    ]  # fmt: skip
    key = hmac.digest(b"k", b"receipts", "sha256")
    assert message(one, sealed=True) == orjson.dumps(written)
    assert Marks(b"k").of(one, sealed=True) == hmac.digest(key, orjson.dumps(written), "sha256")

    # As it was marked when parts named everything; of nobody else's part, and of no other name.
    written[-2] = [[[str(ids[0])], *_PARTS]]
    former = hmac.digest(key, orjson.dumps(written), "sha256")
    assert Marks(b"k").holds(Stored(one, sealed=True, mark=former))
    for changed in (Part(Subjects.of(ids[1:]), *_PARTS), Part(Subjects.of(ids[:1]), ("Citizen.sex",), ("population",))):
        assert not Marks(b"k").holds(Stored(dataclasses.replace(one, parts=(changed,)), sealed=True, mark=former))


def test_a_heading_has_everything_of_a_receipt_but_what_is_its_own() -> None:
    own = {"batches", "id", "at", "subjects", "parts", "mark", "mark_if_sealed"}
    assert set(ALIKE) | own == {each.name for each in dataclasses.fields(Receipt)}
    assert set(ALIKE) == {each.name for each in dataclasses.fields(Heading)} - {"written"}
