"""The walk over the finished schema: what is not declared does not start."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_non_null_type,
)

from hub.core.actor import SCOPES
from hub.schema.declare import BY_IDENTITY, INHERITED, Requirement
from hub.schema.guard import object_fields
from hub.schema.stands_for import StandsFor

_BACKREF: Final = "strawberry-definition"
_WITHOUT_PERSONAL_DATA: Final = frozenset(
    {"agency:read", "dashboard:read", "delivery:read", "delivery:replay", "webhook:manage"}
)
"""Scopes of fields that tell nothing of a person; every other one needs a category for the receipt."""


class UndeclaredField(Exception):
    """A field, mutation or type of the graph is not declared as it has to be."""


def check(schema: GraphQLSchema, requirements: Mapping[str, Requirement], scopes: Collection[str] = SCOPES) -> None:
    """Raises UndeclaredField with everything that is wrong: no scope, no category, no way to be null, banned extras.

    `scopes` are those of the contract and of the facets.
    """
    problems = [*_fields(schema, requirements), *_unlisted(requirements, scopes), *_types(schema)]
    if problems:
        raise UndeclaredField("\n".join(problems))


def _fields(schema: GraphQLSchema, requirements: Mapping[str, Requirement]) -> Iterator[str]:
    roots = {type_.name for type_ in (schema.query_type, schema.mutation_type, schema.subscription_type) if type_}
    for coordinate, field in object_fields(schema):
        requirement = requirements.get(coordinate)
        if requirement is None:
            yield f"{coordinate} declares no scope. Declare it with hub.schema.declare.field, or as PUBLIC."
            continue
        yield from _wanting(coordinate, field, requirement, is_root=coordinate.partition(".")[0] in roots)
        yield from _banned(coordinate, field)


def _unlisted(requirements: Mapping[str, Requirement], scopes: Collection[str]) -> Iterator[str]:
    for coordinate, requirement in requirements.items():
        for scope in requirement.scopes:
            if scope not in scopes:
                yield f"{coordinate} asks for the scope {scope}, which neither the contract nor a facet has."


def _wanting(coordinate: str, field: GraphQLField, requirement: Requirement, *, is_root: bool) -> Iterator[str]:
    if set(requirement.scopes) - _WITHOUT_PERSONAL_DATA and requirement.category is None:
        yield f"{coordinate} has a scope of personal data and no category."
    if is_root and requirement.reach is INHERITED:
        yield f"{coordinate} has no field above it whose requirement it could inherit."
    if requirement.reach is BY_IDENTITY and not isinstance(get_named_type(field.type), GraphQLInterfaceType):
        yield f"{coordinate} is no interface, so no identity decides who may read it."
    is_federation = "._" in coordinate  # the federation specification fixes these two types
    if is_root and requirement.scopes and is_non_null_type(field.type) and not is_federation:
        yield f"{coordinate} has a scope and is not nullable: a refusal would take the whole answer away."


def _banned(coordinate: str, field: GraphQLField) -> Iterator[str]:
    declared = field.extensions[_BACKREF]
    if declared.permission_classes or declared.extensions:
        yield f"{coordinate} has permission classes or extensions; the engine would have to refuse it."


def _types(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and type_.interfaces:
            origin = type_.extensions[_BACKREF].origin
            if not issubclass(origin, StandsFor):
                yield f"{type_.name} implements an interface without StandsFor."
        if isinstance(type_, GraphQLInterfaceType) and type_.extensions[_BACKREF].resolve_type is not None:
            yield f"{type_.name} resolves its type by itself."
