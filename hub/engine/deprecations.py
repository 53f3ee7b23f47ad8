"""What the published contract says will end: by when, what takes its place, and which operations ask for it.

A coordinate is written as the specification of schema coordinates has it: `Type.field`, `Type.field(argument:)`,
`Enum.VALUE`, `Input.field`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    visit,
)

from hub.engine.limits import fragments_of

_UNTIL: Final = re.compile(r"\buntil (\d{4}-\d{2}-\d{2})\b")
_INSTEAD: Final = re.compile(r"\bUse `([^`]+)` instead\b")
EXAMPLE: Final = "Use `Citizen.fullName` instead, until 2027-06-30."


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Something that will end. `until` is its last day and `instead` what takes its place, where the reason says so."""

    coordinate: str
    reason: str

    @property
    def until(self) -> dt.date | None:
        found = _UNTIL.search(self.reason)
        try:
            return dt.date.fromisoformat(found[1]) if found else None
        except ValueError:
            return None

    @property
    def instead(self) -> str | None:
        found = _INSTEAD.search(self.reason)
        return found[1] if found else None

    def is_over(self, today: dt.date) -> bool:
        """Whether it was announced to end, and that day has passed."""
        return self.until is not None and self.until < today


def deprecations_of(schema: GraphQLSchema) -> dict[str, Deprecation]:
    """Everything in a schema that will end, by its coordinate."""
    return {
        coordinate: Deprecation(coordinate, element.deprecation_reason)
        for coordinate, element in elements(schema)
        if element.deprecation_reason is not None
    }


def elements(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Fields, arguments, values and input fields with their coordinates; not those of introspection (`__Type`) nor of
    what is linked (`link__Purpose`), which no published text has."""
    for name, type_ in schema.type_map.items():
        if "__" in name:
            continue
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                yield f"{name}.{field_name}", field
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name}:)", argument
        elif isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{value}", one) for value, one in type_.values.items())
        elif isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{name}.{field_name}", one) for field_name, one in type_.fields.items())


def faults_of(schema: GraphQLSchema) -> list[str]:
    """What is wrong with announcements: each names its last day and what takes its place, which has to be there."""
    known, ending = {coordinate for coordinate, _ in elements(schema)}, deprecations_of(schema)
    return [
        f"{one.coordinate}: {fault}. Write as in: {EXAMPLE}" for one in ending.values() for fault in _faults(one, known)
    ]


def _faults(one: Deprecation, known: Collection[str]) -> Iterator[str]:
    if one.until is None:
        yield "its reason names no last day (`until YYYY-MM-DD`)"
    if one.instead is None:
        yield "its reason does not say what to use instead"
    elif one.instead not in known:
        yield f"{one.instead}, to be used instead, is not in the schema"


def asked_for(
    schema: GraphQLSchema,
    ending: Mapping[str, Deprecation],
    document: DocumentNode,
    operation: OperationDefinitionNode,
    coordinates: Collection[str],
) -> frozenset[str]:
    """What of `ending` an operation's text asks for; `coordinates` are the fields of its plan.

    Values and fields of inputs that come in variables are not in the text: see `hub.engine.in_variables`.
    """
    if not ending:
        return frozenset()
    return frozenset(ending.keys() & {*named_in(schema, document, operation), *coordinates})


def named_in(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> set[str]:
    """Coordinates that the text of an operation of a valid document names."""
    info = TypeInfo(schema)
    finder = _Finder(info)
    for node in _reached(document, operation):
        visit(node, TypeInfoVisitor(info, finder))
    return finder.found


def _reached(
    document: DocumentNode, operation: OperationDefinitionNode
) -> list[OperationDefinitionNode | FragmentDefinitionNode]:
    """The operation and the fragments that it spreads, directly or not."""
    fragments, reached = fragments_of(document), dict[str, FragmentDefinitionNode]()
    spreads = _Spreads()
    visit(operation, spreads)
    while spreads.names - reached.keys():
        for name in spreads.names - reached.keys():
            reached[name] = fragments[name]
            visit(fragments[name], spreads)
    return [operation, *reached.values()]


class _Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.add(node.name.value)


class _Finder(Visitor):
    """Coordinates that a text names."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self._info.get_parent_type()
        if parent is not None:
            here = f"{parent.name}.{node.name.value}"
            self.found |= {here, *(f"{here}({argument.name.value}:)" for argument in node.arguments or ())}

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
        parent = get_named_type(self._info.get_parent_input_type())
        if parent is not None:
            self.found.add(f"{parent.name}.{node.name.value}")

    def enter_enum_value(self, node: EnumValueNode, *_: object) -> None:
        type_ = get_named_type(self._info.get_input_type())
        if type_ is not None:
            self.found.add(f"{type_.name}.{node.value}")
