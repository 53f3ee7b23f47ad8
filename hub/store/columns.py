"""Attributes of the record and their columns, both ways, in one place."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

import asyncpg

from hub.core.birth_dates import DatePrecision
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
from hub.core.predicates import RowFilter
from hub.store.regions import Places
from hub.store.row_filter import parent_sealed

CODED: Final[Mapping[str, type[Enum]]] = {
    "sex": Sex,
    "blood_type": BloodType,
    "marital_status": MaritalStatus,
    "education": EducationLevel,
    "citizenship": Citizenship,
    "vital_status": VitalStatus,
    "family_relationship": FamilyRelationship,
    "birth_date_precision": DatePrecision,
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
    "sealed_until",
    "moved_to",
    "moved_at",
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

PERSON: Final = (
    "tenant",
    "id",
    *_PLAIN,
    *CODED,
    *_ADDRESS,
    *(f"{parent}_{part}" for parent in _PARENTS for part in ("name", "nik")),
    *_KEYS,
)
"""All columns of `person`, in the order of `person_values`."""

LED_TO: Final = "person q join person p on p.tenant = q.tenant and p.id = coalesce(q.merged_into, q.id)"
"""Persons `p` whom the keys of the rows `q` lead to: whoever was merged leads to the one that stayed."""


def whole_person(tenant: str, person_id: str) -> str:
    """A subquery of the ids (`id`) under which anything about a person stands: her own, and those of whoever
    was merged into her."""
    return (
        f"select {person_id} as id union all"
        f" select w.id from person w where w.tenant = {tenant} and w.merged_into = {person_id}"
    )


FAMILY_CARD: Final = ("tenant", "number", "head_nik", "issued_on", *_ADDRESS)

_PLAIN_AT: Final = slice(2, 2 + len(_PLAIN))
_CODED_AT: Final = slice(_PLAIN_AT.stop, _PLAIN_AT.stop + len(CODED))
_ADDRESS_AT: Final = slice(_CODED_AT.stop, _CODED_AT.stop + len(_ADDRESS))
_PARENTS_AT: Final = slice(_ADDRESS_AT.stop, _ADDRESS_AT.stop + 2 * len(_PARENTS))
_MEMBERS: Final[Mapping[tuple[str, str | None], Enum | None]] = {
    **{(column, member.name): member for column, kind in CODED.items() for member in kind},
    **{(column, None): None for column in CODED},
    ("birth_date_precision", None): DatePrecision.DAY,
}

_WARNED_OF: Final = ("birth_date", "sex", "birth_date_precision")

_plain_values: Final = attrgetter(*_PLAIN)
_coded_values: Final = attrgetter(*CODED)
_located_values: Final = attrgetter(*_ADDRESS.values())

UNRECORDED: Final = frozenset({"tenant", "id", "version", "as_of", "warnings", "former_region"})
"""Attributes of Citizen whose change is no change of the person."""
_USUAL: Final = (None, False, DatePrecision.DAY)
"""What says nothing of a new person."""


def columns(names: tuple[str, ...], alias: str) -> str:
    """A select list. The search keys are for the database alone."""
    return ", ".join(f"{alias}.{name}" for name in names if name not in _KEYS)


def shown(rows: RowFilter, alias: str) -> str:
    """The select list of PERSON for a reader of these rows: parents who are sealed are left out."""
    return _list_shown(rows.names, alias)


@lru_cache
def _list_shown(names: tuple[str, ...], alias: str) -> str:
    return ", ".join(_shown(names, alias, name) for name in PERSON if name not in _KEYS)


def _shown(names: tuple[str, ...], alias: str, name: str) -> str:
    parent, _, part = name.partition("_")
    if parent not in _PARENTS or part not in {"name", "nik"}:
        return f"{alias}.{name}"
    return f"case when not {parent_sealed(names, alias, parent)} then {alias}.{name} end as {name}"


def person_values(citizen: Citizen) -> tuple[object, ...]:
    """The values of the columns PERSON."""
    return (
        citizen.tenant,
        citizen.id,
        *_plain_values(citizen),
        *map(_name, _coded_values(citizen)),
        *_address_values(citizen.address),
        *_parent_values(citizen.mother),
        *_parent_values(citizen.father),
        search_key(citizen.full_name or ""),
        search_key((citizen.mother.full_name if citizen.mother else None) or ""),
    )


def citizen(row: asyncpg.Record, places: Places) -> Citizen:
    """The person in a row that begins with the columns PERSON, in their order."""
    tenant, id_, *_ = row
    values: dict[str, Any] = dict(zip(_PLAIN, row[_PLAIN_AT], strict=True))
    values.update(zip(CODED, map(_MEMBERS.__getitem__, zip(CODED, row[_CODED_AT], strict=True)), strict=True))
    mother_name, mother_nik, father_name, father_nik = row[_PARENTS_AT]
    nik = values["nik"]
    return Citizen(
        tenant=tenant,
        id=id_,
        **values,
        # The village of somebody who moved away says whose office may know of it, not where she lives.
        address=_address(row[_ADDRESS_AT], places) if values["moved_to"] is None else None,
        former_region=row[_ADDRESS_AT][0] or "" if values["moved_to"] is not None else "",
        mother=_parent(mother_name, mother_nik),
        father=_parent(father_name, father_nik),
        warnings=nik_warnings(nik, *map(values.__getitem__, _WARNED_OF)) if nik else (),
    )


def columns_of(attribute: str) -> tuple[str, ...]:
    """The columns that hold an attribute of Citizen. A facet's copy stands under its own name in an event."""
    if attribute == "address":
        return tuple(_ADDRESS)
    return (f"{attribute}_name", f"{attribute}_nik") if attribute in _PARENTS else (attribute,)


