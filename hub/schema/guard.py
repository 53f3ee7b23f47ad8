"""Nothing is answered that was not decided on, and nothing of today for a person of the past.

The guard stands in the schema itself, whoever executes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema, default_field_resolver
from strawberry.schema.schema_converter import GraphQLCoreConverter

from hub.core.past import PastCitizen
from hub.resolvers.context import NOT_DECIDED, Context
from hub.resolvers.past import not_kept
from hub.resolvers.refusal import refusal
from hub.schema.declare import Requirement, requirement_of, tells_the_past

Resolve = Callable[..., Any]
_BACKREF: Final = GraphQLCoreConverter.DEFINITION_BACKREF


def object_fields(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    """(coordinate, field) of every field of every object type, introspection left out."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            yield from ((f"{type_.name}.{name}", field) for name, field in type_.fields.items())


def requirements_of(schema: GraphQLSchema) -> Mapping[str, Requirement]:
    """The requirement of each field that declares one, by coordinate."""
    found = {at: requirement_of(field.extensions.get(_BACKREF)) for at, field in object_fields(schema)}
    return {at: requirement for at, requirement in found.items() if requirement is not None}


def install(schema: GraphQLSchema, requirements: Mapping[str, Requirement]) -> None:
    """Puts the guard before the resolver of every field that asks for something."""
    for coordinate, field in object_fields(schema):
        if not requirements[coordinate].is_open:
            resolve = field.resolve or default_field_resolver
            if not tells_the_past(field.extensions.get(_BACKREF)):
                resolve = of_now(coordinate, resolve)
            field.resolve = guarded(coordinate, resolve)


def of_now(coordinate: str, resolve: Resolve) -> Resolve:
    """A resolver that is not called for a person of the past: it would tell what is so now."""

    def answer(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if isinstance(source, PastCitizen):
            raise not_kept(coordinate.partition(".")[2])
        return resolve(source, info, **arguments)

    return answer


def guarded(coordinate: str, resolve: Resolve) -> Resolve:
    """A resolver that is called only when the decision lets the field be answered."""

    def answer(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        context = info.context
        denial = context.denial(coordinate) if isinstance(context, Context) else NOT_DECIDED
        if denial is not None:
            raise refusal(denial)
        return resolve(source, info, **arguments)

    return answer
