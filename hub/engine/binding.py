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
    """One argument of a root field; `read` takes it from the bound variables, and raises Unbindable."""

    read: Callable[[VariableValues], Any]


def argument_of(field: GraphQLField, node: FieldNode, name: str) -> Argument:
    """The argument `name` as its node gives it: a variable, a constant, or a mixture that graphql-core reads."""
    given = {one.name.value: one.value for one in node.arguments or ()}
    value = given.get(name)
    if isinstance(value, VariableNode):
        variable = value.name.value
        # A variable that may be missing or null is not what the argument takes; graphql-core says so.
        return Argument(lambda values: _present(values.coerced.get(variable)))
    if not any(_has_variable(one) for one in given.values()):
        constant = _argument(field, node, name, VariableValues({}, {}))
        return Argument(lambda _values: constant)
    return Argument(lambda values: _argument(field, node, name, values))


def _argument(field: GraphQLField, node: FieldNode, name: str, values: VariableValues) -> Any:
    if values.coerced and not values.sources:
        # Bound without sources: graphql-core needs them to read a variable inside a list.
        raise Unbindable
    try:
        return _present(get_argument_values(field, node, values).get(name))
    except Unbindable:
        raise
    except Exception as error:
        raise Unbindable from error


def _present(value: Any) -> Any:
    if value is None:
        raise Unbindable
    return value


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
