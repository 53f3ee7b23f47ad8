"""Mutations on a real database: one effect per key, all or nothing, versions that moved."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from typing import Any

import orjson
import pytest

from hub.core.application import ActionKind, Application, ApplicationState
from hub.core.citizen import Citizen
from hub.core.document import Certificate, DocumentState, VerificationStatus
from hub.core.errors import BadInput, Conflict, HubError
from hub.core.identifiers import new_id
from hub.core.predicates import RowFilter
from hub.core.service import RecordChange
from hub.core.writing_ports import WriteTransaction
from hub.store import Database, PgApplications, PgCertificates, PgDocumentRows, PgPeople, PgWrites
from hub.store.bulk import copy_citizens
from tests.store.mutations import TABLES, sizes, submit
from tests.store.samples import (
    CLERK,
    EVERYBODY,
    NOW,
    TENANT,
    action,
    clock,
    header,
    person,
    receipt,
    request,
    submission,
    upload,
)

OFFICE = RowFilter(("region_subtree", "not_sealed"), "19.01")


async def do_everything(work: WriteTransaction, known: Citizen) -> None:
    """A mutation that touches every table."""
    child, paper = person("Anak Contoh"), upload(state=DocumentState.READY)
    application = await work.insert_application(header(), submission(), [known.id])
    await work.insert_document(paper)
    await work.attach_documents(application.header.id, [paper.id])
    await work.apply(RecordChange(None, child), application.header.id)
    await work.apply(RecordChange(known, dataclasses.replace(known, full_name="Nama Baru")), application.header.id)
    await work.insert_certificate(certificate(application, child.id, paper.id))
    await work.enqueue("confirm_siak", {"tenant": TENANT, "tracking_number": application.header.tracking_number})
    await work.receipt(receipt(known.id, child.id))
    await work.reply({"done": True})


def certificate(application: Application, person_id: uuid.UUID, document_id: uuid.UUID) -> Certificate:
    return Certificate(
        TENANT, new_id(), str(new_id()), "birth-certificate", "Akta Kelahiran", "1901-LU-24112026-9001",
        application.header.id, person_id, document_id, VerificationStatus.ACTIVE, NOW, "Kepala Contoh",
    )  # fmt: skip


async def test_everything_of_a_mutation_stands(db: Database, writes: PgWrites) -> None:
    known = person("Nama Lama")
    await copy_citizens(db, [known])
    async with writes.begin(request()) as work:
        assert work.replay is None
        await do_everything(work, known)
    after = await sizes(db)
    assert all(after[table] for table in TABLES), after
    payload = await db.fetchval("select payload from pgqueuer where entrypoint = 'confirm_siak'")
    assert orjson.loads(payload)["tenant"] == TENANT
    history = (await PgPeople(db).history(TENANT, known.id, EVERYBODY, 10, None)).items
    assert [(e.version, e.kind, e.changed, e.actor_name) for e in history] == [
        (2, "changed", ("full_name",), CLERK.display_name),
        (1, "imported", (), "Satu"),
    ]
    assert history[0].tracking_number is not None
    event = await db.fetchrow("select before, after from record_event where person_id = $1 and version = 2", known.id)
    assert event is not None
    assert (event["before"]["full_name"], event["after"]["full_name"]) == ("Nama Lama", "Nama Baru")


async def test_a_failure_at_the_end_leaves_nothing_of_anything(db: Database, writes: PgWrites) -> None:
    known = person()
    await copy_citizens(db, [known])
    before = await sizes(db)

    async def fails_at_the_end() -> None:
        async with writes.begin(request()) as work:
            await do_everything(work, known)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails_at_the_end()
    assert await sizes(db) == before
    assert (await PgPeople(db).by_ids(TENANT, [known.id], OFFICE))[known.id].version == 1


async def test_a_cancelled_mutation_leaves_nothing_and_its_connection_is_usable(database: str) -> None:
    db = await Database.open(database, max_size=1)
    known, reached = person(), asyncio.Event()
    await copy_citizens(db, [known])
    before = await sizes(db)

    async def hang() -> None:
        async with PgWrites(db, clock).begin(request()) as work:
            await do_everything(work, known)
            reached.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(hang())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await sizes(db) == before
    await db.close()


async def test_a_block_without_a_reply_is_rolled_back(db: Database, writes: PgWrites) -> None:
    with pytest.raises(HubError, match="nothing was changed"):
        async with writes.begin(request()) as work:
            await work.insert_application(header(), submission(), [])
    assert set((await sizes(db)).values()) == {0}


async def test_a_version_that_moved_is_a_conflict(db: Database, writes: PgWrites) -> None:
    known = person()
    await copy_citizens(db, [known])
    change = RecordChange(known, dataclasses.replace(known, full_name="Pertama"))
    async with writes.begin(request("1")) as work:
        assert (await work.apply(change, None)).version == 2
        await work.reply({})
    before = await sizes(db)
    with pytest.raises(Conflict, match="Load the person again"):
        async with writes.begin(request("2")) as work:
            await work.apply(change, None)
    assert await sizes(db) == before


async def test_a_nik_that_somebody_has_is_a_conflict_without_her_data(db: Database, writes: PgWrites) -> None:
    known = person()
    await copy_citizens(db, [known])
    with pytest.raises(Conflict) as caught:
        async with writes.begin(request()) as work:
            await work.apply(RecordChange(None, person(nik=known.nik)), None)
    assert (known.nik or "-") not in caught.value.message


async def test_an_application_is_locked_and_its_steps_follow_each_other(db: Database, writes: PgWrites) -> None:
    number = (await submit(writes)).header.tracking_number

    async def claim(key: str, actor: str) -> None:
        async with writes.begin(request(key, mutation="claim")) as work:
            application = await work.application(number)
            assert application is not None
            await asyncio.sleep(0.05)
            step = action(application.version + 1, ActionKind.CLAIM, actor=actor)
            assert (await work.append(application, step)).state is ApplicationState.IN_REVIEW
            await work.reply({})

    outcomes = await asyncio.gather(claim("1", "a"), claim("2", "b"), return_exceptions=True)
    assert sorted(type(o).__name__ for o in outcomes) == ["Conflict", "NoneType"]
    stored = await PgApplications(db).by_tracking_number(TENANT, number)
    assert stored is not None
    assert (stored.version, [a.kind for a in stored.actions]) == (2, [ActionKind.SUBMIT, ActionKind.CLAIM])
    assert await db.fetchval("select state from application") == "IN_REVIEW"


async def test_who_comes_second_acts_on_what_the_first_one_left(db: Database, writes: PgWrites) -> None:
    application = await submit(writes)
    async with writes.begin(request("steps")) as work:
        for seq, kind in enumerate((ActionKind.CLAIM, ActionKind.ACCEPT, ActionKind.VERIFY), start=2):
            application = await work.append(application, action(seq, kind))
        await work.reply({})

    async def capture(key: str) -> None:
        async with writes.begin(request(key)) as work:
            found = await work.application(application.header.tracking_number)
            assert found is not None
            await asyncio.sleep(0.05)
            await work.append(
                found, action(found.version + 1, ActionKind.RECORD_SIAK, {"nik": key, "deed_number": key})
            )
            await work.reply({})

    await asyncio.gather(capture("1"), capture("2"))
    stored = await PgApplications(db).by_tracking_number(TENANT, application.header.tracking_number)
    assert stored is not None
    assert stored.version == 6


async def test_pages_of_a_history(db: Database, writes: PgWrites) -> None:
    before = person()
    await copy_citizens(db, [before])
    for name in ("Satu", "Dua", "Tiga"):
        async with writes.begin(request(name)) as work:
            before = await work.apply(RecordChange(before, dataclasses.replace(before, full_name=name)), None)
            await work.reply({})
    people = PgPeople(db)
    first = await people.history(TENANT, before.id, EVERYBODY, 2, None)
    rest = await people.history(TENANT, before.id, EVERYBODY, 2, first.cursors[-1])
    assert [entry.version for entry in (*first.items, *rest.items)] == [4, 3, 2, 1]
    assert (first.has_next, rest.has_next) == (True, False)


async def test_a_step_out_of_sequence_or_on_an_old_copy_is_a_conflict(db: Database, writes: PgWrites) -> None:
    old = await submit(writes)
    async with writes.begin(request("1")) as work:
        await work.append(old, action(2, ActionKind.CLAIM))
        await work.reply({})
    before = await sizes(db)
    for step in (action(2, ActionKind.CLAIM), action(3, ActionKind.CLAIM)):
        with pytest.raises(Conflict):
            async with writes.begin(request(str(new_id()))) as work:
                await work.append(old, step)
    assert await sizes(db) == before


async def test_signing_makes_the_child_a_person_of_the_application(db: Database, writes: PgWrites) -> None:
    application, child = await submit(writes), person("Anak")
    steps: list[tuple[ActionKind, dict[str, Any]]] = [
        (ActionKind.CLAIM, {}),
        (ActionKind.ACCEPT, {}),
        (ActionKind.VERIFY, {}),
        (ActionKind.RECORD_SIAK, {"nik": child.nik, "deed_number": "x"}),
        (ActionKind.CONFIRM_SIAK, {"status": "CONFIRMED"}),
        (ActionKind.VALIDATE, {}),
        (ActionKind.SIGN, {"certificate_code": "c", "document_id": str(new_id()), "person_id": str(child.id)}),
    ]
    async with writes.begin(request("steps")) as work:
        for seq, (kind, data) in enumerate(steps, start=2):
            application = await work.append(application, action(seq, kind, data))
        await work.apply(RecordChange(None, child), application.header.id)
        await work.reply({})
    concerned = await db.fetchval("select person_id from application_person")
    assert concerned == child.id


async def test_papers_are_bound_once_by_their_owner(db: Database, writes: PgWrites) -> None:
    mine, others = upload(), upload(owner="user-2")
    unfinished, refused = upload(state=DocumentState.UPLOADING), upload(state=DocumentState.REFUSED)
    rows = PgDocumentRows(db)
    for paper in (mine, others, unfinished, refused):
        await rows.create(paper)
    application = await submit(writes)
    for wrong in ([new_id()], [others.id], [unfinished.id], [refused.id], [mine.id, mine.id]):
        with pytest.raises(BadInput) as caught:
            async with writes.begin(request(str(new_id()))) as work:
                await work.attach_documents(application.header.id, wrong)
        assert caught.value.path == f"documents.{len(wrong) - 1}.documentId"
    async with writes.begin(request("good")) as work:
        bound = await work.attach_documents(application.header.id, [mine.id])
        await work.reply({})
    assert bound == (dataclasses.replace(mine, application_id=application.header.id),)
    assert await rows.get(TENANT, mine.id) == bound[0]
    with pytest.raises(BadInput, match="used already"):
        async with writes.begin(request("again")) as work:
            await work.attach_documents(application.header.id, [mine.id])


async def test_a_new_certificate_supersedes_the_one_before(db: Database, writes: PgWrites) -> None:
    child, paper = person(), upload()
    application = await submit(writes)
    first, second = (certificate(application, child.id, paper.id) for _ in range(2))
    async with writes.begin(request("1")) as work:
        await work.apply(RecordChange(None, child), None)
        await work.insert_document(paper)
        await work.insert_certificate(first)
        await work.insert_certificate(second)
        await work.reply({})
    stored = PgCertificates(db)
    assert await stored.by_code(TENANT, first.code) == dataclasses.replace(first, status=VerificationStatus.SUPERSEDED)
    assert await stored.by_code(TENANT, second.code) == second
    assert await stored.by_code("1902", second.code) is None
    both = await stored.by_codes(TENANT, [second.code, "NONE", first.code, second.code])
    assert both == {one.code: await stored.by_code(TENANT, one.code) for one in (first, second)}
    assert await stored.by_codes("1902", [second.code]) == {}


@pytest.mark.parametrize("value", ["Anak\0Contoh", "\ud800"], ids=["NUL byte", "lone surrogate"])
async def test_a_character_that_cannot_be_stored_is_bad_input(db: Database, writes: PgWrites, value: str) -> None:
    bad = dataclasses.replace(submission(), data={"form": {"name": value}, "channel": "ONLINE"})
    with pytest.raises(BadInput, match="NUL byte"):
        async with writes.begin(request()) as work:
            await work.insert_application(header(), bad, [])
    assert set((await sizes(db)).values()) == {0}


async def test_an_application_of_nobody_in_the_record_is_refused_at_commit(db: Database, writes: PgWrites) -> None:
    with pytest.raises(BadInput):
        await submit(writes, person())
    assert set((await sizes(db)).values()) == {0}


async def test_what_goes_wrong_in_the_block_is_not_taken_for_the_database(writes: PgWrites) -> None:
    with pytest.raises(FileNotFoundError):
        async with writes.begin(request()):
            raise FileNotFoundError


async def test_the_persons_of_a_mutation_are_read_on_its_own_connection(database: str) -> None:
    db = await Database.open(database, max_size=1, acquire_timeout=0.5)
    known = person()
    await copy_citizens(db, [known])
    async with PgWrites(db, clock).begin(request()) as work:
        assert set(await work.citizens([known.nik or "", "1901011501859999"])) == {known.nik}
        await work.reply({})
    await db.close()
