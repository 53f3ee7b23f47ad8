"""A facet: what one agency knows of a person, declared once in the connector's `facet.py`.

The GraphQL type, the catalogue entry, the policy schema and the storage follow from the declaration.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from hub.core.attributes import Attr, Category, declared
from hub.core.contradiction import Claims
from hub.core.facet_reader import reader, stored
from hub.core.recording import Written

T = TypeVar("T")


class FacetMode(Enum):
    """Where the hub takes a facet from: the copy in the record, or the agency at each read."""

    SEEDED = "seeded"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Facet(Generic[T]):
    """Declaration of a facet.

    `name` is the Python name of the field on Citizen (`health_coverage` -> `healthCoverage`), `item` a
    frozen dataclass whose attributes carry `Attr`, `many` whether the field is a list, `written` how its agency
    writes it (None: nobody does).
    """

    name: str
    agency: str
    item: type[T]
    many: bool
    category: Category
    read_scope: str
    description: str
    mode: FacetMode = FacetMode.SEEDED
    written: Written | None = None

    @property
    def write_scope(self) -> str:
        """The scope of writing it: `licence:write` where `licence:read` reads it."""
        return f"{self.read_scope.partition(':')[0]}:write"

    def attributes(self) -> tuple[tuple[str, Attr], ...]:
        """The declared attributes in order, as (name, Attr)."""
        return tuple((d.name, d.attr) for d in declared(self.item))

    def to_json(self, value: T) -> dict[str, Any]:
        """The item as plain JSON values, for storage."""
        return {d.name: _plain(getattr(value, d.name)) for d in declared(self.item)}

    def from_json(self, data: Mapping[str, Any]) -> T:
        """The item from stored JSON; unknown keys are ignored, missing ones become None.

        A value that is not of its type stays as it is stored: the field that shows it fails, and none beside it.
        """
        item: type = self.item
        made: T = stored(item)(data)
        return made

    def reader(self, keys: Mapping[str, str]) -> Callable[[Mapping[str, Any]], T]:
        """Reads items from an agency's JSON, whose keys differ from the attributes' names as `keys` says.

        Made once by a connector and kept. What it raises for odd values is in `hub.core.facet_reader`.
        """
        return reader(self.item, keys)


@dataclass(frozen=True, slots=True)
class FacetCopy(Generic[T]):
    """What is known of one person's facet: items, as-of (UTC), and whether the agency was reached.

    `available` False means nothing is known and the agency did not answer. `checked_at` is when the agency was last
    asked; None where the copy came in another way. `claims` are what the agency said of the person's attributes in the
    same answer; they are compared with the record and belong to no copy.
    """

    facet: str
    items: tuple[T, ...]
    as_of: dt.datetime | None
    fresh: bool
    available: bool = True
    checked_at: dt.datetime | None = None
    claims: Claims | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Requests share what one of them was answered, so none of them may change it.
        if self.claims is not None:
            object.__setattr__(self, "claims", MappingProxyType(dict(self.claims)))

    def is_newer_than(self, since: dt.datetime) -> bool:
        """Whether the agency was asked, or gave this by itself, after that moment."""
        at = self.checked_at or self.as_of
        return at is not None and at > since


@dataclass(frozen=True, slots=True)
class FacetKey:
    """The person a facet is asked for: the hub's id and the NIK the agency knows her by."""

    person_id: uuid.UUID
    nik: str

    def __hash__(self) -> int:
        # By the NIK, which is one person's: hashing a UUID as well takes longer than all else that is done with a key.
        return hash(self.nik)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value
