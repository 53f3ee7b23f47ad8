"""Made-up persons and applications for the tests of the record. DATA CONTOH: serials lie between 9001 and 9999."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from hub.core.actor import Actor, ActorKind
from hub.core.application import Action, ActionKind, ApplicationHeader
from hub.core.citizen import Address, Citizen, ParentRef
from hub.core.codes import FamilyRelationship, Sex
from hub.core.document import Document, DocumentState
from hub.core.identifiers import new_id, new_tracking_number
from hub.core.predicates import ANYBODY, RowFilter
from hub.core.purpose import Purpose
from hub.core.receipt import Receipt
from hub.core.recording import Recorded
from hub.core.writing_ports import Conclusion, WriteRequest

TENANT = "1901"
EVERYBODY = RowFilter((ANYBODY.name,))
"""The rows of a reader from whom nothing is hidden."""
VILLAGE = "19.01.01.1001"
NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
REGIONS = [
    ("19", "Kepulauan Bangka Belitung"),
    ("19.01", "Kabupaten Bangka"),
    ("19.01.01", "Sungailiat"),
    ("19.01.01.1001", "Sungailiat"),
    ("19.01.03", "Merawang"),
    ("19.01.03.2003", "Riding Panjang"),
]
CLERK = Actor(
    "user-1", ActorKind.USER, "console", "Petugas Contoh", TENANT, region="19.01", purposes=frozenset(Purpose)
)
_serials = count(9001)


def clock() -> dt.datetime:
    return NOW


def home(region_code: str = VILLAGE) -> Address:
    return Address("Jl. Contoh 1", "001", "002", None, None, None, None, "33211", region_code)


def nik(born: dt.date = dt.date(1985, 1, 15), sex: Sex = Sex.MALE) -> str:
    day = born.day + (40 if sex is Sex.FEMALE else 0)
    return f"190101{day:02}{born:%m%y}{next(_serials)}"


def person(name: str = "Suparman Contoh", **given: Any) -> Citizen:
    values: dict[str, Any] = {
        "tenant": TENANT,
        "id": new_id(),
        "nik": nik(),
        "full_name": name,
        "sex": Sex.MALE,
        "birth_date": dt.date(1985, 1, 15),
        "birth_place": "SUNGAILIAT",
        "address": home(),
        "mother": ParentRef("Ibu Contoh", None),
        "family_card_number": "1901010101159001",
        "family_relationship": FamilyRelationship.HEAD,
    }
    return Citizen(**{**values, **given})


def request(key: str = "key-1", body: bytes = b"a", actor: Actor = CLERK, mutation: str = "submit") -> WriteRequest:
    return WriteRequest(actor, Purpose.CIVIL_REGISTRATION, mutation, key, body)


def header(region_code: str = VILLAGE, at: dt.datetime = NOW) -> ApplicationHeader:
    return ApplicationHeader(
        TENANT, new_id(), new_tracking_number("AL"), "birth-certificate", region_code, "frontend", at
    )


def action(seq: int, kind: ActionKind, data: Mapping[str, Any] | None = None, actor: str = "user-1") -> Action:
    return Action(seq, kind, actor, "Petugas Contoh", NOW, data or {})


def submission(actor: str = "frontend") -> Action:
    form = {"child": {"fullName": "Anak Contoh"}}
    return action(1, ActionKind.SUBMIT, {"form": form, "documents": [], "channel": "ONLINE"}, actor)


def upload(owner: str = CLERK.subject, state: DocumentState = DocumentState.READY) -> Document:
    done = state is DocumentState.READY
    return Document(
        TENANT, new_id(), "birth_letter", "image/png", 9, 9 if done else 3, state, owner, "console", NOW,
        "0" * 64 if done else None,
    )  # fmt: skip


def receipt(*subjects: uuid.UUID) -> Receipt:
    return Receipt(
        TENANT, new_id(), NOW, "user-1", "Petugas Contoh", "console", None, "CIVIL_REGISTRATION", "Look",
        ("Citizen.fullName",), ("population",), subjects,
    )  # fmt: skip


def concluding(person_id: uuid.UUID) -> Callable[[Recorded], Conclusion]:
    """The receipt and the reply of what is recorded of a person."""
    return lambda done: (receipt(person_id), {"version": done.version})
