"""A family of the synthetic district (DATA CONTOH) and its applications, to be changed by each test."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from typing import Any

from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.citizen import Address, Citizen
from hub.core.codes import Citizenship, FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.core.codes_cards import CardLoss, HeadChange
from hub.core.folding import fold
from hub.core.service import Facts

TODAY = dt.date(2026, 11, 24)
AT = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
CARD, OTHER_CARD, NEW_CARD = "1901011501209003", "1901011501209004", "1901012411269001"
FATHER, MOTHER, SON, GIRL = "1901011203709002", "1901014505759001", "1901011010059003", "1901014210159004"
BRIDE, HER_FATHER = "1901014404049005", "1901010101709006"
HOME = Address(
    "Jalan Contoh 1", "001", "002", "Contoh Jaya", "Sungailiat", "Bangka", "Bangka Belitung", "33211", "19.01.01.1001"
)
R, M = FamilyRelationship, MaritalStatus


def citizen(nik: str, name: str, sex: Sex, born: dt.date, related: FamilyRelationship, **changed: Any) -> Citizen:
    values: dict[str, Any] = {
        "tenant": "1901",
        "id": uuid.uuid5(uuid.NAMESPACE_OID, nik),
        "nik": nik,
        "full_name": name,
        "sex": sex,
        "birth_date": born,
        "birth_place": "Sungailiat",
        "religion": "1",
        "occupation": "9",
        "marital_status": M.NEVER_MARRIED,
        "citizenship": Citizenship.INDONESIAN,
        "vital_status": VitalStatus.ALIVE,
        "address": HOME,
        "family_card_number": CARD,
        "family_relationship": related,
    }
    return Citizen(**{**values, **changed})


def family() -> list[Citizen]:
    """Father (head), mother, a son of 21 and a girl of 11; and a bride of 22 with her father on another card."""
    return [
        citizen(FATHER, "Ahmad Contoh", Sex.MALE, dt.date(1970, 3, 12), R.HEAD, marital_status=M.MARRIED_REGISTERED),
        citizen(MOTHER, "Siti Contoh", Sex.FEMALE, dt.date(1975, 5, 5), R.WIFE, marital_status=M.MARRIED_REGISTERED),
        citizen(SON, "Budi Contoh", Sex.MALE, dt.date(2005, 10, 10), R.CHILD),
        citizen(GIRL, "Dewi Contoh", Sex.FEMALE, dt.date(2015, 10, 2), R.CHILD),
        citizen(HER_FATHER, "Hasan Contoh", Sex.MALE, dt.date(1970, 1, 1), R.HEAD, family_card_number=OTHER_CARD),
        citizen(BRIDE, "Lina Contoh", Sex.FEMALE, dt.date(2004, 4, 4), R.CHILD, family_card_number=OTHER_CARD),
    ]


def changed_family(**changed: dict[str, Any]) -> list[Citizen]:
    """The same with attributes of somebody changed: `son={"birth_date": ...}`."""
    names = {"father": FATHER, "mother": MOTHER, "son": SON, "girl": GIRL, "bride": BRIDE}
    by_nik = {names[name]: values for name, values in changed.items()}
    return [dataclasses.replace(one, **by_nik.get(one.nik or "", {})) for one in family()]


def facts(people: list[Citizen] | None = None, *papers: str, today: dt.date = TODAY) -> Facts:
    """What the record knows when these people are in it; the papers are those that every cause needs, and these."""
    known = family() if people is None else people
    families: dict[str, list[Citizen]] = defaultdict(list)
    for one in known:
        families[one.family_card_number or ""].append(one)
    by_nik = {one.nik: one for one in known if one.nik}
    kinds = frozenset({"family_card", *papers})
    return Facts(by_nik, kinds, today, {number: tuple(members) for number, members in families.items()})


def member(nik: str, related: FamilyRelationship) -> dict[str, str]:
    return {"nik": nik, "relationship": related.name}


def form(cause: str, detail: dict[str, Any], **changed: Any) -> dict[str, Any]:
    reporter = {"fullName": "Ahmad Contoh", "nik": FATHER, "phone": "0812-7100-9001", "email": None}
    return {"familyCardNumber": CARD, "cause": {cause: detail}, "reporter": reporter, **changed}


def split(*members: dict[str, str], head: str = SON) -> dict[str, Any]:
    return form("split", {"headNik": head, "members": list(members)})


def new_family(**changed: Any) -> dict[str, Any]:
    detail = {"headNik": SON, "members": [member(BRIDE, R.WIFE)], "maritalStatus": "MARRIED_REGISTERED"}
    return form("newFamily", {**detail, **changed})


def new_head(*members: dict[str, str], head: str = MOTHER, reason: str = "AGREED") -> dict[str, Any]:
    everybody = [member(FATHER, R.HUSBAND), member(SON, R.CHILD), member(GIRL, R.CHILD)]
    return form("changeOfHead", {"headNik": head, "reason": reason, "members": list(members) or everybody})


def elements(*persons: dict[str, Any], address: dict[str, str] | None = None) -> dict[str, Any]:
    return form("changeOfElements", {"headNik": FATHER, "persons": list(persons), "address": address})


def reprint(reason: str = "LOST", head: str = FATHER) -> dict[str, Any]:
    return form("reprint", {"headNik": head, "reason": reason})


def paper_cases() -> list[tuple[dict[str, Any], Facts]]:
    """A form for each paper that the rules can ask for."""
    every = {
        "fullName": "Budi", "religion": "4", "education": "BACHELOR", "occupation": "88", "citizenship": "FOREIGN",
        "immigrationDocument": "X 1",
    }  # fmt: skip
    forms = [
        split(),
        new_family(),
        *(new_head(reason=reason.name) for reason in HeadChange),
        *(elements({"nik": SON, **every, "maritalStatus": status.name}) for status in MaritalStatus),
        *(reprint(loss.name) for loss in CardLoss),
    ]
    return [(given, facts()) for given in forms]


def application(given: dict[str, Any], number: str | None = NEW_CARD) -> Application:
    """After SIAK's number was captured; without a number before that."""
    header = ApplicationHeader("1901", uuid.uuid4(), "KK-7K3M-Q9TD", "familyCard", "19.01.01.1001", "front", AT)
    steps: list[tuple[ActionKind, dict[str, Any]]] = [
        (ActionKind.SUBMIT, {"form": given, "documents": [], "channel": "ONLINE"}),
        (ActionKind.CLAIM, {}),
        (ActionKind.ACCEPT, {}),
        (ActionKind.VERIFY, {}),
    ]
    if number:
        steps.append((ActionKind.RECORD_SIAK, {"family_card_number": number}))
    return fold(
        header,
        [Action(seq, kind, f"person-{seq}", "Contoh", AT, data) for seq, (kind, data) in enumerate(steps, start=1)],
    )
