"""What an operation asks for, known before it runs: coordinates, scopes, categories, kind of its root."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from hub.access import Decision, FieldNeed
from hub.audit.receipts import Shown
from hub.core.actor import Actor
from hub.core.agreement import Validity
from hub.core.held import Link
from hub.core.receipt_parts import head_of
from hub.schema.declare import Requirement

Requirements: TypeAlias = Mapping[str, Requirement]
Asking: TypeAlias = tuple[Actor, str | None, Validity | None]
"""Who asks, with which header `Hub-Purpose`, and how her agreement stands at this moment."""
_KEPT_DECISIONS: Final = 1024
_INTROSPECTION: Final = frozenset({"__schema", "__type"})
ASKED: Final = ""
"""The part of those whom the reader asked for."""
FAMILY: Final = {Link.HEAD: "FamilyCard.head", Link.MEMBERS: "FamilyCard.members"}
"""The parts of those who come into an answer by a family card, and the coordinates below which they begin."""
NAMED: Final = "Application"
"""The part of those whom an application names, and the type with which it begins."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An operation as its text says it. @skip and @include count as selected: a plan holds for all variables.

    `fields` are the coordinates that ask for a scope; `name` is the operation's name or a hash of the document;
    `roots` the number of root fields; `above` the coordinates under which each is selected, "" for the operation.
    `parts` are the same coordinates by whose data they show where they are selected: of whoever was asked for (ASKED),
    of her family, of whoever an application names.
    """

    operation: OperationDefinitionNode
    kind: OperationType
    name: str
    roots: int
    fields: Mapping[str, Requirement]
    introspects: bool
    above: Mapping[str, frozenset[str]]
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    coordinates: frozenset[str] = field(init=False)
    """The keys of `fields`."""
    decisions: dict[Asking, Decision] = field(default_factory=dict, init=False, repr=False, compare=False)
    receipts: dict[frozenset[str], Shown] = field(default_factory=dict, init=False, repr=False, compare=False)
    part_receipts: dict[tuple[str, frozenset[str]], Shown] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    part_heads: dict[tuple[str, frozenset[str]], bytes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "coordinates", frozenset(self.fields))

    def named(self, name: str) -> Plan:
        """The same plan under another name; what is decided about one holds for both, and is kept together."""
        plan = copy.copy(self)
        object.__setattr__(plan, "name", name)
        return plan

    def decided(self, asking: Asking, decide: Callable[[], Decision]) -> Decision:
        """The decision for who asks; policies and plan do not change, so the same question has the same answer."""
        known = self.decisions.get(asking)
        if known is None:
            known = decide()
            if len(self.decisions) >= _KEPT_DECISIONS:
                # The one that stands here longest: whoever still asks is decided on again.
                del self.decisions[next(iter(self.decisions))]
            self.decisions[asking] = known
        return known

    def shown(self, denied: frozenset[str]) -> Shown:
        """What may be read of it when these are refused; a mutation's own field has a receipt of its own."""
        known = self.receipts.get(denied)
        if known is None:
            reached = self.reached(denied)
            allowed = {
                at: requirement.category.value
                for at, requirement in self.fields.items()
                if requirement.category is not None and not at.startswith("Mutation.") and at in reached
            }
            known = Shown(tuple(allowed), tuple(sorted(set(allowed.values()))))
            if len(self.receipts) >= _KEPT_DECISIONS:
                self.receipts.clear()
            self.receipts[denied] = known
        return known

    def shown_of(self, part: str, denied: frozenset[str]) -> Shown:
        """The same of one part alone."""
        known = self.part_receipts.get((part, denied))
        if known is None:
            own, shown = self.parts.get(part, frozenset()), self.shown(denied)
            fields = tuple(at for at in shown.fields if at in own)
            found = {category.value for at in fields if (category := self.fields[at].category) is not None}
            known = Shown(fields, tuple(sorted(found)))
            if len(self.part_receipts) >= _KEPT_DECISIONS:
                self.part_receipts.clear()
            self.part_receipts[part, denied] = known
        return known

    def head_of(self, part: str, denied: frozenset[str]) -> bytes:
        """How receipts tell that part's (`hub.core.receipt_parts`); no bytes where there is nothing of it."""
        known = self.part_heads.get((part, denied))
        if known is None:
            own, shown = self.shown_of(part, denied), self.shown(denied)
            known = head_of(own, shown) if own.fields else b""
            if len(self.part_heads) >= _KEPT_DECISIONS:
                self.part_heads.clear()
            self.part_heads[part, denied] = known
        return known

    def reached(self, denied: frozenset[str]) -> set[str]:
        """Coordinates that stand in the answer: below a refused one there is nothing."""
        reached, grown = {""}, True
        while grown:
            found = {at for at, above in self.above.items() if at not in denied and above & reached}
            grown = not found <= reached
            reached |= found
        return reached

    @property
    def is_public(self) -> bool:
        """Whether everything in it may be read without a token."""
        return not self.fields

    @property
    def is_parted(self) -> bool:
        """Whether it may tell different things of different persons."""
        return len(self.parts) > 1

    @property
    def is_one_mutation(self) -> bool:
        """Whether the answer is that of one mutation alone."""
        return self.kind is OperationType.MUTATION and self.roots == 1

    def needs(self, scopes: frozenset[str]) -> list[FieldNeed]:
        """What access decides on. Where one of several scopes is enough, the one that the token has is named."""
        return [FieldNeed(at, _named(r.scopes, scopes), r.category, r.protected) for at, r in self.fields.items()]


