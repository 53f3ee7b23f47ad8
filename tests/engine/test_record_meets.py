"""What one thing that is done to a person does to another: merges, moves, seals, contests, extracts and NIKs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from hub.core.calendar import now
from hub.core.errors import Conflict, NotFound
from hub.core.identifiers import new_id
from hub.core.outbox import DeliveryFilter
from hub.core.predicates import NOT_SEALED, REGION_SUBTREE, RowFilter
from hub.core.recording import Recording
from hub.store import Database, PgApplications, PgPeople
from hub.store.bulk import copy_citizens
from hub.store.deliveries import PgDeliveries
from hub.store.desk import PgDesk
from hub.store.duplicate_scan import PgDuplicateScan
from hub.store.register_walk import PgRegisterWalk
from tests.engine.record_district import ROOTS, VILLAGES, prepared
from tests.engine.record_model import HERE, THERE
from tests.engine.record_offices import CARD, KADIS, OPERATOR, VERIFIER, Offices, gid
from tests.fakes.declared import FACETS
from tests.store.logged import Logged
from tests.store.samples import concluding, header, receipt, request, submission

LICENCES: Final = FACETS["licences"]
MOTHER: Final = "query M($n: NIK!) { citizen(nik: $n) { mother { fullName nik } } }"
ID: Final = "query I($n: NIK!) { citizen(nik: $n) { id moved { regionCode } } }"
NODE: Final = "query N($i: ID!) { node(id: $i) { id } }"
LIST: Final = "{ discrepancies { edges { node { id } } } }"
OWN: Final = "query O($n: NIK!) { citizen(nik: $n) { discrepancies { edges { node { id } } } } }"


def codes(payload: Mapping[str, Any]) -> list[str]:
    return [error["code"] for error in payload["errors"]]


@pytest.fixture
async def offices(database: str) -> AsyncIterator[Offices]:
    opened = await Database.open(database, max_size=3)
    await prepared(opened)
    made = Offices(opened)
    await made.open()
    yield made
    await opened.close()


# ---- merges and moves ----------------------------------------------------------------------------------------------


async def test_a_duplicate_who_is_offered_is_not_merged_away(offices: Offices) -> None:
    key = await offices.offer(offices.other)
    assert codes(await offices.merge(offices.one, offices.other)) == ["CONFLICT"]
    await offices.done(THERE, "receiveCitizen", KADIS, handOver=key, address={"regionCode": VILLAGES[THERE]})
    assert (await offices.see(ID, THERE, n=offices.other.nik))["id"] == gid(offices.other)


async def test_a_merge_is_not_taken_back_where_the_survivor_does_not_stand(offices: Offices) -> None:
    await offices.merge(offices.one, offices.other, on_card=offices.other.nik)
    await offices.move(offices.one)
    assert codes(await offices.undo(offices.one)) == ["FORBIDDEN"]
    assert codes(await offices.undo(offices.one, THERE)) == ["NOT_FOUND"]
    await offices.move(offices.one, THERE)
    assert codes(await offices.undo(offices.one)) == []
    assert (await offices.see(ID, HERE, n=offices.other.nik))["id"] == gid(offices.other)


async def test_a_nik_that_is_another_districts_by_now_does_not_come_back_by_undoing(offices: Offices) -> None:
    await offices.merge(offices.one, offices.other, on_card=offices.other.nik)
    await offices.move(offices.one)
    assert codes(await offices.assign(offices.one, "1901015501859009", "KTP_EL", THERE)) == []
    await offices.move(offices.one, THERE)
    assert codes(await offices.undo(offices.one)) == ["CONFLICT"]


async def test_who_was_merged_elsewhere_into_one_who_comes_leads_to_her(offices: Offices) -> None:
    await offices.move(offices.other)
    await offices.move(offices.one)
    await offices.merge(offices.one, offices.other, THERE, on_card=offices.other.nik)
    await offices.move(offices.one, THERE)
    assert (await offices.see(NODE, HERE, i=gid(offices.other)))["id"] == gid(offices.one)
    assert (await offices.see(ID, HERE, n=offices.other.nik)) == {"id": gid(offices.one), "moved": None}


async def test_the_stub_of_somebody_else_who_had_the_nik_before_gives_way_and_leads_nowhere(offices: Offices) -> None:
    await offices.move(offices.other)
    assert codes(await offices.assign(offices.other, "1901015501859009", "KTP_EL", THERE)) == []
    await offices.move(offices.one)
    assert codes(await offices.assign(offices.one, offices.other.nik or "", "KTP_EL", THERE)) == []
    await offices.move(offices.one, THERE)
    assert (await offices.see(ID, HERE, n=offices.other.nik))["id"] == gid(offices.one)
    assert (await offices.see(NODE, HERE, i=gid(offices.other)))["id"] == gid(offices.other)


async def test_the_familys_number_goes_along_when_only_a_merged_row_has_it_still(offices: Offices) -> None:
    await offices.merge(offices.one, offices.other)
    await offices.move(offices.one)
    assert await offices.db.fetchval("select family_card_number from person where tenant = $1", THERE) == CARD


async def test_nobody_is_asked_whether_one_who_moved_is_a_double(offices: Offices) -> None:
    await PgDuplicateScan(offices.db, HERE, now).batch()
    assert await offices.db.fetchval("select count(*) from duplicate_candidate where state = 'OPEN'") == 1
    await offices.move(offices.other)
    assert await offices.db.fetchval("select count(*) from duplicate_candidate where state = 'OPEN'") == 0


async def test_the_register_is_not_asked_about_rows_that_are_nobody_here(offices: Offices) -> None:
    await offices.merge(offices.one, offices.other)
    await offices.move(offices.child)
    walk, long_ago = PgRegisterWalk(offices.db, HERE), now() - dt.timedelta(days=9)
    async with offices.of[HERE].brittle.begin(request("look")) as write:
        await write.receipt(dataclasses.replace(receipt(offices.one.id, offices.other.id, offices.child.id), at=now()))
        await write.reply({})
    await Logged.on(offices.db).place()
    due = await walk.piece(100, now(), long_ago)
    assert {held.person_id for held in due or ()} == {offices.one.id}
    niks = [one.nik or "" for one in (offices.one, offices.other, offices.child)]
    assert [held.person_id for held in await walk.by_niks(niks)] == [offices.one.id]


# ---- NIKs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["moved", "merged", "merged and parted"])
async def test_a_nik_from_the_ktp_el_stays_one_from_the_ktp_el(offices: Offices, way: str) -> None:
    tenant, whom, other = HERE, offices.other, "1901015501859009"
    assert codes(await offices.assign(whom, whom.nik or "", "KTP_EL")) == []
    if way == "moved":
        await offices.move(whom)
        tenant = THERE
    else:
        assert codes(await offices.merge(offices.one, whom, on_card=whom.nik)) == []
        whom = offices.one
    if way == "merged and parted":
        assert codes(await offices.undo(whom)) == []
        whom = offices.other
    assert codes(await offices.assign(whom, other, "KTP_EL", tenant)) == ["CONFLICT"]


async def test_whoever_the_register_knows_under_a_nik_that_was_replaced_is_shown_as_a_double(offices: Offices) -> None:
    whom = offices.one
    assert codes(await offices.assign(whom, "1901015501859009", "KTP_EL")) == []
    again = dataclasses.replace(whom, id=new_id())
    assert whom.nik in await PgPeople(offices.db).adopt(HERE, [again])
    await PgDuplicateScan(offices.db, HERE, now).batch()
    pairs = await offices.db.fetch("select low_id, high_id from duplicate_candidate where state = 'OPEN'")
    assert (whom.id, again.id) in {tuple(sorted(row, key=lambda one: one.bytes)) for row in pairs}


async def test_the_nik_of_a_merged_record_is_said_to_lead_to_her_already(offices: Offices) -> None:
    await offices.merge(offices.one, offices.other)
    refused = await offices.assign(offices.one, offices.other.nik or "", "KTP_EL")
    assert codes(refused) == ["CONFLICT"]
    assert "leads to this person already" in refused["errors"][0]["message"]


async def test_many_at_once_do_not_bring_a_nik_of_another_district(offices: Offices) -> None:
    await offices.move(offices.one)
    again = dataclasses.replace(offices.child, id=new_id(), nik="1902015501859001")
    await copy_citizens(offices.db, [dataclasses.replace(again, tenant=THERE)])
    with pytest.raises(Conflict, match="Another district"):
        await copy_citizens(offices.db, [dataclasses.replace(again, id=new_id(), tenant=HERE)])
    assert await offices.db.fetchval("select count(*) from person where nik = $1", again.nik) == 1


# ---- extracts, agencies --------------------------------------------------------------------------------------------


async def test_a_row_of_an_extract_writes_nothing_into_a_stub(offices: Offices, tmp_path: Path) -> None:
    await offices.move(offices.one)
    done = await offices.take(dataclasses.replace(offices.one, birth_place="Koba"), tmp_path)
    assert (done["changed"], done["refused"]) == (0, 1)
    row = await offices.db.fetchrow("select * from person where tenant = $1 and id = $2", HERE, offices.one.id)
    assert row is not None
    assert (row["full_name"], row["birth_place"], row["version"]) == (None, None, 2)


async def test_a_row_of_an_extract_for_a_merged_record_changes_nobody(offices: Offices, tmp_path: Path) -> None:
    await offices.merge(offices.one, offices.other)
    done = await offices.take(dataclasses.replace(offices.other, birth_place="Koba"), tmp_path)
    assert (done["new"], done["changed"], done["refused"]) == (0, 0, 0)
    assert await offices.db.fetchval("select count(*) from person where birth_place = 'Koba'") == 0


async def test_what_an_agency_writes_never_lands_on_a_row_that_was_merged_away(offices: Offices) -> None:
    """The person was looked up a moment before the merge."""
    await offices.merge(offices.one, offices.other)
    said = Recording(facet="licences", nik=offices.other.nik or "", items=(), complete=True)
    with pytest.raises(NotFound):
        async with offices.of[HERE].brittle.begin(request("late")) as write:
            await write.record(LICENCES, said, offices.other.id, concluding(offices.other.id))


# ---- seals ---------------------------------------------------------------------------------------------------------


async def test_a_seal_hides_a_mother_who_is_named_by_a_merged_number(offices: Offices) -> None:
    await offices.merge(offices.one, offices.other)
    assert (await offices.see(MOTHER, HERE, n=offices.child.nik))["mother"] is not None
    await offices.seal(offices.one, HERE)
    assert (await offices.see(MOTHER, HERE, n=offices.child.nik))["mother"] is None


@pytest.mark.parametrize("sealed_before", [False, True])
async def test_a_seal_hides_applications_that_name_a_merged_record(offices: Offices, sealed_before: bool) -> None:
    await offices.merge(offices.one, offices.other)
    about, naming = header(), header()
    form = dataclasses.replace(submission(), data={**submission().data, "form": {"witness": offices.other.nik}})
    if sealed_before:
        await offices.seal(offices.one, HERE)
    async with offices.of[HERE].brittle.begin(request("apply")) as write:
        await write.insert_application(about, submission(), [offices.other.id])
        await write.insert_application(naming, form, [])
        await write.reply({})
    if not sealed_before:
        await offices.seal(offices.one, HERE)
    found = await PgApplications(offices.db).by_ids(HERE, [about.id, naming.id])
    assert [each.header.sealed for each in found.values()] == [True, True]


async def test_a_seal_hides_in_her_former_district_where_she_is(offices: Offices) -> None:
    await offices.move(offices.one)
    assert (await offices.see(ID, HERE, n=offices.one.nik))["moved"] == {"regionCode": ROOTS[THERE]}
    await offices.seal(offices.one, THERE)
    assert await offices.see(ID, HERE, n=offices.one.nik) is None
    assert await offices.see(NODE, HERE, i=gid(offices.one)) is None
    await offices.done(THERE, "unsealCitizen", KADIS, id=gid(offices.one), reason="Selesai.")
    assert (await offices.see(ID, HERE, n=offices.one.nik))["moved"] == {"regionCode": ROOTS[THERE]}


# ---- contests ------------------------------------------------------------------------------------------------------


async def test_what_a_merged_person_contests_waits_under_the_survivor(offices: Offices) -> None:
    key = await offices.contest(offices.other)
    await offices.merge(offices.one, offices.other)
    assert [edge["node"]["id"] for edge in (await offices.see(LIST, HERE, VERIFIER))["edges"]] == [key]
    own = await offices.see(OWN, HERE, VERIFIER, n=offices.one.nik)
    assert [edge["node"]["id"] for edge in own["discrepancies"]["edges"]] == [key]
    assert codes(await offices.resolve(key, HERE)) == []


@pytest.mark.parametrize("merged", [False, True])
async def test_a_contest_goes_along_and_its_clock_with_it(offices: Offices, merged: bool) -> None:
    key = await offices.contest(offices.other)
    if merged:
        await offices.contest(offices.one)
        await offices.merge(offices.one, offices.other)
    due = await offices.db.fetchval("select min(due_at) from discrepancy")
    whom = offices.one if merged else offices.other
    await offices.move(whom)
    assert await offices.db.fetchval("select count(*) from discrepancy where tenant = $1 and state = 'OPEN'", HERE) == 0
    rows = await offices.db.fetch("select person_id, due_at from discrepancy where tenant = $1", THERE)
    assert [(row["person_id"], row["due_at"]) for row in rows] == [(whom.id, due)]
    assert codes(await offices.resolve(key, HERE)) == ["FORBIDDEN"]
    assert codes(await offices.resolve(key, THERE)) == []


# ---- outbox --------------------------------------------------------------------------------------------------------


async def test_what_a_clerk_has_to_type_of_a_merged_person_stays_in_the_list(offices: Offices) -> None:
    await offices.done(
        HERE, "correctCitizen", OPERATOR, id=gid(offices.other), expectedVersion=1, reason="Salah ketik.",
        source={"kind": "BIRTH_DEED"}, attributes={"birthPlace": "Koba"},
    )  # fmt: skip
    await offices.db.execute("update delivery set state = 'TO_TRANSCRIBE' where person_id = $1", offices.other.id)
    await offices.merge(offices.one, offices.other)
    rows = RowFilter((REGION_SUBTREE.name, NOT_SEALED.name), ROOTS[HERE])
    listed = (await PgDesk(offices.db, now).work(HERE, rows, 20, None)).items
    assert [each.person_id for each in listed] == [offices.other.id]


async def test_no_agency_is_told_what_a_stub_says(offices: Offices) -> None:
    await offices.done(
        HERE, "correctCitizen", OPERATOR, id=gid(offices.one), expectedVersion=1, reason="Salah ketik.",
        source={"kind": "BIRTH_DEED"}, attributes={"birthPlace": "Koba"},
    )  # fmt: skip
    await offices.move(offices.one)
    page = await PgDesk(offices.db, now).page(HERE, DeliveryFilter(), 20, None)
    told = {each.kind: await PgDeliveries(offices.db, HERE).person(each) for each in page.items}
    assert told.pop("citizen.corrected") is None
    assert told.pop("citizen.handed-over") is not None
    assert told == {}
