"""The printed family card (Kartu Keluarga), for every service that changes one. Pure: it says what the card shows.

Columns are those of the card as it is printed since Permendagri 109/2019. The date of a marriage and the papers of
immigration are not held by the hub and are printed as a dash, as the card does where there is none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from hub.core.citizen import Address, Citizen, FamilyCard, ParentRef
from hub.core.codes import OCCUPATIONS, RELIGIONS, BloodType, CodedEnum, CodeEntry, FamilyRelationship, VitalStatus
from hub.core.service import CertificateData, RecordChange

KIND: Final = "family_card"
"""Kind of the paper, and key of the step of a bundle that it settles."""
TEMPLATE: Final = Path(__file__).parents[2] / "documents" / "family_card.typ"
PRINTED: Final = frozenset(
    {
        *("full_name", "sex", "birth_place", "birth_date", "religion", "education", "occupation", "blood_type"),
        *("marital_status", "family_relationship", "citizenship", "mother", "father"),
    }
)
"""What stands in the line of a member, besides the NIK."""
_GONE: Final = frozenset({VitalStatus.DECEASED, VitalStatus.MOVED, VitalStatus.INVALID})
_NONE: Final = "-"


def family_card_paper(card: FamilyCard, members: Sequence[Citizen], tracking_number: str) -> CertificateData:
    """The card as it shall be, with the members it then has (see `members_after`); the head is the one it names."""
    ordered = in_order(members)
    head = next((one for one in ordered if one.nik and one.nik == card.head_nik), None)
    values = {
        "head": _capitals(head.full_name if head else None),
        **_place(card.address),
        "members": str(len(ordered)),
        "tracking_number": tracking_number,
    }
    lines = tuple(_line(number, person) for number, person in enumerate(ordered, start=1))
    return CertificateData(
        str(TEMPLATE), "Kartu Keluarga", card.number, values, KIND, card.number, lines, register="KK"
    )


def members_after(before: Iterable[Citizen], changes: Iterable[RecordChange], number: str) -> tuple[Citizen, ...]:
    """Who stands on a card when these changes are made: `before` are the members of all cards that they touch."""
    people = {person.id: person for person in before}
    people |= {change.after.id: change.after for change in changes}
    return in_order(one for one in people.values() if one.family_card_number == number and stands_on_a_card(one))


def stands_on_a_card(person: Citizen) -> bool:
    """Who died or moved to another district stands on no card of this one."""
    return person.vital_status not in _GONE and person.moved_to is None


def in_order(people: Iterable[Citizen]) -> tuple[Citizen, ...]:
    """As on a card: the head, then by the code of the relationship, the older ones first."""
    return tuple(sorted(people, key=_rank))


def _rank(person: Citizen) -> tuple[int, dt.date, str]:
    relationship = person.family_relationship or FamilyRelationship.OTHER
    return int(relationship.code), person.birth_date or dt.date.max, str(person.id)


def _place(home: Address | None) -> dict[str, str]:
    names = ("line", "rt", "rw", "village", "district", "regency", "province")
    return {name: _capitals(getattr(home, name) if home else None) for name in names} | {
        "postal_code": (home.postal_code if home else None) or _NONE
    }


def _line(number: int, person: Citizen) -> Mapping[str, str]:
    return {
        "number": str(number),
        "name": _capitals(person.full_name),
        "nik": person.nik or _NONE,
        "sex": _label(person.sex),
        "birth_place": _capitals(person.birth_place),
        "birth_date": person.birth_date.strftime("%d-%m-%Y") if person.birth_date else _NONE,
        "religion": _listed(person.religion, RELIGIONS),
        "education": _label(person.education),
        "occupation": _listed(person.occupation, OCCUPATIONS),
        "blood_type": _NONE if person.blood_type is BloodType.UNKNOWN else _label(person.blood_type),
        "marital_status": _label(person.marital_status),
        "relationship": _label(person.family_relationship),
        "citizenship": _label(person.citizenship),
        "father": _parent(person.father),
        "mother": _parent(person.mother),
    }


def _parent(parent: ParentRef | None) -> str:
    return _capitals(parent.full_name if parent else None)


def _capitals(text: str | None) -> str:
    return (text or "").upper() or _NONE


def _label(value: CodedEnum | None) -> str:
    return value.label_id if value else _NONE


def _listed(value: str | None, entries: Iterable[CodeEntry]) -> str:
    return next((entry.label_id for entry in entries if entry.value == value), _NONE)
