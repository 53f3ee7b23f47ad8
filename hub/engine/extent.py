"""How large an answer may become, told from the document, the graph and the variables: lists within lists multiply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    ArgumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from hub.resolvers.citizens import LARGEST_LIST
from hub.resolvers.pages import LARGEST_PAGE, PAGE

_LIST: Final = 10
"""Items that a list counts as: a family, or what an agency knows of a person. A list of roots has its greatest size."""
_FIRST: Final = "first"


@dataclass(frozen=True, slots=True)
class Extent:
    """Counts the values that the answer to one operation of a valid document may hold.

    A list of what was asked for by keys counts as these keys, the edges of a page as its `first`.
    """

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    operation: OperationDefinitionNode

    def most(self) -> int:
        """With the most keys and the largest pages that variables can ask for."""
        return self._count(_Sizes(LARGEST_LIST, LARGEST_PAGE))

    def least(self) -> int:
        """With one key in every list and one item on every page that variables ask for."""
        return self._count(_Sizes(1, 1))

    def of(self, variables: Mapping[str, Any]) -> int:
        """With these variables, as they came: nobody has looked at them yet."""
        return self._count(_Sizes(1, PAGE, {**self._defaults(), **variables}))

    def _count(self, sizes: _Sizes) -> int:
        root = self.schema.get_root_type(self.operation.operation)
        assert root is not None
        counted = _Count(self.schema, self.fragments, sizes, {})
        return counted.selection(self.operation.selection_set, root, LARGEST_LIST)

    def _defaults(self) -> dict[str, Any]:
        """Values that stand in the document where the caller gives none."""
        return {
            one.variable.name.value: one.default_value
            for one in self.operation.variable_definitions or ()
            if one.default_value is not None
        }


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Sizes of lists and pages: as the document states them, as `variables` do, or else `keys` and `page`.

    `variables` are JSON, or nodes of the document where they are defaults.
    """

    keys: int
    page: int
    variables: Mapping[str, Any] | None = None

    def of_list(self, value: Any) -> int:
        """How many keys are given. Whoever gives more than is allowed is refused for it later."""
        if isinstance(value, VariableNode):
            return self.keys if self.variables is None else self.of_list(self.variables.get(value.name.value))
        if isinstance(value, ListValueNode):
            value = value.values
        return min(len(value), LARGEST_LIST) if isinstance(value, list | tuple) else 1

    def of_page(self, value: Any) -> int:
        """The size of a page."""
        if isinstance(value, VariableNode):
            return self.page if self.variables is None else self.of_page(self.variables.get(value.name.value))
        if isinstance(value, IntValueNode):
            value = int(value.value)
        # One that is refused for its size holds nothing.
        return min(max(value, 1), LARGEST_PAGE) if isinstance(value, int) else PAGE


@dataclass(frozen=True, slots=True)
class _Count:
    """Each selection is counted once for a type and a size of its lists, however often it is spread."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    sizes: _Sizes
    known: dict[tuple[int, str, int], int]

    def selection(self, selection: SelectionSetNode, parent: GraphQLNamedType, items: int) -> int:
        key = (id(selection), parent.name, items)
        if key not in self.known:
            self.known[key] = sum(self._node(node, parent, items) for node in selection.selections)
        return self.known[key]

    def _node(self, node: SelectionNode, parent: GraphQLNamedType, items: int) -> int:
        if isinstance(node, FieldNode):
            return self._field(node, parent, items)
        assert isinstance(node, FragmentSpreadNode | InlineFragmentNode)
        inner = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        condition = inner.type_condition
        type_ = self.schema.type_map[condition.name.value] if condition else parent
        return self.selection(inner.selection_set, type_, items)

    def _field(self, node: FieldNode, parent: GraphQLNamedType, items: int) -> int:
        if node.selection_set is None or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return 1
        definition = parent.fields.get(node.name.value)
        if definition is None:
            return 1  # introspection, whose answers do not depend on data
        given = {one.name.value: one for one in node.arguments or ()}
        # What stands in a page are its edges.
        inside = self.sizes.of_page(_value(given.get(_FIRST))) if _FIRST in definition.args else _LIST
        below = 1 + self.selection(node.selection_set, get_named_type(definition.type), inside)
        return below * (
            self._items(definition, given, items) if is_list_type(get_nullable_type(definition.type)) else 1
        )

    def _items(self, definition: GraphQLField, given: Mapping[str, ArgumentNode], items: int) -> int:
        """How many a list has: as many as keys that had to be given, or what is assumed of it."""
        for name, argument in definition.args.items():
            value = _value(given.get(name))
            if value is not None and isinstance(argument.type, GraphQLNonNull) and is_list_type(argument.type.of_type):
                return self.sizes.of_list(value)
        return items


def _value(argument: ArgumentNode | None) -> ValueNode | None:
    return None if argument is None else argument.value
