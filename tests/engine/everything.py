"""Questions for everything the graph can tell, made from the schema: each root with each way to name somebody."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

_AGAIN: Final = {"Citizen": 2}
"""How often a type stands on one way, where it is more than once: a family leads back to persons."""
Values = Mapping[str, Sequence[str]]
"""Literals by the name of an argument, or by its type as the schema writes it (`[NIK!]!`)."""


class NoValue(AssertionError):
    """A root takes an argument of which the test does not know what to put there."""


def questions(schema: GraphQLSchema, values: Values) -> Iterator[tuple[str, str]]:
    """(name of the root, query) for every root and all combinations of its arguments. Raises NoValue."""
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        if name == "_service":
            continue
        for arguments in _combinations(name, field, values):
            given = ", ".join(f"{key}: {value}" for key, value in arguments.items())
            call = f"{name}({given})" if given else name
            yield name, f"{{ {call}{_selection(schema, field, ())} }}"


def _combinations(name: str, field: GraphQLField, values: Values) -> Iterator[dict[str, str]]:
    choices = {key: _choices(f"{name}.{key}", key, argument, values) for key, argument in field.args.items()}
    for picked in itertools.product(*choices.values()):
        yield {key: value for key, value in zip(choices, picked, strict=True) if value}


def _choices(where: str, key: str, argument: GraphQLArgument, values: Values) -> Sequence[str]:
    """What is tried for an argument; the empty text leaves it out."""
    known = values.get(where) or values.get(key) or values.get(str(argument.type))
    if is_required_argument(argument):
        if known is None:
            raise NoValue(f"{where} is a new way to ask for somebody: say in `values` what names her there.")
        return known
    return ("", *(known or ()))


def _selection(schema: GraphQLSchema, field: GraphQLField, way: tuple[str, ...]) -> str:
    type_ = get_named_type(field.type)
    if is_leaf_type(type_):
        return ""
    if isinstance(type_, GraphQLUnionType | GraphQLInterfaceType):
        parts = [f"... on {one.name} {_of(schema, one, way)}" for one in schema.get_possible_types(type_)]
        return f" {{ __typename {' '.join(part for part in parts if not part.endswith(' '))} }}"
    assert isinstance(type_, GraphQLObjectType)
    return f" {_of(schema, type_, way)}"


def _of(schema: GraphQLSchema, type_: GraphQLObjectType, way: tuple[str, ...]) -> str:
    """Every field of a type, and of the types below it."""
    if way.count(type_.name) >= _AGAIN.get(type_.name, 1):
        return "{ __typename }"
    below = (*way, type_.name)
    fields = [_selected(schema, name, field, below) for name, field in type_.fields.items()]
    return f"{{ __typename {' '.join(fields)} }}"


def _selected(schema: GraphQLSchema, name: str, field: GraphQLField, way: tuple[str, ...]) -> str:
    if any(is_required_argument(argument) for argument in field.args.values()):
        return ""
    if way.count("Citizen") > 1 and get_named_type(field.type).name.endswith("Connection"):
        # The pages of a person are asked for where she stands first; of those that she leads to, the rest is.
        return ""
    return f"{name}{_selection(schema, field, way)}"


def said(answer: Any) -> str:
    """Everything in an answer as one text, in small letters."""
    return str(answer).casefold()
