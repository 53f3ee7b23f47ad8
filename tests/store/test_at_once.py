"""Mutations by one statement: all of it or nothing, and nothing as soon as anything it was made from is not so."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hub.core.citizen import Citizen
from hub.core.document import Document, DocumentState
from hub.core.errors import BadInput
from hub.core.facet import FacetCopy
from hub.core.folding import fold
from hub.core.identifiers import new_id
from hub.core.recording import Recorded
from hub.core.service import RecordChange
from hub.core.writing_ports import Conclusion, NewApplication, WriteRequest
from hub.store import Database, PgDocumentRows, PgFacetCopies, PgPeople, PgWrites
from hub.store.bulk import copy_citizens
from hub.store.idempotency import KEPT
from tests.store.mutations import sizes
from tests.store.samples import (
    CLERK,
    EVERYBODY,
    NOW,
    TENANT,
    concluding,
    header,
    person,
    receipt,
    request,
    submission,
    upload,
)
from tests.store.test_recordings import AGENCY, PERMITS, Permit, held, saying

Meanwhile = Callable[[Database, PgWrites, Citizen], Awaitable[object]]
KINDS = ("kind-a", "kind-b")


@pytest.fixture
async def known(db: Database) -> Citizen:
    citizen = person()
    await copy_citizens(db, [citizen])
    return citizen


@pytest.fixture
async def papers(db: Database) -> list[Document]:
    made = [dataclasses.replace(upload(), kind=kind) for kind in KINDS]
    for paper in made:
        await PgDocumentRows(db).create(paper)
    return made


def new(known: Citizen, *papers: Document) -> NewApplication:
    application = fold(header(), [submission(CLERK.subject)])
    return NewApplication(application, [(paper.id, paper.kind) for paper in papers], (known.id,))


def recording(key: str = "r") -> WriteRequest:
    return request(key, actor=AGENCY, mutation="recordPermit")


async def record(writes: PgWrites, known: Citizen, number: str, key: str, **given: Any) -> Recorded | None:
    said = saying(Permit(number), nik=known.nik, **given)
    found = await writes.record(recording(key), PERMITS, said, EVERYBODY, _concluded)
    return found[1] if found else None


def _concluded(person_id: uuid.UUID, done: Recorded) -> Conclusion:
    return concluding(person_id)(done)


async def person_now(db: Database, known: Citizen) -> Citizen:
    return (await PgPeople(db).by_ids(TENANT, [known.id], EVERYBODY))[known.id]


# ---- what stands afterwards ------------------------------------------------------------------------------------------


async def test_an_application_stands_with_papers_persons_receipts_and_reply(
    db: Database, writes: PgWrites, known: Citizen, papers: list[Document]
) -> None:
    made, told = new(known, *papers), (receipt(known.id), dataclasses.replace(receipt(known.id), fields=("A.b",)))
    assert await writes.hand_in(request("h"), made, told, {"seq": 1})
    row = await db.fetchrow("select * from application")
    assert row is not None
    assert (row["id"], row["state"], row["version"]) == (made.application.header.id, "SUBMITTED", 1)
    assert (row["submitted_by"], row["tracking_number"]) == (CLERK.subject, made.application.header.tracking_number)
    assert await db.fetchval("select data from application_action") == made.application.actions[0].data
    assert await db.fetchval("select array_agg(person_id) from application_person") == [known.id]
    bound = [await PgDocumentRows(db).get(TENANT, paper.id) for paper in papers]
    assert [paper.application_id for paper in bound if paper] == [row["id"]] * 2
    rows = await db.fetch(
        "select r.*, s.person_id from receipt r cross join lateral persons_in(r.subjects) s(person_id) order by r.id"
    )
    assert [(each["id"], tuple(each["fields"]), each["person_id"]) for each in rows] == [
        (each.id, each.fields, known.id) for each in told
    ]
    assert (rows[0]["purpose"], rows[0]["operation"], rows[0]["sealed"]) == ("CIVIL_REGISTRATION", "Look", False)
    async with writes.begin(request("h")) as work:
        assert work.replay == {"seq": 1}


async def test_whoever_is_sealed_and_named_in_the_form_is_concerned(
    db: Database, writes: PgWrites, known: Citizen
) -> None:
    sealed = person(sealed=True, sealed_until=NOW)
    await copy_citizens(db, [sealed])
    data = {"form": {"witness": sealed.nik}, "documents": [], "channel": "ONLINE"}
    made = NewApplication(fold(header(), [dataclasses.replace(submission(CLERK.subject), data=data)]), [], (known.id,))
    behind = dataclasses.replace(receipt(known.id, sealed.id), behind_seals=True)
    assert await writes.hand_in(request("h"), made, [behind], {})
    assert set(await db.fetchval("select array_agg(person_id) from application_person")) == {known.id, sealed.id}
    assert await db.fetchval("select sealed from receipt")


async def test_a_recording_is_the_same_at_once_and_step_by_step(db: Database, writes: PgWrites) -> None:
    """Of two persons, one written each way: rows and answers are equal but for ids."""
    stepped, at_once = person(), person()
    await copy_citizens(db, [stepped, at_once])
    for number, as_of in (("1", NOW - dt.timedelta(hours=1)), ("2", None), ("2", None)):
        said = saying(Permit(number), nik=at_once.nik, as_of=as_of)
        async with writes.begin(recording(str(new_id()))) as work:
            one = await work.record(PERMITS, said, stepped.id, concluding(stepped.id))
        found = await writes.record(recording(str(new_id())), PERMITS, said, EVERYBODY, _concluded)
        assert found == (at_once.id, one)
    kept = [await _all_about(db, one) for one in (stepped, at_once)]
    assert kept[0] == kept[1]
    assert len(kept[0]["event"]) == 2
    assert await db.fetchval("select count(*) from idempotency_reply where reply is null") == 0


async def _all_about(db: Database, citizen: Citizen) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person, without what differs from person to person."""
    own = ("id", "person_id", "receipt_id", "nik", "subjects", "tx")
    queries = {
        "event": "select to_jsonb(e) as row from record_event e where person_id = $1 and version > 1 order by version",
        "copy": "select to_jsonb(c) as row from facet_copy c where person_id = $1",
        "receipt": "select to_jsonb(r) as row from receipt r cross join lateral persons_in(r.subjects) s(person_id)"
        " where s.person_id = $1 order by r.id",
        "person": "select to_jsonb(p) as row from person p where id = $1",
    }
    found = {name: [row["row"] for row in await db.fetch(query, citizen.id)] for name, query in queries.items()}
    for rows in found.values():
        for row in rows:
            for part in (row, row.get("before") or {}, row.get("after") or {}):
                for name in own:
                    part.pop(name, None)
    return found