@dataclass(slots=True)
class _Walk:
    schema: GraphQLSchema
    requirements: Requirements
    fragments: Mapping[str, FragmentDefinitionNode]
    fields: dict[str, Requirement] = field(default_factory=dict)
    introspects: bool = False
    above: dict[str, set[str]] = field(default_factory=dict)
    parts: dict[str, set[str]] = field(default_factory=dict)
    done: set[tuple[int, str, str, str]] = field(default_factory=set)

    def selection(
        self, selection: SelectionSetNode, parent: GraphQLNamedType, above: str = "", part: str = ASKED
    ) -> None:
        # A fragment spread twice under one field asks for nothing new; this also keeps a bomb from exploding.
        visit = (id(selection), parent.name, above, part)
        if visit in self.done:
            return
        self.done.add(visit)
        for node in selection.selections:
            if isinstance(node, FieldNode):
                self.field(node, parent, above, part)
            elif isinstance(node, InlineFragmentNode):
                self.selection(node.selection_set, self.condition(node, parent), above, part)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                self.selection(fragment.selection_set, self.condition(fragment, parent), above, part)

    def condition(
        self, node: InlineFragmentNode | FragmentDefinitionNode, parent: GraphQLNamedType
    ) -> GraphQLNamedType:
        named = node.type_condition
        return self.schema.type_map[named.name.value] if named else parent

    def field(self, node: FieldNode, parent: GraphQLNamedType, above: str, part: str) -> None:
        name = node.name.value
        self.introspects = self.introspects or name in _INTROSPECTION
        if name.startswith("__"):
            return
        for type_ in self.possible(parent):
            here, whose = f"{type_.name}.{name}", NAMED if type_.name == NAMED else part
            self.ask(here, above, whose)
            below = get_named_type(type_.fields[name].type)
            if is_abstract_type(below):
                self.ask_identity(below, here, whose)
            if node.selection_set is not None and is_composite_type(below):
                self.selection(node.selection_set, below, here, here if here in FAMILY.values() else whose)

    def ask(self, coordinate: str, above: str, part: str) -> None:
        requirement = self.requirements[coordinate]
        self.above.setdefault(coordinate, set()).add(above)
        self.parts.setdefault(part, set()).add(coordinate)
        if not requirement.is_open:
            self.fields[coordinate] = requirement

    def ask_identity(self, abstract: GraphQLNamedType, above: str, part: str) -> None:
        """Which type an object of an interface has is told by its id, even when only `__typename` is selected."""
        for type_ in self.possible(abstract):
            if "id" in type_.fields:
                self.ask(f"{type_.name}.id", above, NAMED if type_.name == NAMED else part)

    def possible(self, type_: GraphQLNamedType) -> Iterator[GraphQLObjectType]:
        if isinstance(type_, GraphQLObjectType):
            yield type_
        elif is_abstract_type(type_):
            yield from self.schema.get_possible_types(type_)


def plan_of(
    schema: GraphQLSchema,
    requirements: Requirements,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    *,
    roots: int,
    key: str,
) -> Plan:
    """The plan of an operation of a valid document; `key` names an operation that has no name."""
    root = schema.get_root_type(operation.operation)
    assert root is not None
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    walk = _Walk(schema, requirements, fragments)
    walk.selection(operation.selection_set, root)
    return Plan(
        operation=operation,
        kind=operation.operation,
        name=operation.name.value if operation.name else unnamed(key),
        roots=roots,
        fields=walk.fields,
        introspects=walk.introspects,
        above={at: frozenset(found) for at, found in walk.above.items()},
        parts={part: frozenset(found) for part, found in walk.parts.items()},
    )


def unnamed(key: str) -> str:
    """What an operation without a name is called; `key` is the hash of its document."""
    return f"sha256:{key[:32]}"


def _named(wanted: tuple[str, ...], held: frozenset[str]) -> str:
    return next((scope for scope in wanted if scope in held), wanted[0])
