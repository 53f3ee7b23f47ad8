"""Attributes of the record and their columns, both ways, in one place."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, TypeVar

import asyncpg

from hub.core.citizen import Address, Citizen, FamilyCard, ParentRef
from hub.core.codes import (
    BloodType,
    Citizenship,
    EducationLevel,
    FamilyRelationship,
    MaritalStatus,
    Sex,
    VitalStatus,
)
from hub.core.identifiers import nik_warnings
from hub.core.names import search_key
from hub.core.regions import ancestors

_CODED: Final[Mapping[str, type[Enum]]] = {
    "sex": Sex,
    "blood_type": BloodType,
    "marital_status": MaritalStatus,
    "education": EducationLevel,
    "citizenship": Citizenship,
    "vital_status": VitalStatus,
    "family_relationship": FamilyRelationship,
}
_PLAIN: Final = (
    "nik",
    "full_name",
    "birth_date",
    "birth_place",
    "religion",
    "occupation",
    "birth_deed_number",
    "family_card_number",
    "sealed",
    "version",
    "as_of",
)
_ADDRESS: Final = {
    "region_code": "region_code",
    "address_line": "line",
    "rt": "rt",
    "rw": "rw",
    "postal_code": "postal_code",
}
_PARENTS: Final = ("mother", "father")
_KEYS: Final = ("name_key", "mother_key")
_LEVELS: Final = ("village", "district", "regency", "province")

PERSON: Final = (
    "tenant",
    "id",
    *_PLAIN,
    *_CODED,
    *_ADDRESS,
    *(f"{parent}_{part}" for parent in _PARENTS for part in ("name", "nik")),
    *_KEYS,
)
"""All columns of `person`, in the order of `person_values`."""

FAMILY_CARD: Final = ("tenant", "number", "head_nik", "issued_on", *_ADDRESS)

UNRECORDED: Final = frozenset({"tenant", "id", "version", "as_of", "warnings"})
"""Attributes of Citizen whose change is no change of the person."""

E = TypeVar("E", bound=Enum)


def columns(names: tuple[str, ...], alias: str) -> str:
    """A select list. The search keys are for the database alone."""
    return ", ".join(f"{alias}.{name}" for name in names if name not in _KEYS)


def person_values(citizen: Citizen) -> tuple[object, ...]:
    """The values of the columns PERSON."""
    return (
        citizen.tenant,
        citizen.id,
        *(getattr(citizen, name) for name in _PLAIN),
        *(_name(getattr(citizen, name)) for name in _CODED),
        *_address_values(citizen.address),
        *_parent_values(citizen.mother),
        *_parent_values(citizen.father),
        search_key(citizen.full_name or ""),
        search_key((citizen.mother.full_name if citizen.mother else None) or ""),
    )


def citizen(row: asyncpg.Record, regions: Mapping[str, str]) -> Citizen:
    """The person in a row that has the columns PERSON. `regions` are names by dotted code."""
    values: dict[str, Any] = {name: row[name] for name in _PLAIN}
    values |= {name: _member(kind, row[name]) for name, kind in _CODED.items()}
    nik = values["nik"]
    return Citizen(
        tenant=row["tenant"],
        id=row["id"],
        **values,
        address=address(row, regions),
        mother=_parent(row["mother_name"], row["mother_nik"]),
        father=_parent(row["father_name"], row["father_nik"]),
        warnings=nik_warnings(nik, values["birth_date"], values["sex"]) if nik else (),
    )


def family_card_values(card: FamilyCard) -> tuple[object, ...]:
    """The values of the columns FAMILY_CARD."""
    return (card.tenant, card.number, card.head_nik, card.issued_on, *_address_values(card.address))


def family_card(row: asyncpg.Record, regions: Mapping[str, str]) -> FamilyCard:
    return FamilyCard(
        tenant=row["tenant"],
        number=row["number"],
        head_nik=row["head_nik"],
        issued_on=row["issued_on"],
        address=address(row, regions),
    )


def address(row: asyncpg.Record, regions: Mapping[str, str]) -> Address | None:
    """The address in a row, with the current names of its regions; None when no region code is kept."""
    code = row["region_code"]
    if code is None:
        return None
    names = [regions.get(level) for level in reversed(ancestors(code))]
    province, regency, district, village = [*names, None, None, None, None][:4]
    return Address(
        **{part: row[column] for column, part in _ADDRESS.items()},
        village=village,
        district=district,
        regency=regency,
        province=province,
    )


def changed_attributes(before: Citizen | None, after: Citizen) -> list[str]:
    """Names of the attributes that differ, in order of declaration; for a new person those that are known.

    The names of an address' regions follow from its code, so they count for nothing.
    """
    names = (f.name for f in dataclasses.fields(Citizen) if f.name not in UNRECORDED)
    if before is None:
        return [name for name in names if getattr(after, name) not in (None, False)]
    return [name for name in names if _recorded(before, name) != _recorded(after, name)]


def _recorded(citizen: Citizen, name: str) -> object:
    return _address_values(citizen.address) if name == "address" else getattr(citizen, name)


def _address_values(address: Address | None) -> tuple[str | None, ...]:
    return tuple(getattr(address, part, None) for part in _ADDRESS.values())


def _parent_values(parent: ParentRef | None) -> tuple[str | None, str | None]:
    return (parent.full_name, parent.nik) if parent else (None, None)


def _parent(name: str | None, nik: str | None) -> ParentRef | None:
    return None if name is None and nik is None else ParentRef(name, nik)


def _name(member: Enum | None) -> str | None:
    return None if member is None else member.name


def _member(kind: type[E], name: str | None) -> E | None:
    return None if name is None else kind[name]
