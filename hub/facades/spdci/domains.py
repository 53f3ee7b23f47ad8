"""The two registries: their identifiers, events, operations of the graph, and records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any, Final

from hub.facades.spdci import records

_WELFARE: Final = re.compile(r"  welfare \{[^}]*\}\n")


@dataclass(frozen=True, slots=True)
class Event:
    """What can happen to a person: known by a change of `attributes`, none of them meaning any.

    Its name says how she is now: it has happened where `field` has one of `values`, any where none is named.
    """

    attributes: frozenset[str] = frozenset()
    field: str = ""
    values: frozenset[str] = frozenset()
    notified: str = "Notify"
    """The operation that reads her for it."""

    def is_seen_in(self, found: Mapping[str, Any]) -> bool:
        """Whether a reader of this answer may know of it. A field that was refused her is null."""
        value = found.get(self.field)
        return not self.field or (value is not None and (not self.values or value in self.values))


@dataclass(frozen=True)
class Domain:
    """`identifiers` are types of identifier by what they are: a NIK, a family card, a birth deed."""

    name: str
    operations: str
    registry: str
    record_type: str
    identifiers: Mapping[str, str]
    events: Mapping[str, Event]
    record: Callable[[Mapping[str, Any]], dict[str, Any]]

    def document(self, facets: frozenset[str]) -> str:
        """The operations of this registry, as one document for a hub that has these facets."""
        return self._whole if "welfare" in facets else _WELFARE.sub("", self._whole)

    @cached_property
    def _whole(self) -> str:
        return resources.files(__package__ or "").joinpath(f"{self.name}.graphql").read_text(encoding="utf-8")

    def operation(self, what: str) -> str:
        return f"Spdci{self.operations}{what}"


_VITAL: Final = frozenset({"vital_status"})
_MARITAL: Final = frozenset({"marital_status"})
_MARRIED: Final = frozenset({"MARRIED_REGISTERED", "MARRIED_UNREGISTERED"})
_DIVORCED: Final = frozenset({"DIVORCED_REGISTERED", "DIVORCED_UNREGISTERED"})
NIK: Final = "nik"
CARD: Final = "card"
DEED: Final = "deed"
CRVS: Final = Domain(
    name="crvs",
    operations="Crvs",
    registry="ns:org:RegistryType:Civil",
    record_type="spdci-extensions-dci:Person",
    identifiers={"NIN": NIK, "UIN": NIK, "NIK": NIK, "BIRTH_REG_NO": DEED, "BRN": DEED},
    events={
        "DEATH": Event(_VITAL, "vitalStatus", frozenset({"DECEASED"})),
        "MARRIAGE": Event(_MARITAL, "maritalStatus", _MARRIED),
        "DIVORCE": Event(_MARITAL, "maritalStatus", _DIVORCED),
        "BIRTH": Event(frozenset({"birth_deed_number"}), "birthDeedNumber"),
        "REGISTER": Event(),
        "UPDATE": Event(),
    },
    record=records.person,
)
SOCIAL: Final = Domain(
    name="social",
    operations="Social",
    registry="ns:org:RegistryType:Social",
    record_type="spdci-extensions-dci:Member",
    identifiers={"NIN": NIK, "UIN": NIK, "NIK": NIK, "HOUSEHOLD_ID": CARD},
    events={
        "REGISTER": Event(),
        "UPDATE": Event(),
        "DEREGISTER": Event(_VITAL, "vitalStatus", frozenset({"DECEASED", "MOVED"}), "NotifyGone"),
    },
    record=records.member,
)
DOMAINS: Final[Mapping[str, Domain]] = {each.name: each for each in (CRVS, SOCIAL)}
