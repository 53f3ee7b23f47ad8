"""Lists pulled place by place into a real record."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from hub.core.actor import pushing
from hub.core.citizen import Citizen
from hub.core.errors import BadInput, SourceUnavailable
from hub.core.intake import Batch, Sighting
from hub.store import Database, PgFacetCopies, PgPeople
from hub.store.bulk import copy_citizens, copy_facets
from hub.store.intake import PgIntake
from hub.store.pulls import PgPulls, Run
from hub.worker.pulls import Pulls
from tests.connectors.serving import Clock
from tests.store.samples import EVERYBODY, TENANT, person
from tests.worker.lists import A, B, Lists, seen

DOWN = SourceUnavailable("The school does not answer.", details={"reason": "UNREACHABLE"})
ACTOR = pushing(TENANT, "19.01", "education", "Dinas Pendidikan", frozenset({"education:write"}))


class Rig:
    """Pulls on a clock that stands still."""

    def __init__(self, db: Database, places: Sequence[str] = (A,), jitter: float = 0.5) -> None:
        self.db = db
        self.lists = Lists(places)
        self.clock = Clock()
        self.book = PgPulls(db, TENANT, "enrolments")
        intake = PgIntake(db, TENANT, "enrolments")
        self.pulls = Pulls(self.lists, self.book, intake, ACTOR, self.clock, lambda: jitter)

    async def pull(self, place: str = A, *said: Batch | Exception) -> Run:
        """One run of a place, whenever it is due."""
        self.lists.says[place] = list(said)
        await self.pulls.list_places()
        state = await self.book.state()
        self.clock.now = max(self.clock.now, state[place]["due_at"])
        # Whatever else is due waits.
        later = self.clock.now + dt.timedelta(seconds=1)
        await self.db.execute("update pull set due_at = greatest(due_at, $1) where place <> $2", later, place)
        run = await self.pulls.next()
        assert run is not None
        assert run.place == place
        return run

    async def held(self, who: Citizen) -> Sequence[tuple[Any, ...]]:
        copies = await PgFacetCopies(self.db, [self.lists.facet]).copies(TENANT, "enrolments", [who.id])
        found = copies.get(who.id)
        return [(each.npsn, each.status, each.school) for each in found.items] if found else []

    async def as_of(self, who: Citizen) -> dt.datetime | None:
        copies = await PgFacetCopies(self.db, [self.lists.facet]).copies(TENANT, "enrolments", [who.id])
        return copies[who.id].as_of

    async def events(self, who: Citizen) -> Sequence[Mapping[str, Any]]:
        rows = await self.db.fetch(
            "select kind, actor, actor_name, purpose, changed, version, before, after from record_event"
            " where tenant = $1 and person_id = $2 and kind <> 'imported' order by version",
            TENANT,
            who.id,
        )
        return [dict(row) for row in rows]


def whole(*rows: Sighting, **unusable: int) -> Batch:
    return Batch(rows, unusable, whole=True)


async def people(db: Database, count: int) -> list[Citizen]:
    made = [person(f"Murid Contoh {number}") for number in range(count)]
    await copy_citizens(db, made)
    return made


def nik(who: Citizen) -> str:
    assert who.nik is not None
    return who.nik


async def test_a_list_is_kept_with_an_event_of_the_agency_and_the_time_of_the_pull(db: Database) -> None:
    rig, (alya,) = Rig(db), await people(db, 1)
    run = await rig.pull(A, whole(seen(nik(alya), nisn="0150000123")))
    assert await rig.held(alya) == [(A, "ACTIVE", "SD Contoh")]
    assert await rig.as_of(alya) == run.began_at
    (event,) = await rig.events(alya)
    assert (event["kind"], event["actor"], event["purpose"]) == ("recorded", "agency:education", "PUBLIC_SERVICE")
    assert (event["changed"], event["version"]) == (["enrolments"], 2)
    assert (event["before"]["version"], event["before"]["enrolments"]) == (1, [])
    assert (event["after"]["version"], event["after"]["enrolments"][0]["npsn"]) == (2, A)
    assert event["after"]["full_name"] == alya.full_name
    (page,) = (await PgPeople(db).history(TENANT, alya.id, EVERYBODY, 1, None)).items
    assert (page.version, page.changed) == (2, ("enrolments",))


async def test_the_same_list_again_is_newer_and_no_event(db: Database) -> None:
    rig, (alya,) = Rig(db), await people(db, 1)
    await rig.pull(A, whole(seen(nik(alya))))
    run = await rig.pull(A, whole(seen(nik(alya))))
    assert (run.counts["changed"], run.counts["same"]) == (0, 1)
    assert await rig.as_of(alya) == run.began_at
    assert len(await rig.events(alya)) == 1


async def test_who_is_not_in_the_record_is_counted_and_not_invented(db: Database) -> None:
    rig, (alya,) = Rig(db), await people(db, 1)
    run = await rig.pull(A, whole(seen(nik(alya)), seen("1901011201150999"), seen(None, nisn="0150000999"), NAMELESS=2))
    assert dict(run.counts) == {
        "rows": 5, "changed": 1, "same": 0, "without_record": 2, "unusable_nameless": 2, "left": 0,
    }  # fmt: skip
    assert await db.fetchval("select count(*) from person") == 1
    assert await db.fetchval("select count(*) from facet_copy") == 1


async def test_a_pupil_without_nik_is_found_by_her_nisn_if_it_is_hers_alone(db: Database) -> None:
    rig, (alya, raka) = Rig(db), await people(db, 2)
    await rig.pull(A, whole(seen(nik(alya), nisn="0150000123"), seen(nik(raka), nisn="0150000456")))
    await rig.pull(A, whole(seen(None, nisn="0150000123", school="SDN 1"), seen(nik(raka), nisn="0150000456")))
    assert await rig.held(alya) == [(A, "ACTIVE", "SDN 1")]
    await copy_facets(db, [(TENANT, raka.id, "enrolments", [{"nisn": "0150000123", "npsn": B}], rig.clock())])
    run = await rig.pull(A, whole(seen(None, nisn="0150000123", school="SDN 2")))
    assert run.counts["without_record"] == 1


async def test_who_left_is_marked_and_what_other_schools_said_stays(db: Database) -> None:
    rig, (alya, raka) = Rig(db, (A, B)), await people(db, 2)
    await rig.pull(A, whole(seen(nik(alya)), seen(nik(raka))))
    await rig.pull(B, whole(seen(nik(raka), B)))
    run = await rig.pull(A, whole(seen(nik(alya))))
    assert run.counts["left"] == 1
    assert await rig.held(raka) == [(A, "MOVED", "SD Contoh"), (B, "ACTIVE", "SD Contoh")]
    await rig.pull(A, whole())
    assert await rig.held(alya) == [(A, "LEFT", "SD Contoh")]
    assert (await rig.events(alya))[-1]["before"]["enrolments"][0]["status"] == "ACTIVE"


@pytest.mark.parametrize("said", [[DOWN], [Batch(()), DOWN], [Batch(())], []])
async def test_a_partial_answer_lets_nobody_leave(db: Database, said: list[Batch | Exception]) -> None:
    rig, (alya,) = Rig(db), await people(db, 1)
    await rig.pull(A, whole(seen(nik(alya))))
    run = await rig.pull(A, *said)
    assert run.outcome in {"FAILED", "PARTIAL"}
    assert await rig.held(alya) == [(A, "ACTIVE", "SD Contoh")]


async def test_what_came_before_the_failure_is_kept(db: Database) -> None:
    rig, (alya, raka) = Rig(db), await people(db, 2)
    run = await rig.pull(A, Batch((seen(nik(alya)),)), DOWN)
    assert (run.outcome, run.reason) == ("FAILED", "UNREACHABLE")
    assert await rig.held(alya) == [(A, "ACTIVE", "SD Contoh")]
    assert await rig.held(raka) == []


async def test_an_answer_that_empties_a_school_is_doubted(db: Database) -> None:
    rig, pupils = Rig(db), await people(db, 12)
    await rig.pull(A, whole(*(seen(nik(each)) for each in pupils)))
    run = await rig.pull(A, whole(*(seen(nik(each)) for each in pupils[:5])))
    assert (run.outcome, run.counts["doubted"]) == ("DOUBTFUL", 7)
    assert [await rig.held(each) for each in pupils] == [[(A, "ACTIVE", "SD Contoh")]] * 12
    run = await rig.pull(A, whole(*(seen(nik(each)) for each in pupils[:6])))
    assert (run.outcome, run.counts["left"]) == ("WHOLE", 6)


async def test_a_pupil_whose_nik_was_corrected_has_not_left(db: Database) -> None:
    rig, (alya,) = Rig(db), await people(db, 1)
    await rig.pull(A, whole(seen(nik(alya), nisn="0150000123")))
    await rig.pull(A, whole(seen("1901011201150999", nisn="0150000123")))
    assert await rig.held(alya) == [(A, "ACTIVE", "SD Contoh")]


async def test_one_place_that_fails_delays_itself_alone(db: Database) -> None:
    rig = Rig(db, (A, B), jitter=1.0)
    pauses = []
    for _ in range(13):
        run = await rig.pull(A, DOWN)
        pauses.append((await rig.book.state())[A]["due_at"] - run.ended_at)
        assert (await rig.book.state())[B]["failures"] == 0
    assert pauses[:4] == [dt.timedelta(minutes=minutes) for minutes in (2, 4, 8, 16)]
    assert pauses[-1] == rig.lists.every
    run = await rig.pull(A, whole())
    state = (await rig.book.state())[A]
    assert (state["failures"], state["pulled_at"], state["due_at"]) == (
        0,
        run.began_at,
        run.ended_at + rig.lists.every * 1.1,
    )


async def test_pauses_have_jitter(db: Database) -> None:
    rig = Rig(db, jitter=0.0)
    run = await rig.pull(A, DOWN)
    assert (await rig.book.state())[A]["due_at"] - run.ended_at == dt.timedelta(minutes=1)


async def test_a_connector_that_breaks_takes_only_its_place_with_it(db: Database) -> None:
    rig = Rig(db)
    run = await rig.pull(A, ZeroDivisionError())
    assert (run.outcome, run.reason) == ("FAILED", "ZeroDivisionError")


async def test_two_workers_do_not_ask_the_same_place_and_a_killed_one_keeps_nobody_from_it(db: Database) -> None:
    rig = Rig(db)
    await rig.pulls.list_places()
    rig.clock.now += dt.timedelta(minutes=3)
    assert await rig.book.take(rig.clock()) is not None
    assert await rig.book.take(rig.clock()) is None
    rig.clock.now += dt.timedelta(minutes=5)
    assert await rig.book.take(rig.clock()) is not None


async def test_the_operators_list_is_followed(db: Database) -> None:
    rig = Rig(db, (A, B))
    await rig.pull(A, whole())
    rig.lists.listed = [A, "10902009"]
    before = (await rig.book.state())[A]
    await rig.pulls.list_places()
    state = await rig.book.state()
    assert sorted(state) == [A, "10902009"]
    assert state[A] == before


async def test_each_run_leaves_a_summary_without_personal_data(db: Database) -> None:
    rig, (alya,) = Rig(db), await people(db, 1)
    await rig.pull(A, DOWN)
    await rig.pull(A, whole(seen(nik(alya), nisn="0150000123")))
    newest, oldest = await rig.book.runs(A)
    assert (oldest.outcome, oldest.reason, dict(oldest.counts)) == ("FAILED", "UNREACHABLE", {})
    assert newest.outcome == "WHOLE"
    told = await db.fetchval("select string_agg(r::text || p::text, ' ') from pull_run r, pull p")
    assert not [word for word in (nik(alya), alya.full_name, "0150000123", str(alya.id)) if str(word) in told]
    await rig.book.forget(rig.clock() + dt.timedelta(days=500))
    assert await rig.book.runs(A) == ()


async def test_the_worker_pulls_until_it_is_told_to_stop(db: Database) -> None:
    rig, (alya,) = Rig(db, (A, B), jitter=0.0), await people(db, 1)
    rig.lists.says = {A: [DOWN], B: [whole(seen(nik(alya), B))]}
    stop = asyncio.Event()
    running = asyncio.create_task(rig.pulls.run(stop))
    async with asyncio.timeout(20):
        while not (await rig.book.runs(A) and await rig.book.runs(B)):
            await asyncio.sleep(0.05)
        stop.set()
        await running
    assert await rig.held(alya) == [(B, "ACTIVE", "SD Contoh")]


async def test_a_list_of_places_that_cannot_be_read_stops_nothing(db: Database) -> None:
    rig = Rig(db, jitter=0.0)
    await rig.pulls.list_places()

    def unreadable() -> Sequence[str]:
        raise BadInput("The list cannot be read.")

    rig.lists.places = unreadable  # type: ignore[method-assign]  # the operator is editing it
    stop = asyncio.Event()
    running = asyncio.create_task(rig.pulls.run(stop))
    async with asyncio.timeout(20):
        while not await rig.book.runs(A):
            await asyncio.sleep(0.05)
        stop.set()
        await running
