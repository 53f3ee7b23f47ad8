"""Where an attribute of the record has its value from."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Final

from strawberry import Parent

from hub.core.citizen import Citizen
from hub.core.clerks import named
from hub.core.errors import BadInput
from hub.core.evidence import SourceKind
from hub.core.facet import FacetKey
from hub.core.past import WHOLE, Origin, PastCitizen, Provenance, Reading
from hub.resolvers.attributes import Named, denial_of, named_by_graph
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.refusal import refusal

_COPIED: Final = frozenset({"imported", "adopted"})
"""Kinds of events by which the record took over what somebody else had said before."""


async def provenance(parent: Parent[Citizen], info: HubInfo, attribute: str) -> Provenance:
    """Raises BadInput for what is no attribute, and the refusal of one that this reader may not read."""
    named = named_by_graph(info.context.hub.facets).get(attribute)
    if named is None:
        raise BadInput(
            "A Citizen has no such attribute. Name one as the graph does, such as `fullName`, or a facet, such as "
            "`immunisations`.",
            path="attribute",
        )
    denial = denial_of(info.context, named)
    if denial is not None:
        raise refusal(denial)
    return await _provenance(info.context, parent, named)


async def provenances(parent: Parent[Citizen], info: HubInfo) -> list[Provenance]:
    """Of every attribute and facet that this reader may read."""
    context = info.context
    allowed = [one for one in named_by_graph(context.hub.facets).values() if denial_of(context, one) is None]
    return await asyncio.gather(*(_provenance(context, parent, one) for one in allowed))


async def _provenance(context: Context, person: Citizen, named: Named) -> Provenance:
    context.tells(named.coordinates[0], named.category)
    version_then = person.version if isinstance(person, PastCitizen) else None
    origins = await context.loaders.origins.load(Reading(person.id, version_then))
    if named.facet:
        origin = origins.get(named.name)
        as_of = await _facet_as_of(context, person, named, origin)
    else:
        origin = origins.get(named.name) or origins.get(WHOLE)
        as_of = _as_of(origin)
    agency = origin.source.agency if origin else None
    return Provenance(named.graph_name, agency or named.agency, as_of, origin)


def _as_of(origin: Origin | None) -> dt.datetime | None:
    """What the hub itself changed is as of then; what it took over only as of what it was told."""
    if origin is None or origin.source.as_of is not None:
        return origin.source.as_of if origin else None
    return None if origin.kind in _COPIED else origin.at


async def _facet_as_of(context: Context, person: Citizen, named: Named, origin: Origin | None) -> dt.datetime | None:
    """That of the copy that is held: nobody is asked for it."""
    if isinstance(person, PastCitizen):
        return _as_of(origin)
    return (await context.loaders.held_copies(named.name).load(FacetKey(person.id, person.nik or ""))).as_of


def document_kind(parent: Parent[Provenance]) -> SourceKind | None:
    return parent.origin.source.document_kind if parent.origin else None


def document_number(parent: Parent[Provenance]) -> str | None:
    return parent.origin.source.document_number if parent.origin else None


def version(parent: Parent[Provenance]) -> int | None:
    return parent.origin.version if parent.origin else None


def kind(parent: Parent[Provenance]) -> str | None:
    return parent.origin.kind if parent.origin else None


def actor(parent: Parent[Provenance], info: HubInfo) -> str | None:
    origin = parent.origin
    return named(origin.actor_name, origin.purpose, info.context.decision.rows.clerks) if origin else None


def purpose(parent: Parent[Provenance]) -> str | None:
    return parent.origin.purpose if parent.origin else None


def at(parent: Parent[Provenance]) -> dt.datetime | None:
    return parent.origin.at if parent.origin else None


def reason(parent: Parent[Provenance]) -> str | None:
    return parent.origin.reason if parent.origin else None


def tracking_number(parent: Parent[Provenance]) -> str | None:
    return parent.origin.tracking_number if parent.origin else None