# ---- when it gives way -----------------------------------------------------------------------------------------------


async def _key_is_used(_db: Database, writes: PgWrites, _known: Citizen) -> None:
    for used in (recording("k"), request("k")):
        async with writes.begin(used) as work:
            await work.reply({})


async def _person_changes(_db: Database, writes: PgWrites, known: Citizen) -> None:
    async with writes.begin(request(str(new_id()))) as work:
        await work.apply(RecordChange(known, dataclasses.replace(known, birth_place="BELINYU")), None)
        await work.reply({})


async def _copy_comes(db: Database, _writes: PgWrites, known: Citizen) -> None:
    fresh = FacetCopy("permits", (Permit("9"),), NOW - dt.timedelta(days=1), fresh=True)
    await PgFacetCopies(db, [PERMITS]).keep(TENANT, "permits", {known.id: fresh})


async def _somebody_listens(db: Database, _writes: PgWrites, _known: Citizen) -> None:
    await db.execute(
        "insert into delivery_target (tenant, name, way, kinds, created_at)"
        " values ($1, 'school', 'TRANSCRIBE', array['citizen.recorded'], now())", TENANT,
    )  # fmt: skip


async def _person_moves(db: Database, _writes: PgWrites, known: Citizen) -> None:
    await db.execute("update person set moved_to = '1902', moved_at = now() where id = $1", known.id)


async def _person_is_merged(db: Database, _writes: PgWrites, known: Citizen) -> None:
    survivor = person()
    await copy_citizens(db, [survivor])
    await db.execute("update person set merged_into = $2 where id = $1", known.id, survivor.id)


