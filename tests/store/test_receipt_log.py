"""Every receipt gets its place in the tree, whenever it is committed; and what is proven of it."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid

import asyncpg
import pytest

from hub.audit import merkle
from hub.audit.notes import verified
from hub.core.errors import BadInput
from hub.core.folding import fold
from hub.core.identifiers import new_id
from hub.core.receipt import Part, Receipt
from hub.core.writing_ports import NewApplication
from hub.store import Database, PgReceipts, PgWrites
from hub.store.bulk import copy_citizens
from hub.store.receipt_check import PgReceiptCheck
from hub.store.receipt_log import PgReceiptLog
from hub.store.receipts import insert_receipt
from tests.store.logged import Logged
from tests.store.samples import CLERK, EVERYBODY, NOW, TENANT, clock, header, person, receipt, request, submission
from tests.store.test_recordings import AGENCY, PERMITS, Permit, saying


@pytest.fixture
def logged(db: Database) -> Logged:
    return Logged.on(db)


async def test_receipts_get_their_places_once(logged: Logged) -> None:
    first = await logged.write(count=3)
    assert await logged.place() == []
    second = await logged.write(count=2)
    assert await logged.place() == []
    assert (await logged.log.step()).placed == 0
    assert await logged.places() == [one.id for one in (*first, *second)]


async def test_one_that_is_committed_late_gets_its_place_late(logged: Logged, database: str) -> None:
    """It was written before the others and had no place when they got theirs; several steps passed meanwhile."""
    late, other = receipt(new_id()), await Database.open(database)
    async with other.acquired() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await insert_receipt(connection, logged.db.marked(late))
        early = []
        for _ in range(3):
            early += await logged.write(count=2)
            await logged.place()
        assert set(await logged.places()) == {one.id for one in early}
        await transaction.commit()
    await logged.place()
    assert (await logged.places())[-1] == late.id
    assert len(await logged.places()) == len(early) + 1
    await other.close()


async def test_of_one_that_is_rolled_back_nothing_is_left(logged: Logged, database: str) -> None:
    other = await asyncpg.connect(database)
    transaction = other.transaction()
    await transaction.start()
    await other.execute("insert into person (tenant, id) values ('1901', $1)", new_id())
    await logged.write()
    await logged.place()
    await transaction.rollback()
    await other.close()
    await logged.write()
    await logged.place()
    assert len(await logged.places()) == 2


async def test_many_writers_and_two_loggers_lose_nothing(logged: Logged) -> None:
    """Commits overlap at random; a receipt is placed by whoever comes first."""
    writers, stop, done = [PgReceipts(logged.db) for _ in range(4)], asyncio.Event(), []

    async def write(into: PgReceipts) -> None:
        for number in range(20):
            one = receipt(new_id())
            if number % 5 == 0:
                async with logged.db.transaction() as connection:
                    await insert_receipt(connection, logged.db.marked(one))
                    await connection.fetchval("select pg_sleep(0.01)")
            else:
                await into.write(one)
            done.append(one.id)

    async def log() -> None:
        while not stop.is_set():
            await logged.log.step()

    async with asyncio.TaskGroup() as tasks:
        loggers = [tasks.create_task(log()) for _ in range(2)]
        await asyncio.gather(*(write(each) for each in writers))
        stop.set()
    assert len(loggers) == 2
    await logged.place()
    places = await logged.places()
    assert len(places) == len(set(places)) == 80
    assert set(places) == set(done)


async def test_a_step_is_no_larger_than_it_may_be(db: Database) -> None:
    """Also where many were committed at once."""
    made = Logged.on(db)
    logged = dataclasses.replace(made, log=PgReceiptLog(db, TENANT, made.keys, step=7))
    written = [receipt(new_id()) for _ in range(40)]
    writer = PgReceipts(logged.db)
    await asyncio.gather(*(writer.write(one) for one in written))
    steps = [await logged.log.step() for _ in range(12)]
    assert sum(step.placed for step in steps) == 40
    assert max(step.placed for step in steps) == 7
    more = [receipt(new_id()) for _ in range(20)]
    await asyncio.gather(*(writer.write(one) for one in more))
    assert await logged.place() == []
    assert set(await logged.places()) == {one.id for one in (*written, *more)}


async def test_receipts_from_before_the_log_come_first_and_need_no_mark(logged: Logged) -> None:
    await logged.db.execute("alter table receipt alter column tx drop default")
    logged.db.marks = None
    old = await logged.write(count=3)
    await logged.db.execute("alter table receipt alter column tx set default pg_current_xact_id()")
    logged.db.marks = logged.keys.marks
    new = await logged.write(count=2)
    assert await logged.place() == []
    assert await logged.places() == [one.id for one in (*old, *new)]


async def test_one_without_a_mark_or_with_another_ones_gets_no_place(logged: Logged) -> None:
    genuine, *_ = await logged.write()
    assert await logged.place() == []
    forged = [receipt(new_id()), receipt(new_id())]
    async with logged.db.transaction() as connection:
        await insert_receipt(connection, forged[0])
        copied = dataclasses.replace(forged[1], mark=logged.keys.marks.of(genuine, sealed=False))
        await insert_receipt(connection, copied)
    assert await logged.place() == [one.id for one in forged]
    assert await logged.places() == [genuine.id]


async def test_in_another_cluster_all_are_looked_at_again(logged: Logged) -> None:
    """A dump was restored: its transactions have other numbers here, and what says how far it got says nothing."""
    written = await logged.write(count=4)
    await logged.place()
    missed = await logged.write(count=2)
    await logged.db.execute("update receipt_log set cluster = 1, seen = '9000000000:9000000000:'")
    assert await logged.place() == []
    later = await logged.write()
    assert await logged.place() == []
    assert await logged.places() == [one.id for one in (*written, *missed, *later)]


async def test_a_walk_through_all_finds_what_was_refused_for_want_of_a_key(logged: Logged) -> None:
    await logged.write()
    await logged.place()
    right, logged.db.marks = logged.db.marks, type(logged.keys.marks)(b"x" * 32)
    foreign = await logged.write(count=2)
    logged.db.marks = right
    assert await logged.place() == [one.id for one in foreign]
    both = dataclasses.replace(logged.keys, marks=type(logged.keys.marks)(b"m" * 32, [b"x" * 32]))
    again = PgReceiptLog(logged.db, TENANT, both)
    await again.walk_through()
    assert (await again.step()).placed == 2


async def test_a_proof_of_every_size_leads_to_its_head(logged: Logged) -> None:
    """Across a subtree that is kept: 300 receipts, of which 256 are one."""
    writer, notes, written = PgReceipts(logged.db), [], []
    for count in (1, 2, 125, 130, 42):
        together = [receipt(new_id()) for _ in range(count)]
        await asyncio.gather(*(writer.write(one) for one in together))
        written += together
        await logged.place()
        notes.append(await logged.sign())
    heads = [verified(note, logged.keys.verifiers) for note in notes]
    assert [head.size for head in heads] == [1, 3, 128, 258, 300]
    assert await logged.db.fetchval("select count(*) from receipt_subtree") == 1
    leaves = [row["hash"] for row in await logged.db.fetch("select hash from receipt_leaf order by position")]
    assert [merkle.root_of(leaves[: head.size]) for head in heads] == [head.root for head in heads]
    for position in (0, 1, 127, 200, 255, 256, 299):
        id_ = (await logged.places())[position]
        for head in heads:
            proof = await logged.heads.proof(id_, head.size)
            if position >= head.size:
                assert proof is None
            else:
                assert proof is not None
                assert proof.check(leaves[position], logged.keys.verifiers) == head
    for at, first in enumerate(heads):
        for second in heads[at:]:
            proven = await logged.heads.consistency(first.size, second.size)
            merkle.check_consistency(first.size, second.size, first.root, second.root, proven)
    with pytest.raises(BadInput):
        await logged.heads.consistency(3, 301)


async def test_a_head_is_signed_once_for_a_size(logged: Logged) -> None:
    assert await logged.heads.sign(logged.keys, dt.datetime.now(dt.UTC)) is None
    assert await logged.heads.latest() is None
    await logged.write()
    await logged.place()
    assert await logged.sign() == await logged.sign()
    assert await logged.db.fetchval("select count(*) from receipt_head") == 1


async def test_every_mutation_marks_its_receipt(logged: Logged) -> None:
    """By one statement and step by step; also where the database finds a subject sealed, and with parts and roles."""
    sealed, writes = person(sealed=True, sealed_until=NOW), PgWrites(logged.db, clock)
    await copy_citizens(logged.db, [known := person(), sealed])
    parts = (Part((known.id,), ("A.b",), ("population",)), Part((sealed.id,), ("A.c",), ("health",)))

    def behind(*subjects: uuid.UUID) -> Receipt:
        return dataclasses.replace(receipt(*subjects), behind_seals=True, roles=("operator", "verifier"), parts=parts)

    handed = fold(header(), [submission(CLERK.subject)])
    made = NewApplication(handed, [], (known.id,))
    two = [behind(known.id, sealed.id), dataclasses.replace(behind(known.id, sealed.id), fields=("A.d",), parts=())]
    assert await writes.hand_in(request("h"), made, two, {})
    said = saying(Permit("1"), nik=known.nik)
    at_once = request("o", actor=AGENCY, mutation="recordPermit")
    assert await writes.record(at_once, PERMITS, said, EVERYBODY, lambda id_, _done: (behind(id_), {}))
    for key in ("s", "t"):
        async with writes.begin(request(key, actor=AGENCY, mutation="recordPermit")) as work:
            await work.record(PERMITS, said, known.id, lambda _done: (behind(known.id), {}))
            await work.receipt(behind(sealed.id))
    async with writes.begin(request("u")) as work:
        await work.receipt(behind(sealed.id, known.id))
        await work.reply({})
    await PgReceipts(logged.db).write(behind(sealed.id))
    assert await logged.place() == []
    assert len(await logged.places()) == 9
    assert await logged.db.fetchval("select count(*) from receipt where sealed") == 6
    assert (await PgReceiptCheck(logged.db, TENANT, logged.keys).run([], NOW)).findings == ()
