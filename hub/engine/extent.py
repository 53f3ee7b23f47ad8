"""How large an answer may become, told from the document and the graph: lists within lists multiply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from hub.resolvers.citizens import LARGEST_LIST

_LIST: Final = 10
"""Items that a list counts as: a family, or what an agency knows of a person. A list of roots has its greatest size."""


@dataclass(slots=True)
class Extent:
    """Counts values. Each selection is counted once for a type, however often it is spread."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    known: dict[tuple[int, str], int] = field(default_factory=dict)

    def of(self, operation: OperationDefinitionNode) -> int:
        """Values that the answer of a valid operation may hold."""
        root = self.schema.get_root_type(operation.operation)
        assert root is not None
        return self._selection(operation.selection_set, root, LARGEST_LIST)

    def _selection(self, selection: SelectionSetNode, parent: GraphQLNamedType, items: int) -> int:
        key = (id(selection), parent.name)
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
        return self._selection(inner.selection_set, type_, items)

    def _field(self, node: FieldNode, parent: GraphQLNamedType, items: int) -> int:
        if node.selection_set is None or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return 1
        definition = parent.fields.get(node.name.value)
        if definition is None:
            return 1  # introspection, whose answers do not depend on data
        below = 1 + self._selection(node.selection_set, get_named_type(definition.type), _LIST)
        return below * (items if is_list_type(get_nullable_type(definition.type)) else 1)
