"""How the record came to be what it is: a person's events, and what each of them changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from strawberry import Parent

from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.past import POPULATION, Change, Occasion, PastCitizen, RecordSource
from hub.core.ports import HistoryEntry
from hub.resolvers.attributes import denial_of, own_attributes
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.pages import Slice, check_first, slice_of


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """One attribute on both sides of an event, as JSON; `shown` False: this reader may not know the values."""

    attribute: str
    shown: bool
    before: Any = field(default=None, repr=False)
    after: Any = field(default=None, repr=False)


async def history(
    parent: Parent[Citizen], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[HistoryEntry]:
    """Of a person of the past the events up to then."""
    hub, rows = info.context.hub, info.context.decision.rows
    until = parent.version if isinstance(parent, PastCitizen) else None
    return slice_of(await hub.people.history(hub.tenant, parent.id, rows, check_first(first), after, until), after)


def actor(parent: Parent[HistoryEntry]) -> str:
    return parent.actor_name


def changed(parent: Parent[HistoryEntry]) -> list[str]:
    """Attributes as the graph names them."""
    return [camel(name) for name in parent.changed]


def source_of(parent: Parent[HistoryEntry]) -> RecordSource:
    """A person's own attributes are the population agency's word where the event names nobody."""
    said = parent.source
    if said.agency is None and parent.kind != "recorded":
        return dataclasses.replace(said, agency=POPULATION)
    return said


async def changes(parent: Parent[HistoryEntry], info: HubInfo) -> list[AttributeChange]:
    found = await info.context.loaders.changes.load(Occasion(parent.person_id, parent.version))
    return list(_changes(info.context, found)) if found else []


def _changes(context: Context, found: Change) -> Iterator[AttributeChange]:
    """Values of a person's own attributes only. Facets, the family and seals are told of by name alone."""
    for name in (one for one in found.changed if one not in context.decision.rows.untold):
        named = own_attributes().get(name)
        if not found.shown or named is None or denial_of(context, named) is not None:
            yield AttributeChange(camel(name), shown=False)
        else:
            context.tells(named.coordinates[0], named.category)
            before, after = (getattr(side, name, None) for side in (found.before, found.after))
            yield AttributeChange(camel(name), shown=True, before=plain(before), after=plain(after))


def plain(value: Any) -> Any:
    """As the graph writes it."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {camel(f.name): plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value
