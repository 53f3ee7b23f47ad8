"""A family of the synthetic district (DATA CONTOH) and its application, to be changed by each test."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import uuid
from typing import Any

from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.citizen import Address, Citizen, ParentRef
from hub.core.codes import Citizenship, FamilyRelationship, Sex, VitalStatus
from hub.core.folding import fold
from hub.core.service import Facts

TODAY = dt.date(2026, 11, 24)
AT = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
MOTHER = "1901014505959001"
FATHER = "1901011203939002"
FAMILY_CARD = "1901011501209003"
CHILD_NIK = "1901016011269004"
SIBLING = "1901016011269008"
DEED = "1901-LU-24112026-9005"
PAPERS = frozenset({"birth_statement", "marriage_certificate", "family_card"})
ADDRESS = Address(
    "Jalan Contoh 1", "001", "002", "Contoh Jaya", "Sungailiat", "Bangka", "Bangka Belitung", "33211", "19.01.01.1001"
)


def citizen(nik: str, name: str, sex: Sex, born: dt.date, **changed: Any) -> Citizen:
    values: dict[str, Any] = {
        "tenant": "1901",
        "id": uuid.uuid5(uuid.NAMESPACE_OID, nik),
        "nik": nik,
        "full_name": name,
        "sex": sex,
        "birth_date": born,
        "birth_place": "Sungailiat",
        "religion": "1",
        "citizenship": Citizenship.INDONESIAN,
        "vital_status": VitalStatus.ALIVE,
        "address": ADDRESS,
        "family_card_number": FAMILY_CARD,
    }
    return Citizen(**{**values, **changed})


def mother(**changed: Any) -> Citizen:
    return dataclasses.replace(citizen(MOTHER, "Nurhayati", Sex.FEMALE, dt.date(1995, 5, 5)), **changed)


def father(**changed: Any) -> Citizen:
    return dataclasses.replace(citizen(FATHER, "Ahmad Fauzi", Sex.MALE, dt.date(1993, 3, 12)), **changed)


def sibling(**changed: Any) -> Citizen:
    """Another child of the mother, born on the day of the form's child."""
    born = citizen(SIBLING, "Siti Rahayu", Sex.FEMALE, dt.date(2026, 11, 20), mother=ParentRef("Nurhayati", MOTHER))
    return dataclasses.replace(born, family_relationship=FamilyRelationship.CHILD, **changed)


def facts(
    *people: Citizen,
    papers: frozenset[str] = PAPERS,
    today: dt.date = TODAY,
    family: tuple[Citizen, ...] = (),
) -> Facts:
    """Facts with these people, with the usual parents when none is named; `family` stands on the family card."""
    known = people or (mother(), father())
    cards = {FAMILY_CARD: family} if family else {}
    return Facts({person.nik: person for person in known if person.nik}, papers, today, cards, office_region="19.01")


_FORM: dict[str, Any] = {
    "child": {
        "fullName": "Siti Rahmawati",
        "sex": "FEMALE",
        "birthDate": "2026-11-20",
        "birthTime": "07:30",
        "birthPlace": "Sungailiat",
        "placeKind": "HOSPITAL",
        "birthKind": "SINGLE",
        "birthOrder": 1,
        "attendant": "MIDWIFE",
        "weightGrams": 3200,
        "lengthCm": 49.5,
    },
    "motherNik": MOTHER,
    "fatherNik": FATHER,
    "familyCardNumber": FAMILY_CARD,
    "reporter": {"fullName": "Ahmad Fauzi", "nik": FATHER, "phone": "0812-7100-9001", "email": None},
    "witnesses": [],
}


def paper_cases() -> list[tuple[dict[str, Any], Facts]]:
    """A child of known parents, and one of unknown origin."""
    return [(form(), facts()), (form(motherNik=None, fatherNik=None, familyCardNumber=None), facts())]


WITNESSES = [
    {"fullName": "Saksi Satu", "nik": "1901010101809006"},
    {"fullName": "Saksi Dua", "nik": "1901010101809007"},
]


def form(**changed: Any) -> dict[str, Any]:
    """The form with fields changed by dotted path, written with `__`: child__fullName='Ani'."""
    made = copy.deepcopy(_FORM)
    for path, value in changed.items():
        *folders, last = path.split("__")
        place = made
        for folder in folders:
            place = place[folder]
        place[last] = value
    return made


def application(
    given: dict[str, Any] | None = None,
    *,
    papers: frozenset[str] = PAPERS,
    family_card: str | None = None,
    actions: tuple[tuple[ActionKind, dict[str, Any]], ...] | None = None,
) -> Application:
    """An application after these actions; without any, after SIAK's result was captured."""
    header = ApplicationHeader("1901", uuid.uuid4(), "AL-7K3M-Q9TD", "birthCertificate", "19.01.01.1001", "front", AT)
    documents = [{"kind": kind, "document_id": str(uuid.uuid4())} for kind in sorted(papers)]
    submit = (ActionKind.SUBMIT, {"form": given or form(), "documents": documents, "channel": "ONLINE"})
    captured = {"nik": CHILD_NIK, "deed_number": DEED, "family_card_number": family_card}
    usual: tuple[tuple[ActionKind, dict[str, Any]], ...] = (
        (ActionKind.CLAIM, {}),
        (ActionKind.ACCEPT, {}),
        (ActionKind.VERIFY, {}),
        (ActionKind.RECORD_SIAK, captured),
    )
    steps = (submit, *(usual if actions is None else actions))
    return fold(
        header,
        [Action(seq, kind, f"person-{seq}", "Contoh", AT, data) for seq, (kind, data) in enumerate(steps, start=1)],
    )
