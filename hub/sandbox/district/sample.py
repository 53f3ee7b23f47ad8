"""What `sample` of demo.json names: people a check can rely on, picked while the district streams by."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from hub.core.codes import MaritalStatus, Sex, VitalStatus
from hub.sandbox.district.draft import Mark
from hub.sandbox.district.generate import COMPLETE_WANTED, has_everything
from hub.sandbox.district.person import Household, Person
from hub.sandbox.district.places import HOME

_READ_THROUGH_WANTED: Final = 20
_NEWBORN_NAMES: Final = (
    ("Alya Kirana", Sex.FEMALE), ("Raka Pratama", Sex.MALE), ("Naura Zahra", Sex.FEMALE), ("Bintang Saputra", Sex.MALE),
    ("Keisha Putri", Sex.FEMALE), ("Arka Mahendra", Sex.MALE), ("Nadia Safira", Sex.FEMALE),
)  # fmt: skip
_DAYS_OLD: Final = 4


class SampleCollector:
    """Sees each household once and keeps what checks ask for; needs no second look at the district."""

    def __init__(self) -> None:
        self._complete: list[str] = []
        self._read_through: list[str] = []
        self._couples: list[tuple[Person, Person]] = []
        self._witnesses: list[dict[str, str]] = []
        self._marked: dict[Mark, list[str]] = {}

    def see(self, household: Household) -> None:
        for person in household.persons:
            if person.mark is not None and (person.mark is not Mark.DECEASED or person.in_record):
                self._marked.setdefault(person.mark, []).append(person.nik)
            if len(self._complete) < COMPLETE_WANTED and has_everything(person):
                self._complete.append(person.nik)
                self._witnesses.append({"fullName": person.citizen.full_name or "", "nik": person.nik})
            elif len(self._read_through) < _READ_THROUGH_WANTED and _is_plain_stranger(person):
                self._read_through.append(person.nik)
        if household.persons[0].mark is Mark.NEWBORN_PARENT:
            self._couples.append((household.persons[0], household.persons[1]))

    def sample(self) -> dict[str, Any]:
        """The sample without dates and numbers that only a running hub can give (`newborn_cases`)."""
        return {
            "niks": self._complete,
            "couples": [_couple(father, mother) for father, mother in self._couples],
            "witnesses": self._witnesses[-2:],
            "deceased_nik": self._marked[Mark.DECEASED][0],
            "leading_nine_nik": self._marked[Mark.LEADING_NINE][0],
            "duplicate_pair": self._marked[Mark.DUPLICATE],
            "sealed_nik": self._marked[Mark.SEALED][0],
            "other_region_nik": self._marked[Mark.OTHER_REGION][0],
            "odd_nik": self._marked[Mark.ODD_NIK][0],
            "read_through_niks": self._read_through,
        }


def newborn_cases(sample: dict[str, Any], today: dt.date) -> list[dict[str, Any]]:
    """Everything the input of a birth certificate needs, per couple; the children are four days old on `today`.

    `child`, `reporter` and `witnesses` carry the names of the input's fields; `application` is the whole
    `ApplicationInput` of the mutation `submitApplication`.
    """
    names = zip(sample["couples"], _NEWBORN_NAMES, strict=False)
    return [
        _newborn_case(couple, name, sex, sample["witnesses"], today - dt.timedelta(days=_DAYS_OLD))
        for couple, (name, sex) in names
    ]


def _newborn_case(
    couple: dict[str, str], name: str, sex: Sex, seen_by: list[dict[str, str]], born: dt.date
) -> dict[str, Any]:
    child = {
        "fullName": name,
        "sex": sex.name,
        "birthDate": born.isoformat(),
        "birthTime": "07:45",
        "birthPlace": "SUNGAILIAT",
        "placeKind": "HOSPITAL",
        "birthKind": "SINGLE",
        "birthOrder": 2,
        "attendant": "MIDWIFE",
        "weightGrams": 3100,
        "lengthCm": 49.0,
    }
    reporter = {
        "fullName": couple["father_name"],
        "nik": couple["father_nik"],
        "phone": "081271000001",
        "email": "warga.contoh@example.org",
    }
    case = {key: couple[key] for key in ("mother_nik", "father_nik", "family_card_number")}
    certificate = {
        "child": child,
        "motherNik": couple["mother_nik"],
        "fatherNik": couple["father_nik"],
        "familyCardNumber": couple["family_card_number"],
        "reporter": reporter,
        "witnesses": seen_by,
    }
    return {
        **case,
        "child": child,
        "reporter": reporter,
        "witnesses": seen_by,
        "application": {"birthCertificate": certificate},
    }


def _couple(father: Person, mother: Person) -> dict[str, str]:
    assert mother.citizen.marital_status is MaritalStatus.MARRIED_REGISTERED
    return {
        "father_name": father.citizen.full_name or "",
        "father_nik": father.nik,
        "mother_name": mother.citizen.full_name or "",
        "mother_nik": mother.nik,
        "family_card_number": mother.citizen.family_card_number or "",
        "region_code": mother.citizen.region_code,
    }


def _is_plain_stranger(person: Person) -> bool:
    """Alive, at home, not sealed, and unknown to the record."""
    citizen = person.citizen
    return (
        not person.in_record
        and person.mark is None
        and not citizen.sealed
        and citizen.vital_status is VitalStatus.ALIVE
        and citizen.region_code.startswith(HOME)
    )
