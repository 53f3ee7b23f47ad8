"""Form F-1.02 for a family card as it is stored, and how its parts are reached whatever the cause is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.attributes import camel
from hub.core.codes import Citizenship, EducationLevel, FamilyRelationship, MaritalStatus, Sex
from hub.core.codes_cards import CardLoss, FamilyCardCause
from hub.core.forms import stored

MEMBERS: Final[Mapping[str, FamilyCardCause]] = {
    "new_family": FamilyCardCause.NEW_FAMILY,
    "change_of_head": FamilyCardCause.CHANGE_OF_HEAD,
    "split": FamilyCardCause.SPLIT,
    "change_of_elements": FamilyCardCause.CHANGE_OF_ELEMENTS,
    "reprint": FamilyCardCause.REPRINT,
}
"""Member of the input @oneOf -> cause."""
NEW_NUMBER: Final = frozenset({FamilyCardCause.NEW_FAMILY, FamilyCardCause.CHANGE_OF_HEAD, FamilyCardCause.SPLIT})
"""Causes with which SIAK issues a number: it stays the same as long as the head does."""
ELEMENTS: Final[Mapping[str, str]] = {
    "fullName": "full_name",
    "sex": "sex",
    "birthPlace": "birth_place",
    "birthDate": "birth_date",
    "religion": "religion",
    "education": "education",
    "occupation": "occupation",
    "maritalStatus": "marital_status",
    "relationship": "family_relationship",
    "citizenship": "citizenship",
    "immigrationDocument": "",
    "father": "father",
    "mother": "mother",
    "signature": "",
}
"""The 13 elements of Permendagri 108/2019 art. 15(1) (parents are one of them) -> attribute of the record, empty where
the hub holds none: what is said then is typed into SIAK alone."""
_READ: Final[Mapping[str, Any]] = {
    "sex": Sex.__getitem__,
    "birthDate": dt.date.fromisoformat,
    "education": EducationLevel.__getitem__,
    "maritalStatus": MaritalStatus.__getitem__,
    "relationship": FamilyRelationship.__getitem__,
    "citizenship": Citizenship.__getitem__,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Why a card is asked for, what stands below it in the form, and the path to that."""

    cause: FamilyCardCause
    detail: Mapping[str, Any]
    path: str

    @property
    def head(self) -> str:
        """NIK of the head as the card shall name her."""
        named: str = self.detail["headNik"]
        return named

    @property
    def people(self) -> Mapping[str, FamilyRelationship]:
        """Relationship by NIK of everybody who shall stand on a new card, the head first; nobody without a new one."""
        if self.cause not in NEW_NUMBER:
            return {}
        others = {one["nik"]: FamilyRelationship[one["relationship"]] for one in self.detail["members"]}
        return {self.head: FamilyRelationship.HEAD, **others}

    @property
    def marital_status(self) -> MaritalStatus | None:
        """What the couple of a new family is then recorded as."""
        said = self.detail.get("maritalStatus") if self.cause is FamilyCardCause.NEW_FAMILY else None
        return MaritalStatus[said] if said else None

    @property
    def loss(self) -> CardLoss | None:
        """Why the card is printed again as it is."""
        return CardLoss[self.detail["reason"]] if self.cause is FamilyCardCause.REPRINT else None

    @property
    def persons(self) -> tuple[Mapping[str, Any], ...]:
        """Those of whom elements change, each with what changes."""
        return tuple(self.detail["persons"]) if self.cause is FamilyCardCause.CHANGE_OF_ELEMENTS else ()

    @property
    def address(self) -> Mapping[str, str]:
        """The parts of the address that are written otherwise, as the record calls them."""
        given = self.detail.get("address") or {}
        names = {"line": "line", "rt": "rt", "rw": "rw", "postalCode": "postal_code"}
        return {name: given[key] for key, name in names.items() if given.get(key) is not None}

    @property
    def named(self) -> tuple[str, ...]:
        """Every NIK of the part, as written, the head first."""
        others = (one["nik"] for part in ("members", "persons") for one in self.detail.get(part, ()))
        return tuple(dict.fromkeys((self.head, *others)))


def to_form(given: Any) -> dict[str, Any]:
    """The stored form: that of every service, with the one cause that was set."""
    name, chosen = next((name, chosen) for name in MEMBERS if (chosen := getattr(given.cause, name)))
    return {
        "familyCardNumber": given.family_card_number.strip(),
        "cause": {camel(name): stored.to_form(chosen)},
        "reporter": stored.to_form(given.reporter),
    }


def wish(form: Mapping[str, Any]) -> Wish:
    """What a stored form asks for."""
    for name, cause in MEMBERS.items():
        if (detail := form["cause"].get(camel(name))) is not None:
            return Wish(cause, detail, f"cause.{camel(name)}")
    raise AssertionError("A form has one of the causes of the input.")


def elements(person: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The elements of one person that change, by their names in the form, and their values as the record has them."""
    for name in ELEMENTS:
        value = person.get(name)
        if value is not None and value is not False:
            yield name, _READ[name](value) if name in _READ else value
