"""A statement as it is read on paper: words for names of fields, days for times."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hub.console.base.dates import WIB, day, moment, weekday
from hub.console.base.texts import code_label, form_label
from hub.core.access_texts import attribute_text
from hub.core.texts import Pair, say

Row = tuple[Pair, str]
_LISTS: Final = {
    "sex": "Sex", "bloodType": "BloodType", "maritalStatus": "MaritalStatus", "education": "EducationLevel",
    "citizenship": "Citizenship", "vitalStatus": "VitalStatus", "relationship": "FamilyRelationship",
}  # fmt: skip
_HOME: Final = ("line", "rt", "rw", "village", "district", "regency", "province", "postalCode")
_AGENCIES: Final[Mapping[str, Pair]] = {
    "licences": say("Izin usaha"),
    "enrolments": say("Sekolah"),
    "immunisations": say("Imunisasi"),
    "healthCoverage": say("Jaminan kesehatan"),
    "welfare": say("Kesejahteraan sosial"),
}


def of(statement: Mapping[str, Any]) -> dict[str, Any]:
    """What the template shows; parts that the statement does not have are empty."""
    person = statement["person"]
    card, accesses = statement.get("familyCard") or {}, statement["accesses"]
    others = [one for one in accesses if not one["own"]]
    return {
        **statement,
        "whole": "history" in statement,
        "rows": [row for name, value in person.items() for row in _rows(name, value)],
        "card": [row for name, value in card.items() for row in _rows(name, value)],
        "days": list(_by_day(others)),
        "own_looks": len(accesses) - len(others),
        "facets": [(_named(name), _facet(each)) for name, each in (statement.get("agencies") or {}).items()],
        "missing": [_named(name) for name in statement.get("notGivenHere") or ()],
    }


def _rows(name: str, value: Any) -> Iterator[Row]:
    words = say("Nomor Kartu Keluarga", context="paper") if name == "number" else attribute_text(name)
    if name == "relationship":
        words = say("Hubungan dalam keluarga", context="paper")
    text = shown_value(name, value)
    if text and name != "birthDatePrecision":
        yield words, text


def shown_value(name: str, value: Any) -> str:
    """A value of the graph in words; empty where nothing is known."""
    if value is None:
        return ""
    if name in _LISTS:
        return code_label(_LISTS[name], value)
    if name == "address":
        return ", ".join(f"{'RT ' if n == 'rt' else 'RW ' if n == 'rw' else ''}{value[n]}" for n in _HOME if value[n])
    if isinstance(value, Mapping):
        return ", ".join(str(part) for part in value.values() if part)
    return day(value) if name.endswith("Date") else str(value)


def _named(name: str) -> Pair:
    return _AGENCIES.get(name) or form_label(name)


def _facet(copy: Mapping[str, Any]) -> Mapping[str, Any]:
    """Each item as one line."""
    items = [", ".join(_shown(value) for value in item.values() if value not in (None, "")) for item in copy["items"]]
    return {**copy, "lines": items}


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _by_day(accesses: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Pair, list[Mapping[str, Any]]]]:
    def date(one: Mapping[str, Any]) -> Any:
        at = moment(one["at"])
        return at.astimezone(WIB).date() if at else None

    for found, each in itertools.groupby(accesses, key=date):
        yield weekday(found), list(each)
