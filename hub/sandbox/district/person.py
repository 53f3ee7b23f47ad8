"""The people and households of the synthetic district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.core.citizen import Citizen, FamilyCard
from hub.sandbox.district.draft import Mark

Items = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person as the agencies know her.

    `facets` are items as stored JSON by name of the facet; `immunisations` what the health agency holds. The hub's
    record holds her only when `in_record`; otherwise she comes from the population agency when she is asked for.
    """

    citizen: Citizen
    in_record: bool
    facets: Mapping[str, Items]
    immunisations: Items
    patient_number: str
    mark: Mark | None

    @property
    def nik(self) -> str:
        assert self.citizen.nik is not None
        return self.citizen.nik


@dataclass(frozen=True, slots=True)
class Household:
    """A family card and the people who stand on it; after them relatives who no longer do (late, moved away)."""

    card: FamilyCard
    persons: tuple[Person, ...]
    in_record: bool
