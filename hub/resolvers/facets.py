"""Facets of a person: what each agency knows, and how fresh it is."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, Final

from strawberry import Parent

from hub.core.attributes import camel
from hub.core.citizen import Citizen, Source, SourceState
from hub.core.errors import SourceUnavailable
from hub.core.facet import Facet, FacetCopy, FacetKey
from hub.core.past import PastCitizen
from hub.loaders.request import Loaders
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.past import copy_at

_WORST_LAST: Final = (SourceState.FRESH, SourceState.CACHED, SourceState.UNAVAILABLE)
_RECORD: Final = "population"

FacetResolver = Callable[..., Coroutine[Any, Any, Any]]


def resolver_of(facet: Facet[Any]) -> FacetResolver:
    """The resolver of a facet's field on Citizen."""

    async def resolve(parent: Parent[Citizen], info: HubInfo) -> Any:
        items = items_of(await _copy(info.context, parent, facet), facet)
        if facet.many:
            return list(items)
        return items[0] if items else None

    return resolve


def items_of(copy: FacetCopy[Any] | BaseException, facet: Facet[Any]) -> Sequence[Any]:
    """What is known; raises what kept the agency from answering, or SourceUnavailable when nothing is held either."""
    if isinstance(copy, BaseException):
        raise copy
    if not copy.available:
        raise nothing_known(facet)
    return copy.items


def nothing_known(facet: Facet[Any]) -> SourceUnavailable:
    """The error of a facet whose agency does not answer and of which nothing is held."""
    return SourceUnavailable(
        f"The agency `{facet.agency}` does not answer now and nothing is held. Ask again later.",
        details={"agency": facet.agency},
    )


async def sources(parent: Parent[Citizen], info: HubInfo) -> list[Source]:
    """Freshness of the record, and of each facet that this operation selects and may read."""
    context = info.context
    wanted = [facet for name, facet in context.hub.facets.items() if _selected(context, name)]
    found = await asyncio.gather(*(_source(context, parent, facet) for facet in wanted))
    return by_agency([record_source(context.loaders, parent.id, parent.as_of), *found])


async def _copy(context: Context, person: Citizen, facet: Facet[Any]) -> FacetCopy[Any]:
    """Agencies know a person by the NIK only: without one there is nothing to ask them. Nor can they tell the past."""
    name = facet.name
    if isinstance(person, PastCitizen):
        return await copy_at(context, person, facet)
    if person.nik is None and name in context.hub.sources and name not in context.hub.keepers:
        return FacetCopy(name, (), None, fresh=False)
    return await context.loaders.facet(name).load(FacetKey(person.id, person.nik or ""))


def _selected(context: Context, name: str) -> bool:
    coordinate = f"Citizen.{camel(name)}"
    return coordinate in context.decided and context.allows(coordinate)


async def _source(context: Context, person: Citizen, facet: Facet[Any]) -> Source:
    try:
        return source_of(facet.agency, await _copy(context, person, facet))
    except Exception as error:  # noqa: BLE001 - whatever keeps the facet from its field makes its source unavailable
        return source_of(facet.agency, error)


def source_of(agency: str, copy: FacetCopy[Any] | BaseException) -> Source:
    """An agency's part of an answer by what it gave."""
    if isinstance(copy, BaseException):
        return Source(agency, SourceState.UNAVAILABLE, None)
    if not copy.available:
        return Source(agency, SourceState.UNAVAILABLE, copy.as_of)
    return Source(agency, SourceState.FRESH if copy.fresh else SourceState.CACHED, copy.as_of)


def record_source(loaders: Loaders, person_id: uuid.UUID, as_of: dt.datetime | None) -> Source:
    """The record's own part: fresh when the person came from the population agency for this very request."""
    came_now = person_id in loaders.citizens.fresh
    return Source(_RECORD, SourceState.FRESH if came_now else SourceState.CACHED, as_of)


def by_agency(found: Iterable[Source]) -> list[Source]:
    """One line an agency; with several facets the least fresh of them counts."""
    worst: dict[str, Source] = {}
    for source in found:
        known = worst.get(source.agency)
        if known is None or _WORST_LAST.index(source.state) > _WORST_LAST.index(known.state):
            worst[source.agency] = source
    return list(worst.values())
