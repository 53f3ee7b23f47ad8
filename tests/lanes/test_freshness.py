"""Kept facets: answered from the record while they are fresh, then by the agency, and from the record again when it is
out. Both ways say the same, ask the same, and keep the same."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.fakes.people_of_bangka import TENANT
from tests.lanes.test_executor import FULL
from tests.lanes.twins import Twin, Twins
from tests.lanes.village import NIKS, PERSONS

QUERY: Final = "query($n: NIK!) { citizen(nik: $n) { nik enrolments { school } sources { agency state asOf } } }"
FRESH, MISSING, STALE, TIMELESS = NIKS[0], NIKS[1], NIKS[8], NIKS[3]


async def _answer(twins: Twins, nik: str, *, forget: bool = False) -> tuple[str, Any, dict[str, str]]:
    """Lane, enrolments, and the state of what schools told."""
    answer = await twins.compare(QUERY, {"n": nik}, FULL, forget=forget)
    citizen = answer.payload["data"]["citizen"]
    (education,) = (source for source in citizen["sources"] if source["agency"] == "education")
    return answer.lane, citizen["enrolments"], education


async def _kept(twin: Twin) -> list[tuple[Any, ...]]:
    rows = await twin.database.fetch(
        "select person_id, items, as_of, checked_at from facet_copy where facet = 'enrolments' order by person_id"
    )
    return [tuple(row) for row in rows]


async def _claims(twin: Twin) -> int:
    return int(await twin.database.fetchval("select count(*) from facet_refresh"))


async def test_a_fresh_copy_is_answered_with_and_nobody_is_asked(own_twins: Twins) -> None:
    _, enrolments, source = await _answer(own_twins, FRESH)
    assert enrolments == [{"school": "SMA 1"}]
    assert source["state"] == "CACHED"
    assert own_twins.compiling.school.asked == []
    plain = await own_twins.compare(
        "query($n: NIK!) { citizen(nik: $n) { enrolments { school } } }", {"n": FRESH}, FULL
    )
    assert plain.lane == "E"


@pytest.mark.parametrize("nik", [MISSING, STALE, TIMELESS])
async def test_otherwise_the_agency_is_asked_once_and_its_answer_kept(own_twins: Twins, nik: str) -> None:
    lane, told, source = await _answer(own_twins, nik, forget=True)
    assert (lane, source["state"]) == ("D", "FRESH")
    assert own_twins.compiling.school.asked == [nik]
    kept = await _kept(own_twins.compiling)
    assert kept == await _kept(own_twins.resolving)
    person = next(person for person in PERSONS if person.nik == nik)
    assert [row[1] and row[1][0]["school"] for row in kept if row[0] == person.id] == [told and "SMA 2"]
    assert await _claims(own_twins.compiling) == await _claims(own_twins.resolving) == 0
    _, again, source = await _answer(own_twins, nik)
    assert (again, source["state"]) == (told, "CACHED")
    assert own_twins.compiling.school.asked == []


async def test_an_agency_that_is_out_leaves_the_last_known_copy(own_twins: Twins) -> None:
    for twin in (own_twins.compiling, own_twins.resolving):
        await twin.database.execute(
            "update facet_copy set as_of = as_of - interval '30 days' where tenant = $1 and facet = 'enrolments'",
            TENANT,
        )
        twin.school.faulty = True
    _, enrolments, source = await _answer(own_twins, FRESH)
    assert own_twins.compiling.school.asked == [FRESH]
    assert enrolments == [{"school": "SMA 1"}]
    assert source["state"] == "CACHED"


async def test_an_agency_that_is_out_and_nothing_known(own_twins: Twins) -> None:
    own_twins.be_faulty(faulty=True)
    for nik in (MISSING, f"{MISSING[:12]}9009"):
        answer = await own_twins.compare(QUERY, {"n": nik}, FULL)
        citizen = answer.payload["data"]["citizen"]
        (error,) = answer.payload["errors"]
        assert (citizen["enrolments"], error["path"]) == (None, ["citizen", "enrolments"])
        assert error["extensions"]["code"] == "SOURCE_UNAVAILABLE"
        assert {"agency": "education", "state": "UNAVAILABLE", "asOf": None} in citizen["sources"]


async def test_only_stale_ones_of_many_are_asked(own_twins: Twins) -> None:
    query = "query($k: [NIK!]!) { citizens(niks: $k) { nik enrolments { school since } } }"
    answer = await own_twins.compare(query, {"k": [FRESH, STALE, MISSING]}, FULL)
    assert answer.lane == "D"
    assert sorted(own_twins.compiling.school.asked) == sorted([MISSING, STALE])


async def test_nobody_is_asked_about_a_person_without_a_nik(own_twins: Twins) -> None:
    query = (
        "query($n: NIK!) { citizen(nik: $n) { familyCard { members { citizen { nik enrolments { school npsn }"
        " sources { agency state asOf } } } } } }"
    )
    answer = await own_twins.compare(query, {"n": FRESH}, FULL)
    members = answer.payload["data"]["citizen"]["familyCard"]["members"]
    (nameless,) = (member["citizen"] for member in members if member["citizen"]["nik"] is None)
    assert nameless["enrolments"][0]["npsn"] == "10900001"
    assert "" not in own_twins.compiling.school.asked
    (education,) = (source for source in nameless["sources"] if source["agency"] == "education")
    assert education["state"] == "CACHED"


async def test_what_may_not_be_kept_is_not_kept(own_twins: Twins) -> None:
    """The clinic's agreement lets nobody hold a copy."""
    query = "query($k: [NIK!]!) { citizens(niks: $k) { immunisations { dose } enrolments { school } } }"
    await own_twins.compare(query, {"k": list(NIKS[:3])}, FULL)
    assert own_twins.compiling.clinic.asked
    for twin in (own_twins.compiling, own_twins.resolving):
        facets = await twin.database.fetch("select distinct facet from facet_copy where checked_at is not null")
        assert [row["facet"] for row in facets] == ["enrolments"]
