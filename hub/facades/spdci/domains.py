"""The two registries: their identifiers, events, operations of the graph, and records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any, Final

from hub.facades.spdci import records

_VITAL: Final = frozenset({"vital_status"})
_MARITAL: Final = frozenset({"marital_status"})
_ANY: Final[frozenset[str]] = frozenset()
_WELFARE: Final = re.compile(r"  welfare \{[^}]*\}\n")


@dataclass(frozen=True)
class Domain:
    """`identifiers` are types of identifier by what they are: a NIK, a family card, a birth deed.

    `events` are those of a person, each with the attributes by whose change it is known; none means any change.
    """

    name: str
    operations: str
    registry: str
    record_type: str
    identifiers: Mapping[str, str]
    events: Mapping[str, frozenset[str]]
    record: Callable[[Mapping[str, Any]], dict[str, Any]]

    def document(self, facets: frozenset[str]) -> str:
        """The operations of this registry, as one document for a hub that has these facets."""
        return self._whole if "welfare" in facets else _WELFARE.sub("", self._whole)

    @cached_property
    def _whole(self) -> str:
        return resources.files(__package__ or "").joinpath(f"{self.name}.graphql").read_text(encoding="utf-8")

    def operation(self, what: str) -> str:
        return f"Spdci{self.operations}{what}"


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
        "DEATH": _VITAL,
        "MARRIAGE": _MARITAL,
        "DIVORCE": _MARITAL,
        "BIRTH": frozenset({"birth_deed_number"}),
        "REGISTER": _ANY,
        "UPDATE": _ANY,
    },
    record=records.person,
)
SOCIAL: Final = Domain(
    name="social",
    operations="Social",
    registry="ns:org:RegistryType:Social",
    record_type="spdci-extensions-dci:Member",
    identifiers={"NIN": NIK, "UIN": NIK, "NIK": NIK, "HOUSEHOLD_ID": CARD},
    events={"REGISTER": _ANY, "UPDATE": _ANY, "DEREGISTER": _VITAL},
    record=records.member,
)
DOMAINS: Final[Mapping[str, Domain]] = {each.name: each for each in (CRVS, SOCIAL)}
