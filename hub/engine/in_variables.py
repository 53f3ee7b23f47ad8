"""What of the contract comes in an operation's variables: values of enums and fields of inputs, which its text does not
name.

Coordinates are written as in `hub.engine.deprecations`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_input_type,
    type_from_ast,
)


@dataclass(frozen=True, slots=True)
class InVariables:
    """Variables of an operation, by name, in whose values something of `wanted` may stand."""

    types: Mapping[str, GraphQLInputType]
    wanted: frozenset[str]

    @classmethod
    def of(cls, schema: GraphQLSchema, operation: OperationDefinitionNode, wanted: Collection[str]) -> Self | None:
        """None where nothing of it can stand in any of them, as in most operations."""
        types = {
            name: type_
            for name, type_ in types_of(schema, operation).items()
            if not coordinates_below(type_).isdisjoint(wanted)
        }
        return cls(types, frozenset(wanted)) if types else None

    def found(self, variables: Mapping[str, Any]) -> frozenset[str]:
        """What of it stands in these values, which may not be valid."""
        given = (_in_value(type_, variables[name]) for name, type_ in self.types.items() if name in variables)
        return self.wanted & {one for each in given for one in each}


def types_of(schema: GraphQLSchema, operation: OperationDefinitionNode) -> dict[str, GraphQLInputType]:
    """The types of an operation's variables, as far as this schema has them."""
    found = {one.variable.name.value: type_from_ast(schema, one.type) for one in operation.variable_definitions or ()}
    return {name: type_ for name, type_ in found.items() if type_ is not None and is_input_type(type_)}


def coordinates_below(type_: GraphQLInputType) -> set[str]:
    """Everything that may stand in values of this type."""
    found, left, seen = set[str](), [get_named_type(type_)], set[str]()
    while left:
        one: GraphQLNamedType = left.pop()
        if one.name in seen:
            continue
        seen.add(one.name)
        if isinstance(one, GraphQLEnumType):
            found |= {f"{one.name}.{value}" for value in one.values}
        elif isinstance(one, GraphQLInputObjectType):
            found |= {f"{one.name}.{name}" for name in one.fields}
            left += [get_named_type(field.type) for field in one.fields.values()]
    return found


def _in_value(type_: GraphQLInputType, value: Any) -> Iterator[str]:
    if isinstance(type_, GraphQLNonNull):
        yield from _in_value(type_.of_type, value)
    elif isinstance(type_, GraphQLList):
        # A value that is alone stands for a list of it.
        for each in value if isinstance(value, list) else [value]:
            yield from _in_value(type_.of_type, each)
    elif isinstance(type_, GraphQLEnumType):
        yield f"{type_.name}.{value}"
    elif isinstance(type_, GraphQLInputObjectType) and isinstance(value, dict):
        for name in value.keys() & type_.fields.keys():
            yield f"{type_.name}.{name}"
            yield from _in_value(type_.fields[name].type, value[name])
