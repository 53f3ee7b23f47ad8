"""Corrections as values: what is refused, what is only worth a look, and that nothing else of the person moves."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from hub.core.birth_dates import DatePrecision
from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.core.correction import CORRECTABLE, Corrected, corrected
from hub.core.errors import BadInput, Conflict
from hub.core.evidence import SourceKind
from hub.core.nik_assignment import SHOWS_A_NIK, check_assignment, with_nik
from tests.fakes.people_of_bangka import person

TODAY = dt.date(2026, 11, 25)
NIK, OTHER_NIK = "1901011501859001", "1901011501859002"
SUPARMAN = person("Suparman", nik=NIK, father=ParentRef("Bapak Contoh", OTHER_NIK))


def put_right(paper: SourceKind = SourceKind.COURT_ORDER, who: Citizen = SUPARMAN, **changes: Any) -> Corrected:
    return corrected(who, changes, paper, TODAY)


def paths(result: Corrected) -> list[str]:
    for flaw in result.flaws:
        assert flaw.message.endswith("."), flaw
        assert flaw.message_id.endswith("."), flaw
        assert flaw.message_id != flaw.message
    return [flaw.attribute for flaw in result.flaws]


def test_what_is_not_named_stays_and_null_clears() -> None:
    after = put_right(
        birth_place=None, mother={"nik": OTHER_NIK}, father=None, address={"rt": None, "line": "Jl. Baru"}
    )
    assert after.flaws == ()
    assert after.person.birth_place is None
    assert after.person.mother == ParentRef("Ibu Contoh", OTHER_NIK)
    assert after.person.father is None
    assert after.person.address is not None
    assert (after.person.address.rt, after.person.address.rw, after.person.address.line) == (None, "002", "Jl. Baru")
    same = dataclasses.replace(
        after.person, birth_place=SUPARMAN.birth_place, mother=SUPARMAN.mother, father=SUPARMAN.father,
        address=SUPARMAN.address,
    )  # fmt: skip
    assert same == SUPARMAN


def test_a_parent_of_whom_nothing_is_left_is_none() -> None:
    assert put_right(mother={"full_name": None}).person.mother is None


@pytest.mark.parametrize("name", ["nik", "sealed", "version", "tenant", "id", "as_of", "warnings", "height"])
def test_what_has_a_procedure_of_its_own_is_not_corrected(name: str) -> None:
    assert name not in CORRECTABLE
    result = corrected(SUPARMAN, {name: "1901011501859009", "religion": "2"}, SourceKind.COURT_ORDER, TODAY)
    assert (paths(result), result.person) == ([name], SUPARMAN)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"full_name": None}, "full_name"),
        ({"full_name": "  "}, "full_name"),
        ({"full_name": "x" * 501}, "full_name"),
        ({"birth_place": "Sungai\x00liat"}, "birth_place"),
        ({"mother": {"full_name": "\t"}}, "mother.full_name"),
        ({"address": None}, "address"),
        ({"address": {"rt": "1a"}}, "address.rt"),
        ({"address": {"rw": "0001"}}, "address.rw"),
        ({"address": {"postal_code": "3321"}}, "address.postal_code"),
        ({"address": {"region_code": "19.01.01"}}, "address.region_code"),
        ({"address": {"region_code": "1901011001"}}, "address.region_code"),
        ({"address": {"region_code": "19.05.01.1001"}}, "address.region_code"),
        ({"birth_date": TODAY + dt.timedelta(days=1)}, "birth_date"),
        ({"birth_date_precision": None}, "birth_date_precision"),
        ({"religion": "8"}, "religion"),
        ({"religion": "ISLAM"}, "religion"),
        ({"occupation": "Petani"}, "occupation"),
        ({"birth_deed_number": "1" * 61}, "birth_deed_number"),
        ({"mother": {"nik": NIK}}, "mother.nik"),
        ({"mother": {"nik": OTHER_NIK}}, "mother.nik"),
        ({"father": {"nik": NIK}}, "father.nik"),
    ],
)
def test_what_cannot_be_kept_is_named(changes: dict[str, Any], path: str) -> None:
    assert paths(put_right(**changes)) == [path]


@pytest.mark.parametrize(
    "changes",
    [
        {"full_name": "Suparman"},
        {"full_name": "M. Ma'ruf 2"},
        {"sex": Sex.FEMALE},
        {"birth_date": dt.date(1985, 1, 16)},
        {"birth_date": dt.date(1900, 7, 1), "birth_date_precision": DatePrecision.YEAR},
        {"occupation": "97"},
        {"marital_status": MaritalStatus.DIVORCED_REGISTERED},
        {"birth_deed_number": "AL. 5000/1975"},
        {"family_card_number": None, "family_relationship": FamilyRelationship.HEAD},
    ],
)
def test_what_the_law_lets_stand_is_never_refused(changes: dict[str, Any]) -> None:
    assert put_right(SourceKind.BIRTH_DEED, **changes).flaws == ()


@pytest.mark.parametrize(
    ("changes", "warned"),
    [
        ({"sex": Sex.FEMALE}, ["nik"]),
        ({"birth_date": dt.date(1985, 1, 16)}, ["nik"]),
        ({"birth_date": dt.date(1985, 7, 1), "birth_date_precision": DatePrecision.YEAR}, []),
        ({"birth_date": dt.date(1885, 1, 15)}, ["birthDate"]),
        ({"occupation": "97"}, ["occupation"]),
        ({"occupation": "9"}, []),
        ({"marital_status": MaritalStatus.WIDOWED}, ["maritalStatus"]),
        ({"marital_status": MaritalStatus.DIVORCED_REGISTERED}, []),
        ({"marital_status": MaritalStatus.NEVER_MARRIED}, []),
        ({"family_relationship": FamilyRelationship.HEAD}, ["familyRelationship"]),
        ({"religion": "2"}, []),
    ],
)
def test_what_is_worth_a_look_is_said_in_both_languages(changes: dict[str, Any], warned: list[str]) -> None:
    result = put_right(**changes)
    assert result.flaws == ()
    assert [warning.path for warning in result.warnings] == warned
    for warning in result.warnings:
        assert not warning.blocking
        assert warning.message != warning.message_id
        assert warning.message.endswith(".")
        assert warning.message_id.endswith(".")


def test_the_persons_own_warnings_follow() -> None:
    assert put_right(sex=Sex.FEMALE).person.warnings == ("The sex in the NIK differs from the recorded sex.",)


@pytest.mark.parametrize("paper", [SourceKind.STATEMENT, SourceKind.OTHER])
@pytest.mark.parametrize(
    "changes", [{"full_name": "Suparmin"}, {"sex": Sex.FEMALE}, {"birth_date": None}, {"mother": None}]
)
def test_somebodys_word_alone_does_not_change_what_stands_in_the_deed(
    paper: SourceKind, changes: dict[str, Any]
) -> None:
    assert paths(put_right(paper, **changes)) == [""]
    assert paths(put_right(paper, religion="2", occupation="9")) == []


@pytest.mark.parametrize(
    ("held", "said", "paper", "refused"),
    [
        (VitalStatus.ALIVE, VitalStatus.DECEASED, SourceKind.FAMILY_CARD, True),
        (VitalStatus.ALIVE, VitalStatus.DECEASED, SourceKind.DEATH_DEED, False),
        (VitalStatus.DECEASED, VitalStatus.ALIVE, SourceKind.DEATH_DEED, True),
        (VitalStatus.DECEASED, VitalStatus.ALIVE, SourceKind.COURT_ORDER, False),
        (VitalStatus.DECEASED, VitalStatus.DECEASED, SourceKind.STATEMENT, False),
        (VitalStatus.ALIVE, VitalStatus.MISSING, SourceKind.STATEMENT, False),
    ],
)
def test_a_death_comes_and_goes_by_its_own_papers(
    held: VitalStatus, said: VitalStatus, paper: SourceKind, *, refused: bool
) -> None:
    who = dataclasses.replace(SUPARMAN, vital_status=held)
    assert bool(put_right(paper, who, vital_status=said).flaws) is refused


NOBODYS = dataclasses.replace(SUPARMAN, nik=None)


@pytest.mark.parametrize("paper", list(SourceKind))
def test_a_person_without_a_nik_gets_the_one_that_a_paper_shows(paper: SourceKind) -> None:
    if paper in SHOWS_A_NIK:
        check_assignment(NOBODYS, None, NIK, paper)
        return
    with pytest.raises(BadInput) as caught:
        check_assignment(NOBODYS, None, NIK, paper)
    assert caught.value.path == "source.kind"


@pytest.mark.parametrize("held", [None, *sorted(SHOWS_A_NIK, key=str)])
@pytest.mark.parametrize("paper", sorted(SHOWS_A_NIK, key=str))
def test_only_the_ktp_el_prevails_and_only_over_other_papers(held: SourceKind | None, paper: SourceKind) -> None:
    check_assignment(SUPARMAN, held, NIK, paper)
    if paper is SourceKind.KTP_EL and held is not SourceKind.KTP_EL:
        check_assignment(SUPARMAN, held, OTHER_NIK, paper)
        return
    with pytest.raises(Conflict, match="KTP-el") as caught:
        check_assignment(SUPARMAN, held, OTHER_NIK, paper)
    assert caught.value.path == "nik"
    assert OTHER_NIK not in caught.value.message


def test_a_nik_that_disagrees_is_taken_with_a_warning() -> None:
    woman = dataclasses.replace(NOBODYS, sex=Sex.FEMALE)
    assert with_nik(woman, NIK).warnings == ("The sex in the NIK differs from the recorded sex.",)
