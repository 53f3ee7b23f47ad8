"""Variables and arguments of a compiled operation: the common forms at once, every other by graphql-core."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    is_leaf_type,
    type_from_ast,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from graphql.language import Visitor, visit

Coerce: TypeAlias = Callable[[Any], Any]
Bound: TypeAlias = Mapping[str, Any]
_MISSING: Final = object()


class Unbindable(Exception):
    """The values need graphql-core: it coerces them, or says what is wrong with them."""


class Variables:
    """The variables of an operation. Required ones of leaf types, and lists of them, are coerced without a detour."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._definitions = tuple(operation.variable_definitions or ())
        coercions = [_coercion(schema, one) for one in self._definitions]
        # A variable inside a list or an object is read by graphql-core, which wants to know where it came from.
        is_plain = None not in coercions and not _has_nested_variable(operation)
        self._simple = [c for c in coercions if c is not None] if is_plain else None

    def bind(self, raw: Mapping[str, Any]) -> VariableValues:
        """Raises Unbindable for values that cannot be used."""
        if self._simple is not None:
            return VariableValues({}, self._coerced(self._simple, raw))
        values = get_variable_values(self._schema, self._definitions, dict(raw), max_errors=1)
        if isinstance(values, list):
            raise Unbindable
        return values

    def _coerced(self, simple: Sequence[tuple[str, Coerce]], raw: Mapping[str, Any]) -> dict[str, Any]:
        coerced = {}
        for name, coerce in simple:
            value = raw.get(name, _MISSING)
            if value is _MISSING or value is None:
                raise Unbindable
            try:
                coerced[name] = coerce(value)
            except Exception as error:
                raise Unbindable from error
        return coerced


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a field; `read` takes it from the bound variables, and raises Unbindable."""

    read: Callable[[VariableValues], Any]


def argument_of(field: GraphQLField, node: FieldNode, name: str, check: Coerce) -> Argument:
    """The argument `name` as its node gives it: a variable, a constant, or a mixture that graphql-core reads.

    `check` gives the value to use, and raises Unbindable for one that the resolvers have to look at.
    """
    given = {one.name.value: one.value for one in node.arguments or ()}
    value = given.get(name)
    if isinstance(value, VariableNode):
        variable = value.name.value
        return Argument(lambda values: check(_of_variable(field, node, name, variable, values)))
    if value is None or not _has_variable(value):
        constant = _argument(field, node, name, value)
        return Argument(lambda _values: check(constant()))
    return Argument(lambda values: check(_read(field, node, name, values)))


def required(value: Any) -> Any:
    """A value that has to be there."""
    if value is None:
        raise Unbindable
    return value


def at_most(limit: int) -> Coerce:
    """A list that is no longer than this."""

    def checked(value: Any) -> Any:
        if value is None or len(value) > limit:
            raise Unbindable
        return value

    return checked


def page_size(default: int, largest: int) -> Coerce:
    """The number of items of a page."""

    def checked(value: Any) -> Any:
        size = default if value is None else value
        if not 1 <= size <= largest:
            raise Unbindable
        return size

    return checked


def as_given(value: Any) -> Any:
    """A value that may be missing."""
    return value


def _argument(field: GraphQLField, node: FieldNode, name: str, value: ValueNode | None) -> Callable[[], Any]:
    """A constant: its own literal, or the default of an argument that is left out."""
    alone = FieldNode(name=node.name, arguments=tuple(a for a in node.arguments or () if a.value is value))
    known: list[Any] = []

    def constant() -> Any:
        if not known:
            known.append(
                _given(GraphQLField(field.type, {name: field.args[name]}), alone, name, VariableValues({}, {}))
            )
        return known[0]

    return constant


def _of_variable(field: GraphQLField, node: FieldNode, name: str, variable: str, values: VariableValues) -> Any:
    if not values.sources:
        return values.coerced.get(variable)
    return _read(field, node, name, values)


def _read(field: GraphQLField, node: FieldNode, name: str, values: VariableValues) -> Any:
    if values.coerced and not values.sources:
        # Bound without sources: graphql-core needs them to read a variable inside a list.
        raise Unbindable
    return _given(field, node, name, values)


def _given(field: GraphQLField, node: FieldNode, name: str, values: VariableValues) -> Any:
    try:
        return get_argument_values(field, node, values).get(name)
    except Exception as error:
        raise Unbindable from error


def _coercion(schema: GraphQLSchema, definition: VariableDefinitionNode) -> tuple[str, Coerce] | None:
    """The coercion of a variable that must be given: of a leaf, or of a list of leaves that must not be null."""
    type_ = type_from_ast(schema, definition.type)
    if not isinstance(type_, GraphQLNonNull) or definition.default_value is not None:
        return None
    leaf = type_.of_type
    if is_leaf_type(leaf):
        return definition.variable.name.value, _leaf(leaf)
    if (
        isinstance(leaf, GraphQLList)
        and isinstance(leaf.of_type, GraphQLNonNull)
        and is_leaf_type(leaf.of_type.of_type)
    ):
        return definition.variable.name.value, _list(_leaf(leaf.of_type.of_type))
    return None


def _leaf(type_: GraphQLLeafType) -> Coerce:
    coerce: Coerce = type_.coerce_input_value
    return coerce


def _list(coerce: Coerce) -> Coerce:
    def coerced(value: Any) -> list[Any]:
        if type(value) is not list:
            raise TypeError
        return [coerce(one) for one in value]

    return coerced


class _NestedVariableFinder(Visitor):
    found = False

    def enter_list_value(self, node: ListValueNode, *_args: Any) -> None:
        self.found = self.found or _has_variable(node)

    def enter_object_value(self, node: ObjectValueNode, *_args: Any) -> None:
        self.found = self.found or _has_variable(node)


def _has_nested_variable(operation: OperationDefinitionNode) -> bool:
    finder = _NestedVariableFinder()
    visit(operation, finder)
    return finder.found


class _VariableFinder(Visitor):
    found = False

    def enter_variable(self, *_args: Any) -> None:
        self.found = True


def _has_variable(node: Any) -> bool:
    finder = _VariableFinder()
    visit(node, finder)
    return finder.found
