"""Labels of the code lists and their other spellings."""

from __future__ import annotations

import pytest

from hub.connectors.population import labels
from hub.core import codes


@pytest.mark.parametrize(
    ("table", "enum"),
    [
        (labels.SEX, codes.Sex),
        (labels.MARITAL, codes.MaritalStatus),
        (labels.RELATIONSHIP, codes.FamilyRelationship),
        (labels.EDUCATION, codes.EducationLevel),
    ],
)
def test_every_official_label_has_its_code(table: dict[str, codes.CodedEnum], enum: type[codes.CodedEnum]) -> None:
    assert {table[labels.key(member.label_id)] for member in enum} == set(enum)


@pytest.mark.parametrize(
    ("table", "entries"), [(labels.RELIGION, codes.RELIGIONS), (labels.OCCUPATION, codes.OCCUPATIONS)]
)
def test_every_official_entry_has_its_value(table: dict[str, str], entries: tuple[codes.CodeEntry, ...]) -> None:
    assert [table[labels.key(entry.label_id)] for entry in entries] == [entry.value for entry in entries]


def test_plus_and_minus_count_in_a_blood_type() -> None:
    assert labels.BLOOD["A"] is codes.BloodType.A
    assert labels.BLOOD["A+"] is codes.BloodType.A_POSITIVE
    assert labels.BLOOD["A-"] is codes.BloodType.A_NEGATIVE
    assert len(labels.BLOOD) == len(codes.BloodType)


@pytest.mark.parametrize("ambiguous", ["KAWIN", "CERAI HIDUP"])
def test_what_does_not_say_whether_it_is_registered_is_no_code(ambiguous: str) -> None:
    assert labels.key(ambiguous) not in labels.MARITAL


def test_diploma_i_ii_is_not_diploma_iii() -> None:
    assert labels.EDUCATION[labels.key("DIPLOMA I/II")] is codes.EducationLevel.DIPLOMA_1_2
    assert labels.EDUCATION[labels.key("Diploma III")] is codes.EducationLevel.DIPLOMA_3


def test_spaces_and_punctuation_do_not_count() -> None:
    assert labels.key("  Akademi/Diploma III/S. Muda ") == labels.key("AKADEMI/DIPLOMA III/S.MUDA")
    assert labels.key("LAKI - LAKI") == labels.key("LAKI-LAKI")
