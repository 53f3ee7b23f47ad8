"""Moves between two districts on one database: nobody stands in two records at once, nor in none."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt

import asyncpg
import pytest

from hub.core.citizen import Citizen
from hub.core.codes import FamilyRelationship, Sex, VitalStatus
from hub.core.errors import Conflict, NotFound
from hub.core.hand_over import HandOverState, Side
from hub.core.predicates import NOT_SEALED, REGION_SUBTREE, RowFilter
from hub.core.seal import Seal
from hub.core.service import RecordChange
from hub.store import Database, PgHandOvers, PgPeople, PgWrites
from hub.store.bulk import copy_citizens, copy_facets
from hub.store.seals import lift_due
from tests.store.districts import ALL, OTHER, District
from tests.store.mutations import submit
from tests.store.samples import NOW, TENANT, nik, person, request

PLAIN = RowFilter((REGION_SUBTREE.name, NOT_SEALED.name), region="19.02")


@pytest.fixture
def here(writes: PgWrites) -> District:
    return District(writes, TENANT)


@pytest.fixture
def there(writes: PgWrites) -> District:
    return District(writes, OTHER)


async def row(db: Database, tenant: str, who: Citizen) -> asyncpg.Record | None:
    return await db.fetchrow("select * from person where tenant = $1 and id = $2", tenant, who.id)


async def current_in(db: Database, who: Citizen) -> list[str]:
    rows = await db.fetch("select tenant from person where id = $1 and moved_to is null", who.id)
    return [found["tenant"] for found in rows]


async def correct(writes: PgWrites, db: Database, who: Citizen, tenant: str = TENANT) -> Citizen:
    now = (await PgPeople(db).by_ids(tenant, [who.id], ALL[tenant]))[who.id]
    async with writes.begin(request(f"c{now.version}")) as work:
        changed = await work.apply(RecordChange(now, dataclasses.replace(now, occupation="11")), None)
        await work.reply({})
    return changed


async def test_while_it_is_offered_she_stays(db: Database, writes: PgWrites, here: District) -> None:
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    await here.offer(siti)
    assert await current_in(db, siti) == [TENANT]
    assert (await correct(writes, db, siti)).version == 2
    assert await PgPeople(db).by_ids(OTHER, [siti.id], ALL[OTHER]) == {}


async def test_on_receipt_everything_goes_along(
    db: Database, writes: PgWrites, here: District, there: District
) -> None:
    siti = person("Siti Contoh", as_of=NOW, occupation="88")
    await copy_citizens(db, [siti])
    await copy_facets(
        db, [(TENANT, siti.id, "licences", [{"nib": "1"}], NOW), (TENANT, siti.id, "immunisations", [{"v": 1}], NOW)]
    )
    filed = await submit(writes, siti)
    offered = await here.offer(siti)
    await correct(writes, db, siti)
    (arrived,) = await there.receive(offered.id)
    assert (arrived.tenant, arrived.id, arrived.nik, arrived.full_name) == (OTHER, siti.id, siti.nik, siti.full_name)
    # The newest goes: what was corrected while it was offered.
    assert (arrived.occupation, arrived.as_of, arrived.region_code) == ("11", NOW, "19.02.01.1001")
    assert arrived.version == 4
    assert await current_in(db, siti) == [OTHER]
    assert await db.fetchval("select tenant from nik_directory where nik = $1", siti.nik) == OTHER
    kept = await db.fetch("select tenant, facet from facet_copy where person_id = $1", siti.id)
    assert [tuple(one) for one in kept] == [(OTHER, "licences")], "what the destination may not keep goes nowhere"
    stays = "select count(*) from application_person where tenant = $1 and person_id = $2 and application_id = $3"
    assert await db.fetchval(stays, TENANT, siti.id, filed.header.id) == 1


async def test_the_stub_says_where_to_and_when_and_nothing_else(db: Database, here: District, there: District) -> None:
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    await there.receive((await here.offer(siti)).id)
    stub = await row(db, TENANT, siti)
    assert stub is not None
    told = {name: value for name, value in stub.items() if value not in (None, "", False)}
    assert told == {
        "tenant": TENANT, "id": siti.id, "nik": siti.nik, "region_code": siti.region_code, "version": 2,
        "vital_status": "MOVED", "moved_to": OTHER, "moved_at": NOW,
    }  # fmt: skip
    seen = (await PgPeople(db).by_ids(TENANT, [siti.id], ALL[TENANT]))[siti.id]
    assert (seen.full_name, seen.address, seen.vital_status) == (None, None, VitalStatus.MOVED)
    assert seen.moved is not None
    assert (seen.moved.region_code, seen.moved.at) == ("19.02", NOW)


async def test_both_districts_have_the_event(db: Database, here: District, there: District) -> None:
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    await there.receive((await here.offer(siti)).id)
    events = await db.fetch(
        "select tenant, version, kind, before, after, reason from record_event"
        " where person_id = $1 and kind <> 'imported' order by version",
        siti.id,
    )
    assert [(e["tenant"], e["version"], e["kind"]) for e in events] == [
        (TENANT, 2, "handed-over"), (OTHER, 3, "received"),
    ]  # fmt: skip
    away, arrived = events
    assert away["before"]["full_name"] == arrived["before"]["full_name"] == "Siti Contoh"
    assert (away["after"]["full_name"], away["after"]["moved_to"]) == (None, OTHER)
    assert (arrived["after"]["full_name"], arrived["after"]["region_code"]) == ("Siti Contoh", "19.02.01.1001")
    assert away["reason"] == "Pekerjaan"


async def test_she_may_come_back(db: Database, writes: PgWrites, here: District, there: District) -> None:
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    await submit(writes, siti)
    (moved,) = await there.receive((await here.offer(siti)).id)
    (back,) = await here.receive((await there.offer(moved)).id)
    assert (back.tenant, back.full_name, back.moved, back.version) == (TENANT, "Siti Contoh", None, 5)
    assert await current_in(db, siti) == [TENANT]
    assert await db.fetchval("select tenant from nik_directory where nik = $1", siti.nik) == TENANT


async def test_a_whole_family_keeps_its_number_and_a_part_of_it_does_not(
    db: Database, here: District, there: District
) -> None:
    father = person("Budi Contoh")
    mother = person("Siti Contoh", nik=nik(sex=Sex.FEMALE), family_relationship=FamilyRelationship.WIFE)
    await copy_citizens(db, [father, mother])
    (alone,) = await there.receive((await here.offer(mother)).id)
    assert alone.family_card_number is None
    (back,) = await here.receive((await there.offer(alone)).id, card=father.family_card_number)
    assert back.family_card_number == father.family_card_number
    arrived = await there.receive((await here.offer(father, back)).id)
    assert {one.family_card_number for one in arrived} == {father.family_card_number}
    card = await db.fetchrow("select * from family_card where tenant = $1", OTHER)
    assert card is not None
    assert (card["number"], card["head_nik"]) == (father.family_card_number, father.nik)


async def test_only_one_of_two_clerks_receives(db: Database, here: District, there: District) -> None:
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    offered = await here.offer(siti)
    outcomes = await asyncio.gather(*(there.receive(offered.id) for _ in range(4)), return_exceptions=True)
    refused = [one for one in outcomes if isinstance(one, BaseException)]
    assert len(refused) == 3
    assert all(isinstance(one, Conflict) and "RECEIVED" in one.message for one in refused), refused
    assert await db.fetchval("select count(*) from record_event where kind = 'received'") == 1


async def test_receipt_and_cancellation_at_once_give_one_end(db: Database, here: District, there: District) -> None:
    for _ in range(10):
        siti = person("Siti Contoh")
        await copy_citizens(db, [siti])
        offered = await here.offer(siti)
        ends = await asyncio.gather(
            there.receive(offered.id), here.end(offered.id, HandOverState.CANCELLED), return_exceptions=True
        )
        assert sum(isinstance(one, Conflict) for one in ends) == 1, ends
        states = await db.fetch("select distinct state from hand_over where id = $1", offered.id)
        assert len(states) == 1, "both sides tell the same"
        assert len(await current_in(db, siti)) == 1


@pytest.mark.parametrize("statement", range(1, 30, 3))
async def test_a_hub_that_dies_on_the_way_moved_nobody(
    db: Database, database: str, here: District, there: District, statement: int
) -> None:
    """The connection ends after so many statements of the receipt, as when the process is killed."""
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    offered = await here.offer(siti)
    dying = await Database.open(database, max_size=1)
    count = 0

    async with dying.connection() as connection:
        raw = connection._con  # type: ignore[attr-defined]  # the driver's own, to end it from below

    def die(_record: object) -> None:
        nonlocal count
        count += 1
        if count == statement:
            raw.terminate()

    raw.add_query_logger(die)
    outcome = await asyncio.gather(
        District(PgWrites(dying, lambda: NOW), OTHER).receive(offered.id), return_exceptions=True
    )
    await dying.close()
    state = await db.fetchval("select state from hand_over where tenant = $1", OTHER)
    assert isinstance(outcome[0], BaseException) == (count >= statement), (
        "it died on the way, or had nothing left to do"
    )
    assert (state == "RECEIVED") == (not isinstance(outcome[0], BaseException))
    assert await current_in(db, siti) == [OTHER if state == "RECEIVED" else TENANT]
    holder = await db.fetchval("select tenant from nik_directory where nik = $1", siti.nik)
    assert [holder] == await current_in(db, siti)


async def test_nobody_is_offered_twice(db: Database, here: District) -> None:
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    first = await here.offer(siti)
    with pytest.raises(Conflict, match="offered"):
        await here.offer(siti)
    await here.end(first.id, HandOverState.CANCELLED)
    assert (await here.offer(siti)).state is HandOverState.OFFERED


async def test_each_side_does_its_own_steps(db: Database, here: District, there: District) -> None:
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    offered = await here.offer(siti)
    for side, step in ((here, HandOverState.REFUSED), (there, HandOverState.CANCELLED)):
        with pytest.raises(Conflict, match="other district"):
            await side.end(offered.id, step)
    with pytest.raises(Conflict, match="other district"):
        await here.receive(offered.id)
    assert (await there.end(offered.id, HandOverState.REFUSED)).side is Side.DESTINATION
    with pytest.raises(Conflict, match="REFUSED"):
        await there.receive(offered.id)
    assert await current_in(db, siti) == [TENANT]


async def test_a_version_that_moved_on_and_the_dead_are_not_offered(
    db: Database, writes: PgWrites, here: District
) -> None:
    siti, late = person("Siti Contoh"), person("Almarhum Contoh", vital_status=VitalStatus.DECEASED)
    await copy_citizens(db, [siti, late])
    await correct(writes, db, siti)
    with pytest.raises(Conflict) as refused:
        await here.offer(siti, versions={siti.id: 1})
    assert refused.value.details["version"] == 2
    assert refused.value.details["changed"] == ["occupation"]
    with pytest.raises(Conflict, match="deceased"):
        await here.offer(late)
    with pytest.raises(NotFound):
        await here.offer(person("Tidak Ada"))


async def test_nothing_more_is_written_to_who_moved_away(
    db: Database, writes: PgWrites, here: District, there: District
) -> None:
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    await there.receive((await here.offer(siti)).id)
    stub = (await PgPeople(db).by_ids(TENANT, [siti.id], ALL[TENANT]))[siti.id]
    async with writes.begin(request("late")) as work:
        assert await work.citizens([siti.nik or ""]) == {}
        with pytest.raises(Conflict):
            await work.apply(RecordChange(stub, dataclasses.replace(stub, occupation="1")), None)
        await work.reply({})


async def test_a_nik_of_another_district_is_not_adopted(db: Database, here: District, there: District) -> None:
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    read = dataclasses.replace(siti, id=person().id, tenant=OTHER)
    people = PgPeople(db)
    assert (await people.by_niks(OTHER, [siti.nik or ""], ALL[OTHER])).hidden == {siti.nik}
    assert await people.adopt(OTHER, [read]) == {}
    assert await current_in(db, read) == []
    await there.receive((await here.offer(siti)).id)
    back = dataclasses.replace(read, tenant=TENANT)
    assert await people.adopt(TENANT, [back]) == {}, "the stub is not filled by what the register tells"
    assert await current_in(db, siti) == [OTHER]


async def test_two_districts_that_adopt_at_once_leave_her_with_one(db: Database) -> None:
    people = PgPeople(db)
    for _ in range(10):
        siti = person("Siti Contoh")
        copies = [dataclasses.replace(siti, id=person().id, tenant=tenant) for tenant in (TENANT, OTHER)]
        await asyncio.gather(*(people.adopt(one.tenant, [one]) for one in copies))
        rows = await db.fetch("select tenant from person where nik = $1", siti.nik)
        holder = await db.fetchval("select tenant from nik_directory where nik = $1", siti.nik)
        assert [found["tenant"] for found in rows] == [holder]


async def test_a_nik_that_another_district_holds_is_given_to_nobody(db: Database, writes: PgWrites) -> None:
    siti = person("Siti Contoh", tenant=OTHER)
    await copy_citizens(db, [siti])
    twin = person("Kembar Contoh", nik=siti.nik)
    async with writes.begin(request("twin")) as work:
        with pytest.raises(Conflict, match="another district"):
            await work.apply(RecordChange(None, twin), None)
        await work.reply({})


async def test_a_seal_goes_along_and_is_known_to_those_who_may_know(
    db: Database, here: District, there: District
) -> None:
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    await here.seal(siti.id)
    offered = await here.offer(siti)
    overs = PgHandOvers(db)
    assert await overs.latest(OTHER, None, PLAIN, 10) == []
    assert [one.id for one in await overs.latest(OTHER, None, ALL[OTHER], 10)] == [offered.id]
    for attempt in (there.receive(offered.id, rows=PLAIN), there.end(offered.id, HandOverState.REFUSED, PLAIN)):
        with pytest.raises(NotFound):
            await attempt
    (arrived,) = await there.receive(offered.id)
    assert arrived.sealed
    why = await db.fetch("select tenant, reason, lifted_at from seal order by tenant")
    assert [(one["tenant"], one["reason"], one["lifted_at"] is None) for one in why] == [
        (TENANT, "Perlindungan saksi", False), (OTHER, "Perlindungan saksi", True),
    ]  # fmt: skip
    assert await overs.residence(TENANT, siti.nik or "", PLAIN) is None
    assert not (await there.unseal(siti.id)).sealed
    found = await overs.residence(TENANT, siti.nik or "", PLAIN)
    assert found is not None
    assert (found.tenant, found.is_here) == (OTHER, False)


async def test_who_moves_is_not_asked_for_at_the_origin_any_more(db: Database, here: District, there: District) -> None:
    """Claims of copies that were being refreshed end with the move."""
    siti = person("Siti Contoh")
    await copy_citizens(db, [siti])
    until = NOW + dt.timedelta(days=9000)
    await db.execute(
        "insert into facet_refresh (tenant, facet, person_id, until) values ($1, 'x', $2, $3)", TENANT, siti.id, until
    )
    await there.receive((await here.offer(siti)).id)
    assert await db.fetchval("select count(*) from facet_refresh") == 0


async def test_a_seal_ends_when_its_time_is_over(db: Database, writes: PgWrites, there: District) -> None:
    soon, later, open_ended = (person(f"Orang {n}", tenant=TENANT) for n in range(3))
    await copy_citizens(db, [soon, later, open_ended])
    ends = {soon.id: NOW + dt.timedelta(hours=1), later.id: NOW + dt.timedelta(days=9), open_ended.id: None}
    for key, until in ends.items():
        async with writes.begin(request(f"seal-{key}")) as work:
            await work.seal(key, Seal("Putusan contoh", "Perlindungan", until), 1)
            await work.reply({})
    assert await lift_due(db, TENANT, NOW) == 0
    lifted = await asyncio.gather(*(lift_due(db, TENANT, NOW + dt.timedelta(hours=2)) for _ in range(3)))
    assert sum(lifted) == 1, "several workers lift it once"
    rows = await db.fetch("select id from person where sealed")
    assert {row["id"] for row in rows} == {later.id, open_ended.id}
    why = await db.fetchrow("select lifted_by, lifted_reason from seal where person_id = $1", soon.id)
    assert why is not None
    assert (why["lifted_by"], why["lifted_reason"]) == ("system", "The time that was given for the seal is over.")
