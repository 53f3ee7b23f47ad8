"""Types and fields of facets, made from the connectors' declarations."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField

from hub.core.facet import Facet
from hub.core.held import Copies
from hub.resolvers.facets import resolver_of
from hub.schema.attributes import with_attributes
from hub.schema.declare import field


def facet_type(facet: Facet[Any]) -> type:
    """The type of a facet's item: one field for each declared attribute, under the facet's own scope."""
    shell = type(facet.item.__name__, (), {"__module__": __name__, "__annotations__": {}})
    described = (facet.item.__doc__ or "").strip().splitlines()
    made: type = strawberry.type(
        with_attributes(facet.item, facet.read_scope)(shell), description=described[0] if described else None
    )
    return made


def facet_field(facet: Facet[Any]) -> StrawberryField:
    """The field of a facet on Citizen."""
    item = facet_type(facet)
    declared: StrawberryField = field(
        scope=facet.read_scope,
        category=facet.category,
        description=f"{facet.description} From `{facet.agency}`.",
        resolver=resolver_of(facet),
        held=Copies(facet.name),
        in_past=True,
    )
    declared.python_name = facet.name
    type_: Any = list[item] if facet.many else item  # type: ignore[valid-type]  # made when it runs
    declared.type_annotation = StrawberryAnnotation(type_ | None)
    return declared
