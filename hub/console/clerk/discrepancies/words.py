"""Words for a discrepancy: what it is about, who says so, the values as people read them, and its clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hub.console.base.dates import day, left, moment
from hub.console.base.texts import code_label
from hub.core.access_texts import attribute_text
from hub.core.texts import Pair, say

CODED: Final[Mapping[str, str]] = {
    "sex": "Sex", "bloodType": "BloodType", "maritalStatus": "MaritalStatus", "education": "EducationLevel",
    "citizenship": "Citizenship", "vitalStatus": "VitalStatus", "familyRelationship": "FamilyRelationship",
}  # fmt: skip
"""Attributes whose values are codes, and the list of each."""
_CITIZEN: Final[Pair] = say("Warga sendiri")


def said_of(one: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """A discrepancy of the graph with its words; `left` is (colour of the tag, words) while a clock runs."""
    due = moment(one["dueAt"])
    return {
        **one,
        "about": attribute_text(one["attribute"]),
        "who": _CITIZEN if one["contested"] else (one["source"], one["source"]),
        "claimed": value_text(one["attribute"], one["claim"]),
        "stands": value_text(one["attribute"], one["recorded"]),
        "left": left(due, now) if one["state"] == "OPEN" and due else None,
    }


def value_text(attribute: str, value: str | None) -> str:
    """A value as people read it; what a citizen wrote in her own words stays as it is."""
    if attribute in CODED:
        return code_label(CODED[attribute], value)
    if attribute == "birthDate" and value:
        return _day(value)
    return value or ""


def _day(value: str) -> str:
    try:
        return day(value)
    except ValueError:
        return value
