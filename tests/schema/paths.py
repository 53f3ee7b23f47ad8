"""A query for any field of the graph, made from the schema: the shortest way, with values for what is required."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

VALUES: Final = {
    "NIK": '"1901011501859001"',
    "FamilyCardNumber": '"1901010101159001"',
    "String": '"AL-7K3M-Q9TD"',
    "ID": '"x"',
    "Int": "1",
    "Float": "1.0",
    "Boolean": "true",
    "Date": '"2026-01-02"',
    "DateTime": '"2026-01-02T03:04:05Z"',
    "_Any": '{__typename: "Citizen", nik: "1901011501859001"}',
}
"""A value for each scalar."""
NAMED: Final = {"attribute": '"birthDate"'}
"""Values of arguments whose name says which texts they take."""


class Paths:
    """Ways from the roots to every object type, found breadth first."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._ways: dict[str, tuple[str, ...]] = {}
        self._find()

    def operation(self, coordinate: str) -> tuple[str, str, tuple[str, ...]]:
        """(operation that selects the field, operation that ends above it, response path of the field)."""
        type_name, _, name = coordinate.partition(".")
        owner = self._schema.type_map[type_name]
        assert isinstance(owner, GraphQLObjectType)
        way = self._ways[type_name]
        kind = way[0] if way[:1] in {("mutation",), ("subscription",)} else "query"
        steps = way if kind == "query" else way[1:]
        leaf = call(name, owner.fields[name]) + below(owner.fields[name])
        names = tuple(step.partition("(")[0] for step in steps)
        return wrapped(kind, steps, leaf), wrapped(kind, steps, "__typename"), (*names, name)

    def _find(self) -> None:
        # What a query reaches is asked by one: a mutation that is not done shows nothing below it.
        schema = self._schema
        roots = (
            (schema.query_type, ()),
            (schema.mutation_type, ("mutation",)),
            (schema.subscription_type, ("subscription",)),
        )
        for root, way in roots:
            assert root is not None
            self._ways[root.name] = way
            self._find_below(root.name, way)

    def _find_below(self, root: str, beginning: tuple[str, ...]) -> None:
        queue = [(root, beginning)]
        while queue:
            name, way = queue.pop(0)
            type_ = self._schema.type_map[name]
            assert isinstance(type_, GraphQLObjectType)
            for field_name, field in type_.fields.items():
                target = get_named_type(field.type)
                if isinstance(target, GraphQLObjectType) and target.name not in self._ways:
                    self._ways[target.name] = (*way, call(field_name, field))
                    queue.append((target.name, self._ways[target.name]))


def wrapped(kind: str, steps: tuple[str, ...], leaf: str) -> str:
    text = leaf
    for step in reversed(steps):
        text = f"{step} {{ {text} }}"
    return f"{kind} {{ {text} }}"


def call(name: str, field: GraphQLField) -> str:
    required = {n: a for n, a in field.args.items() if is_required_argument(a)}
    return f"{name}({arguments(required)})" if required else name


def below(field: GraphQLField) -> str:
    return "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"


def arguments(given: Mapping[str, GraphQLArgument | GraphQLInputField]) -> str:
    return ", ".join(f"{name}: {NAMED.get(name) or literal(one.type)}" for name, one in given.items())


def literal(type_: Any) -> str:
    if isinstance(type_, GraphQLNonNull):
        return literal(type_.of_type)
    if isinstance(type_, GraphQLList):
        return f"[{literal(type_.of_type)}]"
    if isinstance(type_, GraphQLEnumType):
        return str(next(iter(type_.values)))
    if isinstance(type_, GraphQLInputObjectType):
        fields = {n: f for n, f in type_.fields.items() if is_required_input_field(f)}
        if type_.is_one_of:
            fields = dict([next(iter(type_.fields.items()))])
        return f"{{{arguments(fields)}}}"
    return VALUES[type_.name]
