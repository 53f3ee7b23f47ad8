"""The schema of one hub: the types of this room, the facets of its connectors, the services of its folders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final

from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from hub.core.actor import SCOPES
from hub.core.facet import Facet
from hub.core.service import Service
from hub.core.shared_field import SharedField
from hub.schema import walk
from hub.schema.application import Application
from hub.schema.citizen import Citizen
from hub.schema.declare import Requirement
from hub.schema.facets import facet_field
from hub.schema.guard import install, object_fields, requirements_of
from hub.schema.inputs.application import application_inputs
from hub.schema.inputs.reading import Readers
from hub.schema.mutation import Mutation, with_facets, with_services
from hub.schema.query import Query
from hub.schema.scalars import SCALARS
from hub.schema.subscription import Subscription

FEDERATION_VERSION: Final = "2.9"
"""Not the newest: the gateways' composition libraries have to know it."""


class HubSchema(Schema):
    """A federation schema whose Citizen and Mutation have further fields, given by plugins.

    `graph` is graphql-core's schema; `requirements` holds what each field asks for, by coordinate.
    """

    def __init__(self, further: Mapping[type, list[StrawberryField]]) -> None:
        self._further = further
        super().__init__(
            query=Query,
            mutation=Mutation,
            subscription=Subscription,
            types=[Citizen, Application],
            config=StrawberryConfig(scalar_map=SCALARS),
            federation_version=FEDERATION_VERSION,
        )
        self.graph: GraphQLSchema = self._schema
        _mark_one_of(self.graph)
        Readers(self.graph).install()
        self.requirements: Mapping[str, Requirement] = requirements_of(self.graph)

    @property
    def categories(self) -> frozenset[str]:
        """Categories of the personal data that it shows."""
        return frozenset(one.category for one in self.requirements.values() if one.category is not None)

    @property
    def personal(self) -> frozenset[str]:
        """Coordinates of the fields that show personal data."""
        return frozenset(at for at, one in self.requirements.items() if one.category is not None)

    @cached_property
    def shared(self) -> tuple[SharedField, ...]:
        """The same with their category, and what they say of themselves besides their requirement."""
        found = ((at, self.requirements[at], field.description) for at, field in object_fields(self.graph))
        return tuple(
            SharedField(at, one.category, (said or "").removesuffix(one.sentence()).strip())
            for at, one, said in found
            if one.category is not None
        )

    @property
    def protected(self) -> frozenset[str]:
        """Coordinates of the fields whose data UU 24/2013 art. 84 protects."""
        return frozenset(at for at, one in self.requirements.items() if one.protected)

    def get_fields(self, type_definition: StrawberryObjectDefinition) -> list[StrawberryField]:
        """The fields of a type, with those that plugins add."""
        return [*type_definition.fields, *self._further.get(type_definition.origin, [])]


def build(facets: Iterable[Facet[Any]], services: Iterable[Service]) -> HubSchema:
    """The schema, guarded. Raises UndeclaredField when anything in it is not declared as it has to be."""
    known = tuple(facets)
    schema = HubSchema(
        {
            Citizen: [facet_field(facet) for facet in known],
            Mutation: [*with_services(application_inputs(services)), *with_facets(known)],
        }
    )
    walk.check(schema.graph, schema.requirements, SCOPES | _scopes_of(known))
    install(schema.graph, schema.requirements)
    return schema


def _scopes_of(facets: Iterable[Facet[Any]]) -> set[str]:
    """Scopes that come with facets."""
    return {scope for facet in facets for scope in (facet.read_scope, facet.write_scope)}


def _mark_one_of(graph: GraphQLSchema) -> None:
    """Tells graphql-core which inputs are @oneOf: it then checks literals and variables, and says so to tools."""
    for type_ in graph.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            type_.is_one_of = type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].is_one_of
