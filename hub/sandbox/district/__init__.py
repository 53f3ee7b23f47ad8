"""The synthetic district: people, families and what agencies know of them, the same for the same seed."""

from __future__ import annotations

from hub.sandbox.district.calendar import REFERENCE_DAY, REFERENCE_TIME
from hub.sandbox.district.draft import Mark
from hub.sandbox.district.generate import District, generate
from hub.sandbox.district.person import Household, Person
from hub.sandbox.district.places import HOME, MARK
from hub.sandbox.district.registry import TENANT

__all__ = [
    "HOME",
    "MARK",
    "REFERENCE_DAY",
    "REFERENCE_TIME",
    "TENANT",
    "District",
    "Household",
    "Mark",
    "Person",
    "generate",
]
