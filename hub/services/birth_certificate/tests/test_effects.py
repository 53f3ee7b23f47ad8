"""The child as the record shall hold her, and what the deed says of her parents."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from hub.core.citizen import ParentRef
from hub.core.codes import (
    BloodType,
    Citizenship,
    EducationLevel,
    FamilyRelationship,
    MaritalStatus,
    Sex,
    VitalStatus,
)
from hub.core.errors import Conflict
from hub.services.birth_certificate.certificate import TEMPLATE, certificates
from hub.services.birth_certificate.effects import effects, niks_of, region_of
from hub.services.birth_certificate.tests.cases import (
    ADDRESS,
    CHILD_NIK,
    DEED,
    FAMILY_CARD,
    FATHER,
    MOTHER,
    PAPERS,
    application,
    facts,
    father,
    form,
    mother,
)

PERSON = uuid.UUID("01920000-0000-7000-8000-000000009009")
WNA, WNI, DUAL = Citizenship.FOREIGN, Citizenship.INDONESIAN, Citizenship.DUAL


def test_the_child_is_one_new_person() -> None:
    (change,) = effects(application(), facts(), PERSON).changes
    child = change.after
    assert change.before is None
    assert (child.id, child.tenant, child.nik, child.birth_deed_number) == (PERSON, "1901", CHILD_NIK, DEED)
    assert (child.full_name, child.sex, str(child.birth_date)) == ("Siti Rahmawati", Sex.FEMALE, "2026-11-20")
    assert (child.birth_place, child.religion, child.occupation) == ("Sungailiat", "1", "1")
    assert child.mother == ParentRef("Nurhayati", MOTHER)
    assert child.father == ParentRef("Ahmad Fauzi", FATHER)
    assert (child.address, child.region_code) == (ADDRESS, "19.01.01.1001")
    assert (child.family_card_number, child.family_relationship) == (FAMILY_CARD, FamilyRelationship.CHILD)
    assert (child.vital_status, child.marital_status) == (VitalStatus.ALIVE, MaritalStatus.NEVER_MARRIED)
    assert (child.education, child.blood_type) == (EducationLevel.NONE, BloodType.UNKNOWN)
    assert (child.version, child.sealed, child.warnings) == (1, False, ())


def test_a_child_of_a_mother_has_no_father_in_the_record() -> None:
    (change,) = effects(application(form(fatherNik=None)), facts(mother()), PERSON).changes
    assert change.after.father is None


def test_the_family_card_that_siak_gave_counts() -> None:
    (change,) = effects(application(family_card="1901012411269008"), facts(), PERSON).changes
    assert change.after.family_card_number == "1901012411269008"


def test_a_nik_that_differs_is_taken_and_marked() -> None:
    (change,) = effects(application(form(child__sex="MALE")), facts(), PERSON).changes
    assert change.after.nik == CHILD_NIK
    assert len(change.after.warnings) == 1


@pytest.mark.parametrize(
    ("of_mother", "of_father", "expected"),
    [(WNI, WNI, WNI), (WNI, WNA, DUAL), (WNA, WNI, DUAL), (WNA, WNA, WNA), (None, None, WNI), (WNA, None, DUAL)],
)
def test_citizenship_follows_both_parents(
    of_mother: Citizenship | None, of_father: Citizenship | None, expected: Citizenship
) -> None:
    people = (mother(citizenship=of_mother), father(citizenship=of_father))
    assert effects(application(), facts(*people), PERSON).changes[0].after.citizenship is expected


def test_nothing_is_made_before_siak_issued_it() -> None:
    with pytest.raises(Conflict, match="SIAK"):
        effects(application(actions=()), facts(), PERSON)
    with pytest.raises(Conflict, match="SIAK"):
        certificates(application(actions=()), facts())


@pytest.mark.parametrize("people", [(mother(),), (father(),)])
def test_a_parent_that_is_gone_is_a_conflict(people: tuple[Any, ...]) -> None:
    with pytest.raises(Conflict, match="record"):
        effects(application(), facts(*people), PERSON)


def test_niks_are_those_of_the_parents_that_can_be_one() -> None:
    assert niks_of(form()) == (MOTHER, FATHER)
    assert niks_of(form(fatherNik=None)) == (MOTHER,)
    assert niks_of(form(motherNik="x\x00", fatherNik="1")) == ()


def test_the_application_is_handled_where_the_mother_lives() -> None:
    assert region_of(form(), facts()) == "19.01.01.1001"
    assert region_of(form(), facts(mother(address=None), father())) == "19.01.01.1001"
    assert region_of(form(), facts(mother(address=None))) == ""
    assert region_of(form(motherNik="1", fatherNik=None), facts()) == ""


def test_the_certificate_says_what_the_record_holds() -> None:
    (data,) = certificates(application(), facts())
    assert (data.template, data.title, data.deed_number) == (str(TEMPLATE), "Akta Kelahiran", DEED)
    assert TEMPLATE.is_file()
    assert {key: data.values[key] for key in ("nik", "name", "father", "mother", "birth_place")} == {
        "nik": CHILD_NIK,
        "name": "SITI RAHMAWATI",
        "father": "AHMAD FAUZI",
        "mother": "NURHAYATI",
        "birth_place": "SUNGAILIAT",
    }
    assert (data.values["birth_date"], data.values["order"], data.values["sex"]) == (
        "20 November 2026",
        "SATU",
        "PEREMPUAN",
    )
    assert data.values["marriage"] == ""


@pytest.mark.parametrize(
    ("father_nik", "papers", "said"),
    [
        (FATHER, PAPERS, False),
        (FATHER, PAPERS - {"marriage_certificate"} | {"sptjm_marriage"}, True),
        (None, PAPERS - {"marriage_certificate"}, False),
    ],
)
def test_a_marriage_that_is_not_recorded_is_said_on_the_deed(
    father_nik: str | None, papers: frozenset[str], said: bool
) -> None:
    (data,) = certificates(application(form(fatherNik=father_nik), papers=papers), facts())
    assert bool(data.values["marriage"]) is said
    assert bool(data.values["marriage_en"]) is said
    assert bool(data.values["father"]) is bool(father_nik)


@pytest.mark.parametrize(("number", "order"), [(1, "SATU"), (12, "DUA BELAS"), (13, "13")])
def test_the_birth_order_in_words(number: int, order: str) -> None:
    assert certificates(application(form(child__birthOrder=number)), facts())[0].values["order"] == order
