"""Attributes of a person by the graph's names: whose word counts for each, and whether this reader may read it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args

from hub.access import Denial, FieldNeed, decide
from hub.core.attributes import Category, Declared, Sensitivity, camel, declared
from hub.core.citizen import Address, Citizen, ParentRef
from hub.core.facet import Facet
from hub.resolvers.context import Context

_SCOPE: Final = "citizen:read"
_WHOLES: Final = (Address, ParentRef)
"""Attributes that are made of others."""


@dataclass(frozen=True, slots=True)
class Named:
    """An attribute of Citizen, or a facet: `name` is the record's, `agency` its owner's.

    `coordinates` are the fields of the graph that show it; who may not read one of them may not read it.
    """

    name: str
    graph_name: str
    agency: str
    scope: str
    category: Category
    coordinates: tuple[str, ...]
    facet: bool = False
    protected: bool = False


@cache
def own_attributes() -> Mapping[str, Named]:
    """The declared attributes of Citizen, by the record's name."""
    return {one.name: _own(one) for one in declared(Citizen)}


def named_by_graph(facets: Mapping[str, Facet[Any]]) -> Mapping[str, Named]:
    """All attributes and facets, by the graph's name."""
    found = [*own_attributes().values(), *map(_facet, facets.values())]
    return {one.graph_name: one for one in found}


def denial_of(context: Context, named: Named) -> Denial | None:
    """Why this reader may not read the attribute, or None when she may: as if the operation selected it."""
    needs = [FieldNeed(at, named.scope, named.category, named.protected) for at in named.coordinates]
    decision = decide(context.hub.policies, context.actor, context.purpose, needs, context.hub.clock())
    return next(iter(decision.denials.values()), None)


def _own(one: Declared) -> Named:
    parts = [part for part in (one.type, *get_args(one.type)) if part in _WHOLES]
    below = [f"{part.__name__}.{camel(field.name)}" for part in parts for field in dataclasses.fields(part)]
    name, attr = camel(one.name), one.attr
    protected = attr.sensitivity is Sensitivity.PROTECTED
    return Named(one.name, name, attr.owner, _SCOPE, attr.category, (f"Citizen.{name}", *below), protected=protected)


def _facet(facet: Facet[Any]) -> Named:
    name = camel(facet.name)
    return Named(facet.name, name, facet.agency, facet.read_scope, facet.category, (f"Citizen.{name}",), facet=True)
