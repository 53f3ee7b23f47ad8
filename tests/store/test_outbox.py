"""What a transaction tells: every target that listens, with it or not at all; and who takes a line's head."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from hub.core.citizen import Citizen
from hub.core.delivery import DeliveryState, Notice, Outlet, Way
from hub.core.errors import HubError
from hub.core.outbox import DeliveryFilter
from hub.core.predicates import NO_ROWS, NOT_SEALED, REGION_SUBTREE, RowFilter
from hub.core.service import RecordChange
from hub.store import Database, PgDeliveries, PgDesk, PgTargets, PgWrites
from hub.store.bulk import copy_citizens
from hub.store.deliveries import Line, Outcome
from hub.store.publishing import publish
from tests.store.samples import NOW, TENANT, home, person, request

LATER = NOW + dt.timedelta(seconds=90)


def outlet(*kinds: str, attributes: frozenset[str] = frozenset()) -> Outlet:
    return Outlet(way=Way.PUSH, kinds=frozenset(kinds), attributes=attributes)


async def listen(db: Database, **outlets: Outlet) -> None:
    await PgTargets(db, TENANT).declare(outlets, NOW)


async def told(db: Database) -> list[tuple[str, str, int | None]]:
    rows = await db.fetch("select target, kind, version from delivery order by position")
    return [(row["target"], row["kind"], row["version"]) for row in rows]


def notice(person_id: uuid.UUID, version: int = 2, client_id: str = "console", *changed: str) -> Notice:
    return Notice(
        tenant=TENANT, kind="citizen.changed", person_id=person_id, at=NOW, version=version,
        changed=changed or ("full_name",), client_id=client_id,
    )  # fmt: skip


async def test_an_event_of_the_record_is_told_with_its_transaction_or_not_at_all(
    db: Database, writes: PgWrites
) -> None:
    await listen(
        db, one=outlet("citizen.created"), two=outlet("citizen.created", "citizen.changed"), three=outlet("x.y")
    )
    known = person()
    with pytest.raises(HubError):
        # It ends without a reply.
        async with writes.begin(request("lost")) as write:
            await write.apply(RecordChange(None, known), None)
    assert await told(db) == []
    assert await db.fetchval("select count(*) from pgqueuer") == 0
    async with writes.begin(request("kept")) as write:
        await write.apply(RecordChange(None, known), None)
        await write.reply({})
    assert await told(db) == [("one", "citizen.created", 1), ("two", "citizen.created", 1)]
    assert await db.fetchval("select count(*) from pgqueuer") == 2


async def test_a_target_hears_of_its_attributes_and_not_of_what_it_brought_itself(db: Database) -> None:
    await listen(db, oss=outlet("citizen.changed", attributes=frozenset({"licences"})))
    known = uuid.uuid4()
    async with db.transaction() as connection:
        await publish(connection, [notice(known, 2), notice(known, 3, "agency:oss", "licences")])
        await publish(connection, [notice(known, 4, "console", "licences")])
    assert await told(db) == [("oss", "citizen.changed", 4)]


async def test_an_agency_that_is_declared_no_more_hears_nothing_new(db: Database) -> None:
    await listen(db, oss=outlet("citizen.changed"))
    await listen(db)
    async with db.transaction() as connection:
        await publish(connection, [notice(uuid.uuid4())])
    assert await told(db) == []


async def test_one_job_takes_the_head_and_whoever_comes_later_waits(db: Database) -> None:
    line, deliveries = await waiting(db)
    mine, other = uuid.uuid4(), uuid.uuid4()
    first = await deliveries.take(line, mine, NOW, LATER)
    assert first is not None
    assert (first.version, first.attempts, first.unsure) == (2, 1, False)
    assert await deliveries.take(line, other, NOW, LATER) is None
    assert await deliveries.under_way(line, NOW) == LATER
    # The same job finds its own lease only when it was killed in between.
    again = await deliveries.take(line, mine, NOW, LATER)
    assert again is not None
    assert (again.id, again.attempts, again.unsure) == (first.id, 2, True)
    late = await deliveries.take(line, other, LATER, LATER + dt.timedelta(seconds=90))
    assert late is not None
    assert late.unsure
    # What the former holder has to say comes too late.
    done = Outcome(state=DeliveryState.DELIVERED, settled_by="x")
    assert not await deliveries.keep(again, mine, done, NOW, NOW)
    assert await deliveries.keep(late, other, done, NOW, NOW)
    following = await deliveries.take(line, other, NOW, LATER)
    assert following is not None
    assert following.version == 3


async def test_what_was_not_sent_is_no_attempt(db: Database) -> None:
    line, deliveries = await waiting(db)
    job = uuid.uuid4()
    first = await deliveries.take(line, job, NOW, LATER)
    assert first is not None
    await deliveries.keep(first, job, Outcome(state=DeliveryState.WAITING, sent=False), NOW, NOW)
    again = await deliveries.take(line, job, NOW, LATER)
    assert again is not None
    assert again.attempts == 1


async def test_a_line_whose_job_was_lost_is_woken(db: Database) -> None:
    line, deliveries = await waiting(db)
    await db.execute("delete from pgqueuer")
    assert await deliveries.wake_forgotten(NOW - dt.timedelta(seconds=1), NOW) == 0
    assert await deliveries.wake_forgotten(NOW, LATER) == 1
    # One that only waits for its turn is not woken again at once.
    assert await deliveries.wake_forgotten(NOW, LATER) == 0
    assert await db.fetchval("select count(*) from pgqueuer") == 1
    (counted,) = await deliveries.counts()
    assert (counted.target, counted.count, counted.oldest) == (line.target, 2, NOW)


async def waiting(db: Database) -> tuple[Line, PgDeliveries]:
    """Two deliveries of one line."""
    known: Citizen = person()
    await copy_citizens(db, [known])
    await listen(db, oss=outlet("citizen.changed"))
    async with db.transaction() as connection:
        await publish(connection, [notice(known.id, 2), notice(known.id, 3)])
    return Line("oss", known.id), PgDeliveries(db, TENANT)


async def test_the_desk_lists_what_is_asked_for_page_by_page_and_work_only_in_sight(db: Database) -> None:
    here, elsewhere = person(), person(address=home("19.01.03.2003"))
    await copy_citizens(db, [here, elsewhere])
    await listen(db, oss=outlet("citizen.changed"), siak=outlet("citizen.changed"))
    async with db.transaction() as connection:
        await publish(connection, [notice(here.id, 2), notice(elsewhere.id, 2)])
    await db.execute("update delivery set state = 'TO_TRANSCRIBE' where target = 'siak'")
    desk = PgDesk(db, lambda: NOW + dt.timedelta(seconds=10))
    everything = await desk.page(TENANT, DeliveryFilter(), 3, None)
    assert (len(everything.items), everything.has_next) == (3, True)
    rest = await desk.page(TENANT, DeliveryFilter(), 3, everything.cursors[-1])
    assert len({each.id for each in (*everything.items, *rest.items)}) == 4
    chosen = DeliveryFilter((DeliveryState.WAITING,), "oss", "citizen.changed", 5)
    assert len((await desk.page(TENANT, chosen, 9, None)).items) == 2
    assert not (await desk.page(TENANT, DeliveryFilter(older_than=60), 9, None)).items
    one = everything.items[1]
    assert (await desk.page(TENANT, DeliveryFilter(id=one.id), 9, None)).items == (one,)
    assert not (await desk.page(TENANT, DeliveryFilter(target="nobody", id=one.id), 9, None)).items
    rows = RowFilter((REGION_SUBTREE.name, NOT_SEALED.name), region="19.01.01")
    seen = await desk.work(TENANT, rows, 9, None)
    assert [(each.target, each.person_id) for each in seen.items] == [("siak", here.id)]
    assert not (await desk.work(TENANT, rows, 9, seen.cursors[-1])).items
    assert not (await desk.work(TENANT, NO_ROWS, 9, None)).items


async def test_a_decision_keeps_its_reason_and_wakes_the_line(db: Database, writes: PgWrites) -> None:
    await waiting(db)
    first = await db.fetchval("select id from delivery order by position limit 1")
    await db.execute("update delivery set state = 'IN_DOUBT', unsure = true, attempts = 7 where id = $1", first)
    await db.execute("delete from pgqueuer")
    async with writes.begin(request("decide")) as write:
        delivery = await write.delivery(first)
        assert delivery is not None
        await write.move_delivery(delivery, DeliveryState.WAITING, "Ditanyakan lewat telepon")
        await write.reply({})
    row = await db.fetchrow("select * from delivery where id = $1", first)
    assert row is not None
    # Somebody knows that it did not arrive: it is sent again, and not looked for.
    assert (row["state"], row["unsure"], row["attempts"]) == ("WAITING", False, 0)
    assert (row["reason"], row["settled_at"]) == ("Ditanyakan lewat telepon", None)
    assert await db.fetchval("select count(*) from pgqueuer") == 1


async def test_who_would_be_told_is_said_beforehand(db: Database) -> None:
    """As it is told afterwards: by the kind, and by what changes where somebody listens to some attributes alone."""
    names = outlet("citizen.corrected", attributes=frozenset({"full_name"}))
    await listen(db, population=names, school=outlet("citizen.corrected"), other=outlet("citizen.changed"))
    desk = PgDesk(db, lambda: NOW)
    assert await desk.told_of(TENANT, "citizen.corrected", ["birth_place", "full_name"]) == ("population", "school")
    assert await desk.told_of(TENANT, "citizen.corrected", ["birth_place"]) == ("school",)
    assert await desk.told_of("1902", "citizen.corrected", ["full_name"]) == ()
    await listen(db, population=names)
    assert await desk.told_of(TENANT, "citizen.corrected", ["full_name"]) == ("population",)
