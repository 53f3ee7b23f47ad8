"""The synthetic district: the same for a seed, consistent, and plausible."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice

import pytest

from hub.core.birth_dates import DatePrecision
from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import OCCUPATIONS, RELIGIONS, FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.core.facet import FacetMode
from hub.core.identifiers import nik_warnings, parse_family_card_number, parse_nik
from hub.core.names import same_name, search_key
from hub.sandbox.agency_files import health_line, population_line
from hub.sandbox.district import HOME, MARK, Household, Mark, Person, generate
from hub.sandbox.district.places import KECAMATAN
from hub.sandbox.district.sample import SampleCollector
from tests.sandbox.declared import declared_facets
from tests.sandbox.region_table import table

PEOPLE = 5000


@pytest.fixture(scope="module")
def households() -> list[Household]:
    return list(generate(table(), PEOPLE, seed=1901).households())


@pytest.fixture(scope="module")
def persons(households: list[Household]) -> list[Person]:
    return [person for household in households for person in household.persons]


def fingerprint(people: int, seed: int) -> str:
    found = hashlib.sha256()
    for household in generate(table(), people, seed).households():
        found.update(repr(household).encode())
    return found.hexdigest()


def test_a_seed_gives_one_district() -> None:
    assert fingerprint(700, 1901) == fingerprint(700, 1901)
    assert fingerprint(700, 1901) != fingerprint(700, 1902)


@pytest.mark.parametrize("people", range(100, 180))
def test_there_are_exactly_as_many_people_as_asked_for(people: int) -> None:
    """Among eighty sizes are some that cut a family off before a grandparent or a late husband."""
    persons = list(generate(table(), people).persons())
    assert len(persons) == people
    niks = {person.nik for person in persons}
    for parent in _parents(persons):
        assert parent.full_name
        assert parent.nik is None or parent.nik in niks, "a parent who was cut off must not be named by number"


def _parents(persons: Sequence[Person]) -> list[ParentRef]:
    return [parent for p in persons for parent in (p.citizen.mother, p.citizen.father) if parent is not None]


def test_no_number_is_given_twice(households: list[Household], persons: list[Person]) -> None:
    assert len({person.nik for person in persons}) == PEOPLE
    assert len({person.citizen.id for person in persons}) == PEOPLE
    assert len({person.patient_number for person in persons}) == PEOPLE
    assert len({household.card.number for household in households}) == len(households)
    for facet, key in (("licences", "nib"), ("health_coverage", "number")):
        numbers = [item[key] for person in persons for item in person.facets.get(facet, ())]
        assert len(set(numbers)) == len(numbers)
    pupils = [person.facets["enrolments"] for person in persons if "enrolments" in person.facets]
    assert len({schools[0]["nisn"] for schools in pupils}) == len(pupils)


def test_numbers_have_their_form_and_cannot_be_taken_for_real_ones(
    households: list[Household], persons: list[Person]
) -> None:
    for person in persons:
        assert parse_nik(person.nik) == person.nik
        assert 9001 <= int(person.nik[12:]) <= 9999
        assert person.citizen.id.version == 7
    for household in households:
        assert parse_family_card_number(household.card.number)
        assert 9001 <= int(household.card.number[12:]) <= 9999


def test_a_few_numbers_disagree_with_the_record_and_say_so(persons: list[Person]) -> None:
    odd = [person for person in persons if person.citizen.warnings]
    assert 3 <= len(odd) <= PEOPLE * 0.02
    for person in persons:
        citizen = person.citizen
        assert citizen.warnings == nik_warnings(
            person.nik, citizen.birth_date, citizen.sex, citizen.birth_date_precision
        )


def test_each_family_has_one_head_who_is_named_on_the_card(households: list[Household]) -> None:
    for household in households:
        members = [p.citizen for p in household.persons if p.citizen.family_card_number is not None]
        assert {member.family_card_number for member in members} == {household.card.number}
        heads = [m for m in members if m.family_relationship is FamilyRelationship.HEAD]
        assert [head.nik for head in heads] == [household.card.head_nik]
        assert all(member.address == household.card.address for member in members)
        assert all(member.vital_status is VitalStatus.ALIVE for member in members)
        assert sum(m.family_relationship is FamilyRelationship.WIFE for m in members) <= 1


def test_who_left_the_family_stands_on_no_card(persons: list[Person]) -> None:
    gone = [p.citizen for p in persons if p.citizen.vital_status is not VitalStatus.ALIVE]
    assert {citizen.vital_status for citizen in gone} == {VitalStatus.DECEASED, VitalStatus.MOVED}
    assert len(gone) < PEOPLE * 0.05
    assert all(c.family_card_number is None and c.family_relationship is None for c in gone)
    moved = [c for c in gone if c.vital_status is VitalStatus.MOVED]
    assert all(not citizen.region_code.startswith(HOME) for citizen in moved)
    assert all(not p.facets for p in persons if p.citizen.vital_status is VitalStatus.DECEASED)


def test_parents_in_the_household_are_linked_by_number_and_old_enough(persons: list[Person]) -> None:
    by_nik = {person.nik: person.citizen for person in persons}
    linked = 0
    for person in persons:
        for parent, sex in ((person.citizen.mother, Sex.FEMALE), (person.citizen.father, Sex.MALE)):
            if parent is None or parent.nik is None:
                continue
            linked += 1
            known = by_nik[parent.nik]
            assert (known.sex, known.full_name) == (sex, parent.full_name)
            assert _years_between(known, person.citizen) >= 15
    assert linked > PEOPLE * 0.5


def _years_between(elder: Citizen, younger: Citizen) -> float:
    assert elder.birth_date is not None
    assert younger.birth_date is not None
    return (younger.birth_date - elder.birth_date).days / 365.25


def test_a_family_has_one_religion_and_codes_exist(households: list[Household]) -> None:
    religions, occupations = {entry.value for entry in RELIGIONS}, {entry.value for entry in OCCUPATIONS}
    for household in households:
        found = {person.citizen.religion for person in household.persons}
        assert len(found) == 1
        assert found <= religions
        assert {person.citizen.occupation for person in household.persons} <= occupations


def test_children_are_not_married_and_do_not_work(persons: list[Person]) -> None:
    children = [p.citizen for p in persons if p.citizen.birth_date and p.citizen.birth_date.year > 2011]
    assert {child.marital_status for child in children} == {MaritalStatus.NEVER_MARRIED}
    assert {child.occupation for child in children} <= {"1", "3"}


def test_people_live_where_the_population_lives(persons: list[Person]) -> None:
    at_home = Counter(p.citizen.region_code[:8] for p in persons if p.citizen.region_code.startswith(HOME))
    assert sum(at_home.values()) > PEOPLE * 0.98
    total = sum(weight for _, weight in KECAMATAN)
    for kecamatan, weight in KECAMATAN:
        assert abs(at_home[kecamatan] / sum(at_home.values()) - weight / total) < 0.03


def test_every_address_is_a_real_village_and_marked_as_an_example(persons: list[Person]) -> None:
    names = table().names
    for person in persons:
        address = person.citizen.address
        assert address is not None
        assert address.line is not None
        assert MARK in address.line
        assert names[address.region_code] == address.village
        assert names[address.region_code[:8]] == address.district


def test_religions_follow_the_figures(persons: list[Person]) -> None:
    found = Counter(person.citizen.religion for person in persons)
    assert 0.78 < found["1"] / PEOPLE < 0.88
    assert 0.07 < found["5"] / PEOPLE < 0.15
    assert found["6"] > 0
    assert found["2"] > found["6"] / 2


def test_ages_and_sexes_are_those_of_a_population(persons: list[Person]) -> None:
    ages = Counter((2026 - p.citizen.birth_date.year) // 15 for p in persons if p.citizen.birth_date)
    assert 0.17 < ages[0] / PEOPLE < 0.30
    assert ages[0] > ages[4] > ages[5]
    men = sum(person.citizen.sex is Sex.MALE for person in persons)
    assert 0.46 < men / PEOPLE < 0.54
    elderly = [p.citizen.birth_date for p in persons if p.citizen.birth_date and p.citizen.birth_date.year < 1960]
    assert sum((day.month, day.day) == (1, 1) for day in elderly) > len(elderly) * 0.1


def test_of_some_of_the_old_only_the_year_of_birth_is_known(persons: list[Person]) -> None:
    known = Counter(person.citizen.birth_date_precision for person in persons)
    assert known[DatePrecision.DAY] > PEOPLE * 0.9
    assert known[DatePrecision.YEAR] > known[DatePrecision.MONTH] > 0
    partly = [p.citizen for p in persons if p.citizen.birth_date_precision is not DatePrecision.DAY]
    assert all(one.birth_date and one.birth_date.year < 1967 for one in partly)


def test_households_have_a_plausible_size(households: list[Household]) -> None:
    sizes = Counter(len(household.persons) for household in households)
    assert 2.8 < PEOPLE / len(households) < 3.9
    assert max(sizes) < 10
    assert sizes[1] < len(households) * 0.2


def test_names_are_of_all_kinds(persons: list[Person]) -> None:
    names = [person.citizen.full_name or "" for person in persons]
    single = sum(" " not in name for name in names)
    assert 0.08 < single / PEOPLE < 0.3
    for wanted in ("Muhammad ", "Mohd. ", "M. ", "Tjhia ", "Liem ", "Bong ", "Siti "):
        assert any(name.startswith(wanted) for name in names), wanted
    assert any("'" in name for name in names)
    assert any("oe" in name for name in names)
    assert any("Dj" in name for name in names)
    assert all(search_key(name) and len(name) <= 60 for name in names)
    assert not any("CONTOH" in name.upper() for name in names), "search must find names, not marks"


def test_old_spellings_are_found_as_the_same_name(persons: list[Person]) -> None:
    assert same_name("Djoko Soesanto", "Joko Susanto")
    pair = [p.citizen for p in persons if p.mark is Mark.DUPLICATE]
    assert pair[0].full_name != pair[1].full_name
    assert same_name(pair[0].full_name or "", pair[1].full_name or "")
    assert pair[0].birth_date == pair[1].birth_date
    assert pair[0].mother
    assert pair[1].mother
    assert pair[0].mother.full_name == pair[1].mother.full_name
    assert pair[0].nik != pair[1].nik


def test_nine_in_ten_stand_in_the_record(persons: list[Person]) -> None:
    in_record = [person for person in persons if person.in_record]
    assert 0.86 < len(in_record) / PEOPLE < 0.94
    assert all((person.citizen.as_of is not None) == person.in_record for person in persons)


def test_sealed_and_other_regions_are_few(persons: list[Person]) -> None:
    assert 1 <= sum(person.citizen.sealed for person in persons) < PEOPLE * 0.005
    elsewhere = [p for p in persons if not p.citizen.region_code.startswith(HOME)]
    assert 1 <= len(elsewhere) < PEOPLE * 0.03


@pytest.mark.parametrize("people", [200, PEOPLE])
def test_the_sample_keeps_its_promises(people: int) -> None:
    collector = SampleCollector()
    by_nik: dict[str, Person] = {}
    for household in generate(table(), people).households():
        collector.see(household)
        by_nik |= {person.nik: person for person in household.persons}
    sample = collector.sample()

    assert len(set(sample["niks"])) >= 50
    for nik in sample["niks"]:
        person = by_nik[nik]
        assert person.in_record
        assert not person.citizen.sealed
        assert set(person.facets) == {"licences", "enrolments", "health_coverage", "welfare"}
        assert person.immunisations
        assert person.citizen.region_code.startswith(HOME)
    deceased = by_nik[sample["deceased_nik"]]
    assert deceased.citizen.vital_status is VitalStatus.DECEASED
    assert deceased.in_record
    nine = by_nik[sample["leading_nine_nik"]]
    assert nine.nik.startswith("91")
    assert int(float(nine.nik)) != int(nine.nik), "a float must change it, or it proves nothing"
    assert not nine.in_record, "it has to come through the agency's JSON numbers"
    assert by_nik[sample["sealed_nik"]].citizen.sealed
    assert by_nik[sample["sealed_nik"]].in_record
    assert by_nik[sample["other_region_nik"]].citizen.region_code.startswith("19.04")
    assert by_nik[sample["odd_nik"]].citizen.warnings
    assert all(by_nik[nik].in_record for nik in sample["duplicate_pair"])
    assert len(sample["duplicate_pair"]) == 2
    assert sample["read_through_niks"]
    assert not any(by_nik[nik].in_record for nik in sample["read_through_niks"])


def test_each_couple_of_the_sample_can_have_a_child(persons: list[Person]) -> None:
    collector = SampleCollector()
    for household in generate(table(), 300).households():
        collector.see(household)
    by_nik = {person.nik: person for person in generate(table(), 300).persons()}
    couples = collector.sample()["couples"]
    assert len(couples) >= 5
    for couple in couples:
        mother, father = by_nik[couple["mother_nik"]], by_nik[couple["father_nik"]]
        assert (mother.citizen.sex, father.citizen.sex) == (Sex.FEMALE, Sex.MALE)
        assert mother.citizen.family_card_number == father.citizen.family_card_number == couple["family_card_number"]
        assert mother.in_record
        assert father.in_record
        assert mother.citizen.region_code.startswith("19.01.01"), "both operators must see the application"


def test_facets_have_the_attributes_that_the_connectors_declare(persons: list[Person]) -> None:
    declared = {facet.name: facet for facet in declared_facets()}
    seeded = {name for person in persons for name in person.facets}
    assert {name for name, facet in declared.items() if facet.mode is FacetMode.SEEDED} <= seeded <= set(declared)
    for person in persons:
        for name, items in person.facets.items():
            facet = declared[name]
            assert facet.many or len(items) == 1
            for item in items:
                assert set(item) == {attribute for attribute, _ in facet.attributes()}
                assert facet.to_json(facet.from_json(item)) == dict(item)


def test_numbers_of_agencies_keep_their_leading_zeros(persons: list[Person]) -> None:
    schools = [item for p in persons for item in p.facets.get("enrolments", ())]
    assert any(item["nisn"].startswith("0") for item in schools)
    assert all(len(item["nisn"]) == 10 and len(item["npsn"]) == 8 for item in schools)
    cards = [item for p in persons for item in p.facets.get("health_coverage", ())]
    assert all(len(item["number"]) == 13 and item["number"].startswith("000") for item in cards)
    licences = [item for p in persons for item in p.facets.get("licences", ())]
    assert all(len(item["nib"]) == 13 and len(item["kbli"]) == 5 for item in licences)


def test_immunisations_come_in_order_of_life(persons: list[Person]) -> None:
    for person in persons:
        days = [dose["occurred_on"] for dose in person.immunisations]
        assert person.citizen.birth_date is not None
        assert all(person.citizen.birth_date.isoformat() <= day <= "2026-11-01" for day in days)


def test_agencies_know_nothing_of_the_record(persons: list[Person]) -> None:
    for person in islice(persons, 50):
        assert not {"tenant", "id", "sealed", "as_of", "version"} & set(population_line(person))
        assert health_line(person)["nik"] == population_line(person)["nik"] == person.nik


_WHOLE = """
import resource, sys, time
from hub.sandbox.district import generate
from tests.sandbox.region_table import table
regions = table()
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
count = sum(1 for _ in generate(regions, 334344).persons())
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, time.monotonic() - began)
"""


@pytest.mark.long
def test_the_whole_district_needs_little_memory(record_property: Callable[[str, object], None]) -> None:
    """334,344 people in a process of its own: the peak rises by less than 32 MB over that of the region table."""
    done = subprocess.run([sys.executable, "-c", _WHOLE], capture_output=True, text=True, check=True)
    count, kilobytes, seconds = done.stdout.split()
    record_property("seconds", seconds)
    record_property("kilobytes", kilobytes)
    assert int(count) == 334_344
    assert int(kilobytes) < 32 * 1024
