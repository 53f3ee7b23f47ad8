"""Two persons become one and are taken apart again: nothing is lost, and what was there before is there again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.core.citizen import Citizen, CitizenSearch, ParentRef
from hub.core.codes import Sex
from hub.core.errors import BadInput, Conflict
from hub.core.identifiers import new_id
from hub.core.merging import CHOOSABLE, Merge, merging
from hub.core.names import search_key
from hub.core.ports import ApplicationFilter
from hub.core.predicates import NOT_SEALED, REGION_SUBTREE, RowFilter
from hub.core.service import RecordChange
from hub.store import Database, PgApplications, PgPeople, PgReceipts, PgWrites
from hub.store.bulk import copy_citizens, copy_facets
from hub.store.duplicate_scan import PgDuplicateScan
from tests.fakes.declared import FACETS
from tests.store.samples import EVERYBODY, TENANT, clock, header, home, nik, person, receipt, request, submission

OFFICE = RowFilter((REGION_SUBTREE.name, NOT_SEALED.name), "19.01")


class Pair:
    """A survivor and her double, with what belongs to them."""

    def __init__(self, db: Database, survivor: Citizen, duplicate: Citizen) -> None:
        self.db, self.survivor, self.duplicate = db, survivor, duplicate
        self.writes = PgWrites(db, clock)
        self.people = PgPeople(db)

    async def merge(
        self, chosen: tuple[str, ...] = (), on_card: str | None = None, one: Citizen | None = None
    ) -> Merge:
        async with self.writes.begin(request(f"merge-{new_id()}")) as write:
            ids = [(one or self.survivor).id, self.duplicate.id]
            found = await write.persons(ids)
            card = on_card or found[ids[0]].nik
            planned = merging(found[ids[0]], found[ids[1]], chosen, card)
            done = await write.merges.merge(planned, FACETS, "Satu orang.")
            await write.reply({})
        return done

    async def undo(self) -> Merge:
        async with self.writes.begin(request(f"undo-{new_id()}")) as write:
            standing = await write.merges.standing(self.survivor.id)
            assert standing is not None
            done = await write.merges.undo(standing, "Dua orang.")
            await write.reply({})
        return done

    async def change(self, whom: Citizen, edit: Callable[[Citizen], Citizen]) -> None:
        async with self.writes.begin(request(f"change-{new_id()}")) as write:
            (before,) = (await write.persons([whom.id])).values()
            await write.apply(RecordChange(before, edit(before)), None)
            await write.reply({})

    async def state(self) -> dict[str, Any]:
        """Everything that is kept of both but versions and the times of copies being asked for."""
        ids = [self.survivor.id, self.duplicate.id]
        persons = await self.db.fetch(
            "select to_jsonb(p) - 'version' as state from person p where id = any($1) order by id", ids
        )
        copies = await self.db.fetch(
            "select person_id, facet, items, as_of from facet_copy where person_id = any($1) order by 1, 2", ids
        )
        return {"persons": [row["state"] for row in persons], "copies": [tuple(row) for row in copies]}


def twice(**given: Any) -> tuple[Citizen, Citizen]:
    survivor = person("Muhammad Yusuf", blood_type=None)
    return survivor, person("Mohd. Jusuf", **{"nik": nik(), "birth_place": "KOBA", **given})


@pytest.fixture
async def pair(db: Database) -> Pair:
    survivor, duplicate = twice()
    await copy_citizens(db, [survivor, duplicate])
    return Pair(db, survivor, duplicate)


async def test_numbers_of_the_one_who_is_gone_lead_to_the_one_who_stays(pair: Pair) -> None:
    await pair.merge(("birth_place",))
    asked = [pair.survivor.nik or "", pair.duplicate.nik or ""]
    lookup = await pair.people.by_niks(TENANT, asked, OFFICE)
    assert {key: one.id for key, one in lookup.found.items()} == dict.fromkeys(asked, pair.survivor.id)
    by_id = await pair.people.by_ids(TENANT, [pair.survivor.id, pair.duplicate.id], OFFICE)
    assert {key: one.id for key, one in by_id.items()} == dict.fromkeys(by_id, pair.survivor.id)
    assert len(by_id) == 2
    assert by_id[pair.duplicate.id].birth_place == "KOBA"
    assert by_id[pair.duplicate.id].full_name == "Muhammad Yusuf"


async def test_she_is_found_and_counted_once(pair: Pair) -> None:
    await pair.merge()
    page = await pair.people.search(TENANT, CitizenSearch("Yusuf"), OFFICE, 5, None)
    assert [one.id for one in page.items] == [pair.survivor.id]
    card = pair.survivor.family_card_number or ""
    members = await pair.people.members(TENANT, [card], OFFICE)
    assert [one.id for one in members[card]] == [pair.survivor.id]


async def test_who_may_not_see_the_survivor_is_told_of_nobody_under_either_number(pair: Pair) -> None:
    await pair.merge()
    elsewhere = RowFilter((REGION_SUBTREE.name,), "19.02")
    asked = [pair.survivor.nik or "", pair.duplicate.nik or ""]
    lookup = await pair.people.by_niks(TENANT, asked, elsewhere)
    assert lookup.found == {}
    assert lookup.hidden == set(asked)
    assert await pair.people.by_ids(TENANT, [pair.duplicate.id], elsewhere) == {}


async def test_the_nik_of_the_ktp_el_prevails_and_nobody_can_be_entered_with_the_other(pair: Pair) -> None:
    await pair.merge(on_card=pair.duplicate.nik)
    by_id = await pair.people.by_ids(TENANT, [pair.survivor.id], OFFICE)
    assert by_id[pair.survivor.id].nik == pair.duplicate.nik
    stored = await pair.people.adopt(TENANT, [person("Orang Lain", nik=pair.survivor.nik)])
    assert await pair.db.fetchval("select count(*) from person") == 2
    assert "Orang Lain" not in {one.full_name for one in stored.values()}


async def test_applications_receipts_and_events_of_both_are_hers(pair: Pair) -> None:
    async with pair.writes.begin(request("submit")) as write:
        application = await write.insert_application(header(), submission(), [pair.duplicate.id])
        await write.reply({})
    receipts = PgReceipts(pair.db)
    kept = [receipt(pair.survivor.id), receipt(pair.duplicate.id), receipt(pair.survivor.id, pair.duplicate.id)]
    for one in kept:
        await receipts.write(one)
    await pair.merge()
    found = await PgApplications(pair.db).page(TENANT, ApplicationFilter(person_id=pair.survivor.id), 5, None)
    assert [one.header.id for one in found.items] == [application.header.id]
    accesses = await receipts.of_person(TENANT, pair.survivor.id, 5, None)
    assert [one.id for one in accesses.items] == sorted((one.id for one in kept), reverse=True)
    told = await all_events(pair)
    assert {(one.person_id, one.kind) for one in told} == {
        (pair.survivor.id, "imported"), (pair.survivor.id, "merged"),
        (pair.duplicate.id, "imported"), (pair.duplicate.id, "merged-away"),
    }  # fmt: skip


async def all_events(pair: Pair) -> list[Any]:
    """Page by page, each event once, the newest first."""
    told: list[Any] = []
    after = None
    while True:
        page = await pair.people.history(TENANT, pair.survivor.id, EVERYBODY, 1, after)
        told += page.items
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert len({(one.person_id, one.version) for one in told}) == len(told)
    assert [one.at for one in told] == sorted((one.at for one in told), reverse=True)
    return told


async def test_copies_of_facets_are_united_and_parted(pair: Pair) -> None:
    hers, mine = {"nib": "9120001234567", "name": "Warung"}, {"nib": "9120001234568", "name": "Bengkel"}
    later = clock() + dt.timedelta(days=1)
    await copy_facets(pair.db, [
        (TENANT, pair.survivor.id, "licences", [mine], clock()), (TENANT, pair.duplicate.id, "licences", [hers], later),
        (TENANT, pair.duplicate.id, "welfare", {"decile": 3}, clock()),
    ])  # fmt: skip
    before = await pair.state()
    await pair.merge()
    rows = await pair.db.fetch("select person_id, facet, items from facet_copy order by facet")
    assert [tuple(row) for row in rows] == [
        (pair.survivor.id, "licences", [hers, mine]), (pair.survivor.id, "welfare", [{"decile": 3}])
    ]  # fmt: skip
    await pair.undo()
    assert await pair.state() == before


async def test_a_chain_leads_to_its_end_and_comes_apart_from_there(pair: Pair) -> None:
    third = person("M. Yusuf")
    await copy_citizens(pair.db, [third])
    await pair.merge()
    longer = Pair(pair.db, third, pair.survivor)
    await longer.merge()
    asked = [pair.survivor.nik or "", pair.duplicate.nik or ""]
    lookup = await pair.people.by_niks(TENANT, asked, OFFICE)
    assert {one.id for one in lookup.found.values()} == {third.id}
    assert len(lookup.found) == 2
    await longer.undo()
    lookup = await pair.people.by_niks(TENANT, asked, OFFICE)
    assert {one.id for one in lookup.found.values()} == {pair.survivor.id}
    await pair.undo()
    lookup = await pair.people.by_niks(TENANT, asked, OFFICE)
    assert lookup.found[asked[1]].id == pair.duplicate.id


async def test_a_merge_whose_nik_went_to_somebody_else_is_not_taken_back(pair: Pair) -> None:
    await pair.merge(on_card=pair.duplicate.nik)
    await pair.change(pair.survivor, lambda one: dataclasses.replace(one, nik=nik()))
    async with pair.writes.begin(request("taken")) as write:
        await write.apply(RecordChange(None, person("Orang Lain", nik=pair.duplicate.nik)), None)
        await write.reply({})
    with pytest.raises(Conflict) as caught:
        await pair.undo()
    assert caught.value.path == "nik"


def test_of_two_niks_one_has_to_be_named() -> None:
    survivor, duplicate = twice()
    with pytest.raises(BadInput) as caught:
        merging(survivor, duplicate, (), None)
    assert caught.value.path == "nikOnKtpEl"
    with pytest.raises(BadInput):
        merging(survivor, duplicate, (), nik())
    with pytest.raises(BadInput):
        merging(survivor, survivor, (), None)


def test_a_seal_is_never_lost() -> None:
    survivor, duplicate = twice(sealed=True)
    assert merging(survivor, duplicate, (), survivor.nik).after.sealed


async def test_a_pair_is_found_dismissed_and_shown_again_when_its_data_change(pair: Pair) -> None:
    scan = PgDuplicateScan(pair.db, TENANT, clock)
    assert (await scan.batch()).candidates == 1
    assert (await scan.batch()).persons == 0
    reasons = await pair.db.fetchval("select reasons from duplicate_candidate")
    assert {"NAME_SPELLING", "BIRTH_SAME", "MOTHER_SAME"} <= set(reasons)
    async with pair.writes.begin(request("dismiss")) as write:
        assert await write.merges.dismiss(pair.duplicate.id, pair.survivor.id, "Dua orang.")
        assert not await write.merges.dismiss(pair.duplicate.id, pair.survivor.id, "Dua orang.")
        await write.reply({})
    await scan.persons([pair.survivor.id, pair.duplicate.id])
    assert await states(pair) == ["DISMISSED"]
    await pair.change(pair.duplicate, lambda one: dataclasses.replace(one, full_name="Muh. Yusuf"))
    await scan.batch()
    assert await states(pair) == ["OPEN"]
    await pair.merge()
    assert await states(pair) == ["MERGED"]
    assert (await scan.batch()).candidates == 0
    await pair.undo()
    await scan.batch()
    assert await states(pair) == ["DISMISSED"]


async def states(pair: Pair) -> list[str]:
    return [row["state"] for row in await pair.db.fetch("select state from duplicate_candidate")]


NAMES = st.sampled_from([None, "Siti", "Siti Aminah", "Aminah", "Ahmad"])
PERSONS = st.fixed_dictionaries(
    {
        "full_name": NAMES,
        "sex": st.sampled_from([None, *Sex]),
        "birth_date": st.none() | st.dates(dt.date(1950, 1, 1), dt.date(2020, 1, 1)),
        "birth_place": st.sampled_from([None, "KOBA", "MUNTOK"]),
        "mother": st.none() | st.builds(ParentRef, NAMES.filter(bool), st.none()),
        "address": st.sampled_from([None, home(), home("19.01.03.2003")]),
        "family_card_number": st.sampled_from([None, "1901010101159001", "1901010101159002"]),
        "religion": st.sampled_from([None, "1", "2"]),
        "has_nik": st.booleans(),
    }
)
EDITS = st.lists(
    st.tuples(st.sampled_from(["birth_place", "religion", "full_name"]), st.sampled_from(["1", "2", "X"])), max_size=3
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    one=PERSONS, other=PERSONS, chosen=st.sets(st.sampled_from(CHOOSABLE), max_size=5), hers=st.booleans(),
    edits=EDITS, facets=st.tuples(st.booleans(), st.booleans()),
)  # fmt: skip
async def test_a_merge_taken_back_leaves_what_was_there_before(
    db: Database, one: dict[str, Any], other: dict[str, Any], chosen: set[str], hers: bool, edits: list[Any],
    facets: tuple[bool, bool],
) -> None:  # fmt: skip
    """Changes of the survivor meanwhile stay; everything else is as before, for any two persons."""
    pair = Pair(db, _made(one), _made(other))
    await copy_citizens(db, [pair.survivor, pair.duplicate])
    for has, whom, name in zip(facets, (pair.survivor, pair.duplicate), ("A", "B"), strict=True):
        if has:
            await copy_facets(db, [(TENANT, whom.id, "licences", [{"nib": name}], clock())])
    before = await pair.state()
    both = pair.survivor.nik and pair.duplicate.nik
    on_card = pair.duplicate.nik if hers and both else pair.survivor.nik or pair.duplicate.nik
    merged = await pair.merge(tuple(chosen), on_card)
    after = await pair.state()
    for name, value in edits:
        await pair.change(pair.survivor, _set_to(name, value))
    undone = await pair.undo()
    assert await pair.state() == _expected(before, after, pair.survivor.id, edits)
    assert undone.survivor.version == pair.survivor.version + 2 + len(edits)
    assert undone.duplicate.version == pair.duplicate.version + 2
    assert merged.survivor.id == undone.survivor.id == pair.survivor.id


def _set_to(name: str, value: str) -> Callable[[Citizen], Citizen]:
    values: dict[str, Any] = {name: value}
    return lambda one: dataclasses.replace(one, **values)


def _made(values: dict[str, Any]) -> Citizen:
    rest = {name: value for name, value in values.items() if name not in {"has_nik", "full_name"}}
    return person(values["full_name"], nik=nik() if values["has_nik"] else None, **rest)


def _expected(before: dict[str, Any], after: dict[str, Any], survivor: uuid.UUID, edits: list[Any]) -> dict[str, Any]:
    """By the rule as it is written down, worked out from the two states: an attribute that somebody set to another
    value than the merge gave it keeps that value."""
    last = dict(edits)
    for was, made in zip(before["persons"], after["persons"], strict=True):
        if was["id"] == str(survivor):
            changed = {name: value for name, value in last.items() if value != made[name]}
            was.update(changed)
            if "full_name" in changed:
                was["name_key"] = search_key(changed["full_name"])
    return before
