"""Persons and family cards on a real database."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid

import pytest

from hub.core.birth_dates import DatePrecision, same_birth_date
from hub.core.citizen import Citizen, CitizenSearch, FamilyCard, ParentRef
from hub.core.codes import BloodType, FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.core.errors import BadInput, Conflict
from hub.core.predicates import NO_ROWS, RowFilter
from hub.store import Database, PgPeople, cursors
from hub.store.bulk import copy_citizens, copy_family_cards, copy_regions
from tests.store.samples import EVERYBODY, REGIONS, TENANT, VILLAGE, home, nik, person

OFFICE = RowFilter(("region_subtree", "not_sealed"), "19.01")


async def names(people: PgPeople, name: str, rows: RowFilter = OFFICE, **terms: object) -> list[str | None]:
    found = await people.search(TENANT, CitizenSearch(name, **terms), rows, 50, None)  # type: ignore[arg-type]  # terms vary by test
    return [citizen.full_name for citizen in found.items]


async def test_what_is_stored_comes_back_with_the_current_names_of_its_regions(db: Database) -> None:
    await copy_regions(db, REGIONS)
    full = person(
        "Rosmala Contoh",
        sex=Sex.FEMALE,
        nik=nik(sex=Sex.FEMALE),
        blood_type=BloodType.O_POSITIVE,
        religion="1",
        marital_status=MaritalStatus.WIDOWED,
        occupation="2",
        vital_status=VitalStatus.ALIVE,
        birth_deed_number="1901-LU-15012026-9003",
        father=ParentRef(None, nik()),
        as_of=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
        version=3,
    )
    await copy_citizens(db, [full])
    found = await PgPeople(db).by_ids(TENANT, [full.id], OFFICE)
    named = dataclasses.replace(
        home(), village="Sungailiat", district="Sungailiat", regency="Kabupaten Bangka",
        province="Kepulauan Bangka Belitung",
    )  # fmt: skip
    assert found == {full.id: dataclasses.replace(full, address=named)}


async def test_a_nik_that_disagrees_with_the_record_is_a_warning(db: Database) -> None:
    odd = person(sex=Sex.FEMALE, birth_date=dt.date(1990, 5, 6))
    await copy_citizens(db, [odd])
    found = await PgPeople(db).by_niks(TENANT, [odd.nik or ""], OFFICE)
    assert len(found.found[odd.nik or ""].warnings) == 2


async def test_rows_outside_the_filter_are_hidden_and_unknown_ones_are_not(db: Database) -> None:
    here, there = person(), person(address=home("19.02.01.1001"))
    sealed, elsewhere = person(sealed=True), person(tenant="1902")
    await copy_citizens(db, [here, there, sealed, elsewhere])
    asked = [c.nik or "" for c in (here, there, sealed, elsewhere)] + ["1901011501859999"]
    found = await PgPeople(db).by_niks(TENANT, asked, OFFICE)
    assert set(found.found) == {here.nik}
    # Whom another district holds is hidden too: nobody is asked about her, and she is not kept here.
    assert found.hidden == {there.nik, sealed.nik, elsewhere.nik}
    nothing = await PgPeople(db).by_niks(TENANT, asked, NO_ROWS)
    assert not nothing.found
    assert nothing.hidden == {here.nik, there.nik, sealed.nik, elsewhere.nik}


@pytest.mark.parametrize(
    ("term", "finds"),
    [
        ("Mohd. Jusuf", "Muhammad Yusuf Efendi"),
        ("Tjhia", "Cia Jun Khiong"),
        ("Suparman", "Suparman"),
        ("Soeparman", "Suparman"),
        ("Djumaidi", "Jumaidi"),
        ("Suparmen", "Suparman"),
        ("efendi yusuf", "Muhammad Yusuf Efendi"),
        ("Juhana", "Djoehana"),
        ("Cui", "Tjhoei Njuk Fa"),
    ],
)
async def test_a_search_finds_other_spellings_first(db: Database, term: str, finds: str) -> None:
    stored = ["Muhammad Yusuf Efendi", "Cia Jun Khiong", "Suparman", "Jumaidi", "Djoehana", "Tjhoei Njuk Fa"]
    await copy_citizens(db, [person(name) for name in stored])
    assert (await names(PgPeople(db), term))[:1] == [finds]


async def test_a_search_knows_no_wildcards_and_needs_letters(db: Database) -> None:
    await copy_citizens(db, [person("Suparman")])
    for term in ("%", "_____", "' or true --", "H.", "A", "\\"):
        with pytest.raises(BadInput) as caught:
            await names(PgPeople(db), term if term != "' or true --" else "'--")
        assert caught.value.path == "search.name"
    assert await names(PgPeople(db), "' or true --") == []


async def test_a_search_is_narrowed_by_its_terms_and_by_sight(db: Database) -> None:
    await copy_citizens(
        db,
        [
            person("Yusuf Satu", birth_date=dt.date(1985, 1, 15), mother=ParentRef("Siti Aminah", None)),
            person("Yusuf Dua", birth_date=dt.date(1990, 1, 15), address=home("19.01.03.2003")),
            person("Yusuf Tiga", sealed=True),
            person("Yusuf Empat", address=home("19.02.01.1001")),
        ],
    )
    people = PgPeople(db)
    assert set(await names(people, "Jusuf")) == {"Yusuf Satu", "Yusuf Dua"}
    assert await names(people, "Jusuf", birth_year=1990) == ["Yusuf Dua"]
    assert await names(people, "Jusuf", birth_date=dt.date(1985, 1, 15)) == ["Yusuf Satu"]
    assert await names(people, "Jusuf", region_code="19.01.03") == ["Yusuf Dua"]
    assert await names(people, "Jusuf", mother_name="Sitti Aminah") == ["Yusuf Satu"]
    assert await names(people, "Jusuf", region_code="19.02") == []
    for wrong in ({"region_code": "19.0%"}, {"birth_year": 0}, {"birth_year": 10**9}, {"mother_name": "\0"}):
        with pytest.raises(BadInput):
            await names(people, "Jusuf", **wrong)


async def test_a_search_by_birth_date_finds_whom_only_a_part_of_it_is_known_of(db: Database) -> None:
    born = {"DAY": dt.date(1950, 7, 1), "MONTH": dt.date(1950, 7, 1), "YEAR": dt.date(1950, 12, 31)}
    persons = [
        person(f"Yusuf {word}", birth_date=day, birth_date_precision=DatePrecision[word]) for word, day in born.items()
    ]
    await copy_citizens(db, [*persons, person("Yusuf", birth_date=None)])
    for asked in (dt.date(1950, 7, 1), dt.date(1950, 7, 31), dt.date(1950, 3, 2), dt.date(1951, 7, 1)):
        expected = {
            one.full_name
            for one in persons
            if one.birth_date and same_birth_date(asked, one.birth_date, other_precision=one.birth_date_precision)
        }
        assert set(await names(PgPeople(db), "Yusuf", birth_date=asked)) == expected, asked
    stored = await PgPeople(db).by_ids(TENANT, [one.id for one in persons], OFFICE)
    assert {one.birth_date_precision for one in stored.values()} == set(DatePrecision)


async def test_pages_of_a_search_are_complete_and_disjoint(db: Database) -> None:
    await copy_citizens(db, [person(name) for name in ["Yusuf", "Yusuf Efendi", "Yusup"] for _ in range(4)])
    people, seen, after = PgPeople(db), list[Citizen](), None
    while True:
        page = await people.search(TENANT, CitizenSearch("Yusuf"), OFFICE, 5, after)
        seen += page.items
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert len({c.id for c in seen}) == len(seen) == 12
    assert [c.full_name for c in seen[:4]] == ["Yusuf"] * 4


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "!!", "\0", "ü", "A" * 500),
        cursors.encode("search"),
        cursors.encode("history", 1, uuid.UUID(int=1), 1),
        cursors.encode("search", 1, "no uuid"),
        cursors.encode("search", 2**40, uuid.UUID(int=1)),
    ],
)
async def test_a_cursor_of_another_make_is_bad_input(db: Database, cursor: str) -> None:
    with pytest.raises(BadInput) as caught:
        await PgPeople(db).search(TENANT, CitizenSearch("Yusuf"), OFFICE, 5, cursor)
    assert caught.value.path == "after"


async def test_a_nul_byte_is_bad_input_and_shows_no_internals(db: Database) -> None:
    people = PgPeople(db)
    for attempt in (
        people.by_niks(TENANT, ["1901\0"], OFFICE),
        people.family_cards(TENANT, ["\0"], OFFICE),
        people.by_niks(TENANT, ["\ud800"], OFFICE),
        people.adopt(TENANT, [person("Su\0parman")]),
    ):
        with pytest.raises(BadInput) as caught:
            await attempt
        assert "NUL byte" in caught.value.message
        assert "utf" not in str(caught.value).lower()
        assert caught.value.__suppress_context__


async def test_a_family_is_seen_as_far_as_its_members_are(db: Database) -> None:
    number = "1901010101159001"
    head = person("Kepala", birth_date=dt.date(1985, 1, 15))
    older = person("Ibu", birth_date=dt.date(1950, 1, 1), family_relationship=FamilyRelationship.PARENT)
    child = person("Anak", nik=None, birth_date=dt.date(2020, 1, 1), family_relationship=FamilyRelationship.CHILD)
    sealed = person("Tertutup", sealed=True, family_relationship=FamilyRelationship.CHILD)
    await copy_citizens(db, [child, older, head, sealed])
    card = FamilyCard(tenant=TENANT, number=number, head_nik=head.nik, address=home(), issued_on=dt.date(2020, 2, 3))
    await copy_family_cards(db, [card])
    people = PgPeople(db)
    assert await people.family_cards(TENANT, [number], OFFICE) == {number: card}
    members = await people.members(TENANT, [number, "1901010101159999"], OFFICE)
    assert [c.full_name for c in members[number]] == ["Kepala", "Ibu", "Anak"]
    assert await people.family_cards(TENANT, [number], RowFilter(("region_subtree",), "19.01.03")) == {}
    own = RowFilter(("own_data",), "", child.nik)
    assert await people.family_cards(TENANT, [number], own) == {}


async def test_adopting_keeps_whoever_was_stored_before(db: Database) -> None:
    people = PgPeople(db)
    known, new = person("Dikenal"), person("Baru", version=7)
    await copy_citizens(db, [known])
    found = await people.adopt(TENANT, [new, dataclasses.replace(known, full_name="Lain", id=person().id)])
    assert {c.full_name for c in found.values()} == {"Dikenal", "Baru"}
    assert found[new.nik or ""].version == 1
    first = (await people.history(TENANT, new.id, EVERYBODY, 10, None)).items
    assert [(e.version, e.kind, e.actor_name) for e in first] == [(1, "adopted", "Satu")]
    assert "full_name" in first[0].changed


async def test_two_that_adopt_the_same_person_get_the_same_row(db: Database) -> None:
    people, twins = PgPeople(db), [person() for _ in range(10)]
    again = [dataclasses.replace(c, id=person().id) for c in reversed(twins)]
    one, other = await asyncio.gather(people.adopt(TENANT, twins), people.adopt(TENANT, again))
    assert one == other
    assert len(one) == 10


async def test_bulk_keeps_all_or_nothing_and_enters_niks(db: Database) -> None:
    twice = person()
    with pytest.raises(Conflict):
        await copy_citizens(db, [person(), twice, dataclasses.replace(twice, id=person().id)])
    assert await db.fetchval("select count(*) from person") == 0
    assert await copy_citizens(db, [twice, person(nik=None)]) == 2
    assert [tuple(row) for row in await db.fetch("select nik, tenant from nik_directory")] == [(twice.nik, TENANT)]
    events = await PgPeople(db).history(TENANT, twice.id, EVERYBODY, 5, None)
    assert [(e.kind, e.version) for e in events.items] == [("imported", 1)]


async def test_a_renamed_region_keeps_its_old_name_with_its_days(db: Database) -> None:
    await copy_regions(db, REGIONS)
    await copy_regions(db, [(VILLAGE, "Sungailiat Baru")])
    assert (await db.regions.current()).of(VILLAGE)[0] == "Sungailiat Baru"
    rows = await db.fetch(
        "select name, valid_from = '-infinity', valid_from = current_date, valid_until is null from region"
        " where code = $1 order by valid_from",
        VILLAGE,
    )
    assert [tuple(row) for row in rows] == [("Sungailiat", True, False, False), ("Sungailiat Baru", False, True, True)]


async def test_children_are_found_by_the_nik_of_either_parent_and_only_those_in_sight(db: Database) -> None:
    """On whatever family card; who is sealed, lives elsewhere or names another NIK is not among them."""
    parent = nik()
    by_mother = person("Anak Ibu Contoh", mother=ParentRef(None, parent), birth_date=dt.date(2001, 1, 1))
    by_father = person("Anak Ayah Contoh", father=ParentRef(None, parent), birth_date=dt.date(2003, 1, 1))
    sealed = person("Anak Rahasia", mother=ParentRef(None, parent), sealed=True)
    away = person(
        "Anak Jauh", mother=ParentRef(None, parent), address=dataclasses.replace(home(), region_code="19.02.01.1001")
    )
    other = person("Anak Lain", mother=ParentRef(None, nik()))
    await copy_citizens(db, [by_father, by_mother, sealed, away, other])
    found = await PgPeople(db).children(TENANT, parent, OFFICE, 10)
    assert [one.id for one in found] == [by_mother.id, by_father.id]
    assert len(await PgPeople(db).children(TENANT, parent, OFFICE, 1)) == 1
    assert await PgPeople(db).children(TENANT, parent, NO_ROWS, 10) == []


async def test_a_birth_deed_is_of_one_person_or_of_nobody(db: Database) -> None:
    """Numbers of old deeds were given twice: nobody is shown somebody else for them."""
    deed, twice = "1901-LU-15012026-9003", "2075/K/2004"
    known = person(birth_deed_number=deed)
    await copy_citizens(db, [known, *(person(birth_deed_number=twice) for _ in range(2))])
    people = PgPeople(db)
    assert await people.with_birth_deed(TENANT, deed) == known.id
    assert await people.with_birth_deed(TENANT, twice) is None
    assert await people.with_birth_deed("1902", deed) is None