def family_card_values(card: FamilyCard) -> tuple[object, ...]:
    """The values of the columns FAMILY_CARD."""
    return (card.tenant, card.number, card.head_nik, card.issued_on, *_address_values(card.address))


def family_card(row: asyncpg.Record, places: Places) -> FamilyCard:
    """The card in a row that has the columns FAMILY_CARD, in their order."""
    tenant, number, head_nik, issued_on, *located = row
    return FamilyCard(
        tenant=tenant,
        number=number,
        head_nik=head_nik,
        issued_on=issued_on,
        address=_address(tuple(located), places),
    )


def changed_attributes(before: Citizen | None, after: Citizen) -> list[str]:
    """Names of the attributes that differ, in order of declaration; for a new person those that are known.

    The names of an address' regions follow from its code, so they count for nothing.
    """
    names = (f.name for f in dataclasses.fields(Citizen) if f.name not in UNRECORDED)
    if before is None:
        return [name for name in names if getattr(after, name) not in _USUAL]
    return [name for name in names if _recorded(before, name) != _recorded(after, name)]


def _recorded(citizen: Citizen, name: str) -> object:
    return _address_values(citizen.address) if name == "address" else getattr(citizen, name)


def _address_values(address: Address | None) -> tuple[str | None, ...]:
    values: tuple[str | None, ...] = _located_values(address) if address else (None,) * len(_ADDRESS)
    return values


def _parent_values(parent: ParentRef | None) -> tuple[str | None, str | None]:
    return (parent.full_name, parent.nik) if parent else (None, None)


def _address(located: tuple[Any, ...], places: Places) -> Address | None:
    """The address with the current names of its regions; None when no region code is kept."""
    code, line, rt, rw, postal_code = located
    if code is None:
        return None
    village, district, regency, province = places.of(code)
    return Address(line, rt, rw, village, district, regency, province, postal_code, code)


def _parent(name: str | None, nik: str | None) -> ParentRef | None:
    return None if name is None and nik is None else ParentRef(name, nik)


def _name(member: Enum | None) -> str | None:
    return None if member is None else member.name
