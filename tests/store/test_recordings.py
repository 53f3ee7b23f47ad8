"""What agencies write, on a real database: copy, event, version, receipt and reply stand or fall together."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Annotated, Any

import pytest

from hub.core.actor import pushing
from hub.core.attributes import Attr, Category
from hub.core.citizen import Citizen
from hub.core.errors import Conflict, HubError, NotFound
from hub.core.facet import Facet, FacetCopy
from hub.core.identifiers import new_id
from hub.core.predicates import RowFilter
from hub.core.recording import Recorded, Recording, Written
from hub.core.service import RecordChange
from hub.store import Database, PgFacetCopies, PgPeople, PgWrites
from hub.store.bulk import copy_citizens, copy_facets
from tests.store.samples import EVERYBODY, NOW, TENANT, concluding, person, request

_A = Attr(Category.LICENCE, "Made up.")
AGENCY = pushing(TENANT, "19.01", "licensing", "Dinas Contoh", frozenset({"licence:write"}))


@dataclass(frozen=True, slots=True)
class Permit:
    number: Annotated[str | None, _A]
    issued_on: Annotated[dt.date | None, _A] = None


PERMITS = Facet(
    "permits", "licensing", Permit, many=True, category=Category.LICENCE, read_scope="licence:read", description="",
    written=Written("record_permit", key=("number",)),
)  # fmt: skip


@pytest.fixture
async def known(db: Database) -> Citizen:
    citizen = person()
    await copy_citizens(db, [citizen])
    return citizen


def saying(*items: Permit, **given: Any) -> Recording:
    return Recording(**{"facet": "permits", "nik": "", "items": items, **given})


async def record(writes: PgWrites, person_id: uuid.UUID, recording: Recording, key: str | None = None) -> Recorded:
    by = request(key or str(new_id()), actor=AGENCY, mutation="recordPermit")
    async with writes.begin(dataclasses.replace(by, person_id=person_id)) as work:
        return await work.record(PERMITS, recording, person_id, concluding(person_id))


async def held(db: Database, person_id: uuid.UUID) -> tuple[Any, ...]:
    copies = await PgFacetCopies(db, [PERMITS]).copies(TENANT, "permits", [person_id])
    return (copies[person_id].items, copies[person_id].as_of) if copies else ()


async def version(db: Database, known: Citizen) -> int:
    people = await PgPeople(db).by_ids(TENANT, [known.id], RowFilter(("not_sealed",)))
    return people[known.id].version


async def test_the_copy_stands_with_its_as_of_and_the_event_with_what_was_before(
    db: Database, writes: PgWrites, known: Citizen
) -> None:
    earlier = NOW - dt.timedelta(hours=3)
    assert await record(writes, known.id, saying(Permit("1", dt.date(2026, 1, 2)), as_of=earlier)) == Recorded(
        known.version + 1, earlier, changed=True
    )
    assert await held(db, known.id) == ((Permit("1", dt.date(2026, 1, 2)),), earlier)
    assert await record(writes, known.id, saying(Permit("2"))) == Recorded(known.version + 2, NOW, changed=True)
    event = await db.fetchrow("select * from record_event where person_id = $1 order by version desc limit 1", known.id)
    assert event is not None
    assert (event["kind"], event["changed"], event["version"]) == ("recorded", ["permits"], known.version + 2)
    assert (event["actor"], event["actor_name"], event["client_id"]) == (
        "agency:licensing", "Dinas Contoh", "agency:licensing",
    )  # fmt: skip
    first, second = {"number": "1", "issued_on": "2026-01-02"}, {"number": "2", "issued_on": None}
    assert (event["before"]["permits"], event["after"]["permits"]) == ([first], [first, second])
    assert event["after"]["full_name"] == known.full_name
    assert (event["before"]["version"], event["after"]["version"]) == (known.version + 1, known.version + 2)
    assert await version(db, known) == known.version + 2


async def test_the_history_of_the_person_shows_it(db: Database, writes: PgWrites, known: Citizen) -> None:
    await record(writes, known.id, saying(Permit("1")))
    latest = (await PgPeople(db).history(TENANT, known.id, EVERYBODY, 1, None)).items[0]
    assert (latest.kind, latest.changed, latest.actor_name) == ("recorded", ("permits",), "Dinas Contoh")


async def test_what_is_held_already_only_grows_younger(db: Database, writes: PgWrites, known: Citizen) -> None:
    await record(writes, known.id, saying(Permit("1"), as_of=NOW - dt.timedelta(days=1)))
    events = await db.fetchval("select count(*) from record_event")
    assert await record(writes, known.id, saying(Permit("1"))) == Recorded(known.version + 1, NOW, changed=False)
    assert await db.fetchval("select count(*) from record_event") == events
    assert await held(db, known.id) == ((Permit("1"),), NOW)


async def test_what_the_agency_says_by_itself_is_as_fresh_as_its_own_time(
    db: Database, writes: PgWrites, known: Citizen
) -> None:
    copies = PgFacetCopies(db, [PERMITS])
    old, read = NOW - dt.timedelta(days=2), NOW - dt.timedelta(days=1)
    asked = FacetCopy("permits", (Permit("1"),), old, fresh=True, checked_at=read)
    await copies.keep(TENANT, "permits", {known.id: asked})
    await record(writes, known.id, saying(Permit("2")))
    copy = (await copies.copies(TENANT, "permits", [known.id]))[known.id]
    assert (copy.as_of, copy.checked_at) == (NOW, None)
    assert copy.is_newer_than(read)


async def test_an_attribute_that_was_not_declared_yet_is_no_change(
    db: Database, writes: PgWrites, known: Citizen
) -> None:
    await copy_facets(db, [(TENANT, known.id, "permits", [{"number": "1"}], None)])
    assert not (await record(writes, known.id, saying(Permit("1")))).changed


async def test_complete_drops_what_is_not_named(db: Database, writes: PgWrites, known: Citizen) -> None:
    await record(writes, known.id, saying(Permit("1"), Permit("2")))
    await record(writes, known.id, saying(Permit("2"), complete=True))
    assert (await held(db, known.id))[0] == (Permit("2"),)
    await record(writes, known.id, saying(complete=True))
    assert (await held(db, known.id))[0] == ()


async def test_what_is_older_than_the_copy_is_a_conflict(db: Database, writes: PgWrites, known: Citizen) -> None:
    await record(writes, known.id, saying(Permit("1")))
    with pytest.raises(Conflict) as caught:
        await record(writes, known.id, saying(Permit("1", dt.date(2025, 1, 1)), as_of=NOW - dt.timedelta(seconds=1)))
    assert caught.value.path == "asOf"
    assert await held(db, known.id) == ((Permit("1"),), NOW)


async def test_a_version_that_moved_is_a_conflict(writes: PgWrites, known: Citizen) -> None:
    with pytest.raises(Conflict) as caught:
        await record(writes, known.id, saying(Permit("1"), expected_version=known.version + 1))
    assert caught.value.details == {"version": known.version, "changed": []}
    assert (await record(writes, known.id, saying(Permit("1"), expected_version=known.version))).changed
    with pytest.raises(Conflict) as caught:
        await record(writes, known.id, saying(Permit("2"), expected_version=known.version))
    assert caught.value.details == {"version": known.version + 1, "changed": ["permits"]}


async def test_nobody_is_not_found(writes: PgWrites) -> None:
    with pytest.raises(NotFound):
        await record(writes, new_id(), saying(Permit("1")))


async def test_a_failure_after_it_leaves_nothing(db: Database, writes: PgWrites, known: Citizen) -> None:
    events = await db.fetchval("select count(*) from record_event")

    async def breaks_off() -> None:
        async with writes.begin(request(actor=AGENCY)) as work:
            await work.record(PERMITS, saying(Permit("1")), known.id, concluding(known.id))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await breaks_off()
    assert (await held(db, known.id), await version(db, known)) == ((), known.version)
    assert await db.fetchval("select count(*) from record_event") == events
    assert await db.fetchval("select count(*) from idempotency_reply") == 0


async def test_writers_at_the_same_time_lose_nothing(db: Database, writes: PgWrites, known: Citizen) -> None:
    await asyncio.gather(*(record(writes, known.id, saying(Permit(str(n)))) for n in range(8)))
    items, _ = await held(db, known.id)
    assert {item.number for item in items} == {str(n) for n in range(8)}
    assert await version(db, known) == known.version + 8


async def test_repeats_at_the_same_time_record_once(db: Database, writes: PgWrites, known: Citizen) -> None:
    """Each takes the key before the person's row: in the other order they would stop each other."""
    repeats = (record(writes, known.id, saying(Permit("1")), key="k") for _ in range(6))
    answers = await asyncio.gather(*repeats, return_exceptions=True)
    (recorded,) = (answer for answer in answers if isinstance(answer, Recorded))
    assert recorded == Recorded(known.version + 1, NOW, changed=True)
    assert {str(answer) for answer in answers if isinstance(answer, HubError)} == {
        "The hub answered this request before and does nothing twice."
    }
    assert await version(db, known) == known.version + 1