class Late(Database):
    """The record, in which somebody does something between what a mutation reads and what it writes."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def fetchrow(self, sql: str, *values: object) -> Any:
        found = await super().fetchrow(sql, *values)
        if (act := self.meanwhile) is not None:
            self.meanwhile = None
            await act()
        return found


@pytest.fixture
async def late(database: str) -> Any:
    opened = await Late.open(database)
    yield opened
    await opened.close()


REASONS: list[Meanwhile] = [
    _key_is_used, _person_changes, _copy_comes, _somebody_listens, _person_moves, _person_is_merged,
]  # fmt: skip


@pytest.mark.parametrize("meanwhile", REASONS, ids=lambda act: act.__name__)
async def test_a_recording_that_anything_stands_in_the_way_of_does_nothing(
    late: Late, db: Database, writes: PgWrites, known: Citizen, meanwhile: Meanwhile
) -> None:
    at_once, seen = PgWrites(late, lambda: NOW), dict[str, Any]()

    async def act() -> None:
        await meanwhile(db, writes, known)
        seen.update(await sizes(db), held=await held(db, known.id))

    late.meanwhile = act
    assert await record(at_once, known, "1", "k") is None
    assert {**await sizes(db), "held": await held(db, known.id)} == seen


async def test_a_recording_that_nothing_stands_in_the_way_of_is_done(late: Late, known: Citizen) -> None:
    """Else the test above would prove nothing."""
    assert await record(PgWrites(late, lambda: NOW), known, "1", "k") == Recorded(known.version + 1, NOW, changed=True)


@pytest.mark.parametrize("given", [{"expected_version": 7}, {"as_of": NOW - dt.timedelta(days=9)}])
async def test_what_is_wrong_is_told_step_by_step(writes: PgWrites, known: Citizen, given: dict[str, Any]) -> None:
    assert await record(writes, known, "1", "first") is not None
    assert await record(writes, known, "2", "second", **given) is None


@pytest.mark.parametrize("wrong", ["kind", "owner", "state", "unknown", "twice", "used", "key"])
async def test_an_application_whose_papers_or_key_are_not_free_is_not_there(
    db: Database, writes: PgWrites, known: Citizen, papers: list[Document], wrong: str
) -> None:
    good, rows = papers[0], PgDocumentRows(db)
    given: list[Document] = {
        "kind": [dataclasses.replace(good, kind="kind-z")],
        "owner": [upload("user-2")],
        "state": [upload(state=DocumentState.UPLOADING)],
        "unknown": [upload()],
        "twice": [good, good],
    }.get(wrong, [good])
    if wrong in {"owner", "state"}:
        await rows.create(given[0])
    if wrong == "used":
        assert await writes.hand_in(request("before"), new(known, good), [receipt(known.id)], {})
    if wrong == "key":
        await _key_is_used(db, writes, known)
    before = await sizes(db)
    assert not await writes.hand_in(request("k"), new(known, papers[1], *given), [receipt(known.id)], {})
    assert await sizes(db) == before
    untouched = await rows.get(TENANT, papers[1].id)
    assert untouched is not None
    assert untouched.application_id is None


async def test_a_key_whose_time_is_over_is_taken_over(db: Database, known: Citizen) -> None:
    early, now = PgWrites(db, lambda: NOW - KEPT - dt.timedelta(hours=1)), PgWrites(db, lambda: NOW)
    assert await record(early, known, "1", "k") is not None
    assert await record(now, known, "2", "k") is not None
    assert await db.fetchval("select reply from idempotency_reply") == {"version": known.version + 2}


async def test_a_key_that_is_none_is_refused(writes: PgWrites, known: Citizen) -> None:
    with pytest.raises(BadInput):
        await record(writes, known, "1", "")


async def test_of_many_who_write_at_one_moment_nobody_is_lost(db: Database, writes: PgWrites, known: Citizen) -> None:
    """Who loses does nothing: with keys of their own each that is done has a version of its own.

    No two say the same, in either round: who says what the record says already is done without a version of its own.
    """
    for keys in (["same"] * 8, [f"own-{number}" for number in range(8)]):
        seen = await person_now(db, known)
        done = await asyncio.gather(*(record(writes, known, f"{key}-{at}", key) for at, key in enumerate(keys)))
        versions = [one.version for one in done if one]
        assert versions
        assert sorted(set(versions)) == sorted(versions)
        assert (await person_now(db, known)).version == seen.version + len(versions)


# ---- what it costs ---------------------------------------------------------------------------------------------------


async def test_postgresql_plans_it_once(database: str, known: Citizen) -> None:
    """A plan of so many parts takes longer than what it does."""
    one = await Database.open(database, max_size=1)
    writes = PgWrites(one, lambda: NOW)
    for number in range(12):
        paper = upload()
        await PgDocumentRows(one).create(paper)
        assert await record(writes, known, f"{number}", f"r{number}") is not None
        assert await writes.hand_in(request(f"h{number}"), new(known, paper), [receipt(known.id)], {})
    plans = await one.fetch(
        "select generic_plans as kept, custom_plans as anew from pg_prepared_statements"
        " where statement like '%give_way%' and statement not like '%pg_prepared%'"
    )
    await one.close()
    assert [(row["kept"], row["anew"]) for row in plans] == [(7, 5)] * 2
