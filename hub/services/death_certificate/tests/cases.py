"""A family of the synthetic district (DATA CONTOH) that lost its head, to be changed by each test."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.citizen import Address, Citizen, ParentRef
from hub.core.codes import Citizenship, DeathCircumstance, FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.core.folding import fold
from hub.core.service import Facts

TODAY = dt.date(2026, 11, 24)
AT = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
HUSBAND, WIFE = "1901011203609001", "1901014505659002"
SON, DAUGHTER = "1901010101909003", "1901014202159004"
CARD, NEW_CARD = "1901011501209005", "1901012411269006"
DEED = "1901-KM-24112026-9005"
STRANGER = "1901010101809007"
PAPERS = frozenset({"death_statement", "family_card"})
ADDRESS = Address(
    "Jalan Contoh 1", "001", "002", "Contoh Jaya", "Sungailiat", "Bangka", "Bangka Belitung", "33211", "19.01.01.1001"
)


def citizen(nik: str, name: str, relationship: FamilyRelationship, born: dt.date, **changed: Any) -> Citizen:
    values: dict[str, Any] = {
        "tenant": "1901",
        "id": uuid.uuid5(uuid.NAMESPACE_OID, nik),
        "nik": nik,
        "full_name": name,
        "sex": Sex.FEMALE if int(nik[6:8]) > 40 else Sex.MALE,
        "birth_date": born,
        "birth_place": "Sungailiat",
        "religion": "1",
        "citizenship": Citizenship.INDONESIAN,
        "marital_status": MaritalStatus.NEVER_MARRIED,
        "vital_status": VitalStatus.ALIVE,
        "address": ADDRESS,
        "family_card_number": CARD,
        "family_relationship": relationship,
    }
    return Citizen(**{**values, **changed})


def husband(**changed: Any) -> Citizen:
    person = citizen(HUSBAND, "Ahmad Fauzi", FamilyRelationship.HEAD, dt.date(1960, 3, 12))
    parents = {"father": ParentRef("Zulkifli", None), "mother": ParentRef("Mardiana", None)}
    return dataclasses.replace(person, **{"marital_status": MaritalStatus.MARRIED_REGISTERED, **parents, **changed})


def wife(**changed: Any) -> Citizen:
    person = citizen(WIFE, "Nurhayati", FamilyRelationship.WIFE, dt.date(1965, 5, 5))
    return dataclasses.replace(person, **{"marital_status": MaritalStatus.MARRIED_REGISTERED, **changed})


def son(**changed: Any) -> Citizen:
    person = citizen(SON, "Rizki Ramadhan", FamilyRelationship.CHILD, dt.date(1990, 1, 1))
    parents = {"father": ParentRef("Ahmad Fauzi", HUSBAND), "mother": ParentRef("Nurhayati", WIFE)}
    return dataclasses.replace(person, **{**parents, **changed})


def daughter(**changed: Any) -> Citizen:
    """Born to the husband alone, as the record has it."""
    person = citizen(DAUGHTER, "Siti Aminah", FamilyRelationship.CHILD, dt.date(2015, 2, 2))
    return dataclasses.replace(person, **{"father": ParentRef("Ahmad Fauzi", HUSBAND), **changed})


FAMILY = (husband(), wife(), son(), daughter())


def facts(people: Sequence[Citizen] = FAMILY, papers: frozenset[str] = PAPERS, today: dt.date = TODAY) -> Facts:
    """Facts in which these people stand on one card."""
    families = {CARD: tuple(one for one in people if one.family_card_number == CARD)}
    return Facts({one.nik: one for one in people if one.nik}, papers, today, families)


_FORM: dict[str, Any] = {
    "deceasedNik": HUSBAND,
    "familyCardNumber": CARD,
    "death": {
        "deathDate": "2026-11-20",
        "deathTime": "04:30",
        "deathPlace": "Sungailiat",
        "burialDate": "2026-11-21",
        "cause": "ILLNESS",
        "attester": "DOCTOR",
        "circumstance": "ORDINARY",
    },
    "spouseNik": WIFE,
    "newHeadNik": WIFE,
    "reporter": {
        "fullName": "Rizki Ramadhan", "nik": SON, "relation": "CHILD", "phone": "0812-7100-9001", "email": None,
    },
    "witnesses": [],
}  # fmt: skip


def form(**changed: Any) -> dict[str, Any]:
    """The form with fields changed by dotted path, written with `__`: death__cause='CRIME'."""
    made = copy.deepcopy(_FORM)
    for path, value in changed.items():
        *folders, last = path.split("__")
        place = made
        for folder in folders:
            place = place[folder]
        place[last] = value
    return made


def paper_cases() -> list[tuple[dict[str, Any], Facts]]:
    """A death in each circumstance: by that the papers go."""
    return [(form(death__circumstance=one.name), facts()) for one in DeathCircumstance]


def application(given: dict[str, Any] | None = None, *, card: str | None = NEW_CARD) -> Application:
    """An application whose result was captured; `card` is the number that SIAK gave the family card."""
    header = ApplicationHeader("1901", uuid.uuid4(), "KM-7K3M-Q9TD", "deathCertificate", "19.01.01.1001", "front", AT)
    documents = [{"kind": kind, "document_id": str(uuid.uuid4())} for kind in sorted(PAPERS)]
    captured = {"deed_number": DEED, "family_card_number": card}
    steps: tuple[tuple[ActionKind, dict[str, Any]], ...] = (
        (ActionKind.SUBMIT, {"form": given or form(), "documents": documents, "channel": "ONLINE"}),
        (ActionKind.CLAIM, {}),
        (ActionKind.ACCEPT, {}),
        (ActionKind.VERIFY, {}),
        (ActionKind.RECORD_SIAK, captured),
    )
    return fold(
        header,
        [Action(seq, kind, f"person-{seq}", "Contoh", AT, data) for seq, (kind, data) in enumerate(steps, start=1)],
    )
