"""The two entries of a pair, attribute by attribute, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.console.clerk.discrepancies.words import value_text
from hub.core.access_texts import attribute_text
from hub.core.texts import Pair

_ASKED: Final = (
    "fullName", "sex", "birthDate", "birthPlace", "mother", "father", "address", "familyCardNumber", "maritalStatus",
    "vitalStatus", "religion", "education", "occupation", "bloodType", "citizenship", "birthDeedNumber",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One attribute of both. `differs`: both have one, and it is not the same, so that somebody has to choose."""

    name: str
    words: Pair
    kept: str
    other: str
    differs: bool


def lines_of(kept: Mapping[str, Any], other: Mapping[str, Any]) -> list[Line]:
    """What the two have; what neither has is left out."""
    found = []
    for name in _ASKED:
        mine, hers = _text(kept, name), _text(other, name)
        if mine or hers:
            differs = bool(mine and hers) and mine.casefold() != hers.casefold()
            found.append(Line(name, attribute_text(name), mine, hers, differs))
    return found


def _text(person: Mapping[str, Any], name: str) -> str:
    if name == "familyCardNumber":
        return (person["familyCard"] or {}).get("number") or ""
    value = person[name]
    if name == "address" and value:
        parts = (value["line"], f"RT {value['rt']}/RW {value['rw']}" if value["rt"] else "", value["village"])
        return ", ".join(part for part in (*parts, value["district"]) if part)
    if isinstance(value, Mapping):
        return " · ".join(part for part in (value["fullName"], value["nik"]) if part)
    return value_text(name, value)
