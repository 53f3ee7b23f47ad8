"""A facet: what one agency knows of a person, declared once in the connector's `facet.py`.

The GraphQL type, the catalogue entry, the policy schema and the storage follow from the declaration.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Generic, TypeVar, get_args

from hub.core.attributes import Attr, Category, declared
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
        """The item from stored JSON; unknown keys are ignored, missing ones become None."""
        item: type = self.item
        return self.item(**{name: read(data.get(name)) for name, read in _readers(item)})


@dataclass(frozen=True, slots=True)
class FacetCopy(Generic[T]):
    """What is known of one person's facet: items, as-of (UTC), and whether the agency was reached.

    `available` False means nothing is known and the agency did not answer. `checked_at` is when the agency was last
    asked; None where the copy came in another way.
    """

    facet: str
    items: tuple[T, ...]
    as_of: dt.datetime | None
    fresh: bool
    available: bool = True
    checked_at: dt.datetime | None = None

    def is_newer_than(self, since: dt.datetime) -> bool:
        """Whether the agency was asked, or gave this by itself, after that moment."""
        at = self.checked_at or self.as_of
        return at is not None and at > since


@dataclass(frozen=True, slots=True)
class FacetKey:
    """The person a facet is asked for: the hub's id and the NIK the agency knows her by."""

    person_id: uuid.UUID
    nik: str


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


@cache
def _readers(item: Hashable) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """How each attribute is read out of stored JSON, found once from its declaration."""
    assert isinstance(item, type)
    return tuple((d.name, _reader(d.type)) for d in declared(item))


def _reader(hint: Any) -> Callable[[Any], Any]:
    for kind in (hint, *get_args(hint)):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _unless_missing(kind.__getitem__)
        if isinstance(kind, type) and issubclass(kind, dt.date):
            return _unless_missing(kind.fromisoformat)
    return _plainly


def _unless_missing(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _plainly(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