async def test_who_waited_for_the_lock_is_not_too_old(db: Database, known: Citizen) -> None:
    """Without a time of its own, what is said now is the later word, though its writer came before the other."""
    late, early = PgWrites(db, lambda: NOW), PgWrites(db, lambda: NOW - dt.timedelta(milliseconds=5))
    await record(late, known.id, saying(Permit("1")))
    assert (await record(early, known.id, saying(Permit("2")))).as_of == NOW
    assert await held(db, known.id) == ((Permit("1"), Permit("2")), NOW)


async def test_the_next_change_of_the_person_follows(db: Database, writes: PgWrites, known: Citizen) -> None:
    """An officer's change that was begun before the recording is told that the person moved on."""
    await record(writes, known.id, saying(Permit("1")))
    async with writes.begin(request("clerk")) as work:
        with pytest.raises(Conflict):
            await work.apply(RecordChange(known, dataclasses.replace(known, full_name="Nama Baru")), None)
        current = (await work.citizens([known.nik or ""]))[known.nik or ""]
        await work.apply(RecordChange(current, dataclasses.replace(current, full_name="Nama Baru")), None)
        await work.reply({})
    assert await version(db, known) == known.version + 2


async def test_a_repeat_may_not_write_again(writes: PgWrites, known: Citizen) -> None:
    await record(writes, known.id, saying(Permit("1")), key="k")
    with pytest.raises(HubError, match="nothing twice"):
        await record(writes, known.id, saying(Permit("1")), key="k")
