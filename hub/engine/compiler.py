"""Compiles one operation: what its fields declare becomes one shape of the record and places for agencies to fill.

It refuses what it does not know. graphql-core collects the fields: fragments, @skip, @include and merging are its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from hub.core.attributes import camel
from hub.core.facet import Facet
from hub.core.held import (
    Branch,
    Column,
    Copies,
    Embedded,
    Fixed,
    Found,
    Freshness,
    HeldCopies,
    Hole,
    Items,
    Leaf,
    Linked,
    Origin,
    Paged,
    PageStep,
    Part,
    RootStep,
    Selection,
    Shape,
    Step,
    Timed,
    Unheld,
    Way,
)
from hub.engine.binding import Argument, Coerce, argument_of, as_given, page_size
from hub.engine.compiled import AgencyHole, FreshnessHole, OpenHole, Path, Refused, RefusedField, Variant
from hub.engine.items import AgencyItems, ItemField
from hub.engine.keys import key_of
from hub.engine.places import signed
from hub.engine.plan import Plan
from hub.engine.stored import stored_types
from hub.resolvers.citizens import LARGEST_LIST
from hub.resolvers.pages import LARGEST_PAGE, PAGE
from hub.schema.declare import BY_IDENTITY, held_of, requirement_of

Grouped: TypeAlias = Mapping[str, Sequence[FieldDetails]]
_BACKREF: Final = "strawberry-definition"
_TYPENAME: Final = "__typename"
_PAGE: Final = frozenset({"first", "after"})
"""Arguments of every page."""
_SINCE: Final = frozenset({"since"})
"""Arguments that say when an answer is wanted, and nothing of what stands in it."""
_MOST_BRANCHES: Final = 24
"""Ways to other rows in one statement. PostgreSQL plans 24 in 10 ms; 120, which the limits would allow, in a second."""
_MOST_STEPS: Final = 600
"""Fields in one statement, about 50 KB of SQL."""
_AS_STORED: Final = frozenset({"String", "ID", "Int", "Boolean", "NIK", "FamilyCardNumber", "Date", "DateTime"})
"""Types whose JSON is the same from a column as from the graph; the store writes times as the graph does."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the compiler has to know of a hub: its facets in order, those that agencies answer live, and for how many
    seconds a copy of those is fresh whose answers are kept."""

    facets: Mapping[str, Facet[Any]]
    live: frozenset[str]
    kept: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Compiler:
    """Compiles one variant of an operation: for these flags (variables of @skip and @include) and refused fields."""

    schema: GraphQLSchema
    known: Known
    plan: Plan
    fragments: dict[str, FragmentDetails]
    flags: Mapping[str, bool]
    denied: frozenset[str]
    holes: list[OpenHole] = field(default_factory=list)
    refused: list[RefusedField] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)
    item: Origin | None = None
    """What the edges of the page at hand hold."""
    keys: Counter[str] = field(default_factory=Counter)
    """How often each response key stands in the operation."""
    lists: set[Path] = field(default_factory=set)
    """Where items of a facet stand; all of them have the same keys."""
    steps: int = 0
    branches: int = 0

    def variant(self) -> Variant:
        """Raises Refused."""
        root = self.schema.get_root_type(self.plan.operation.operation)
        assert root is not None
        flags = VariableValues({}, dict(self.flags))
        grouped = collect_fields(self.schema, self.fragments, flags, root, self.plan.operation).grouped_field_set
        roots = [self._root(root, key, details) for key, details in grouped.items()]
        if not any(isinstance(step, RootStep) for step in roots):
            raise Refused("nothing in it is read from the record")
        return Variant(
            shape=Shape(tuple(roots), bool(self.holes)),
            arguments=tuple(self.arguments),
            holes=tuple(self.holes),
            refused=tuple(signed(one, self.keys, self.lists) for one in self.refused),
            steps=self.steps,
        )

    # ---- roots -----------------------------------------------------------------------------------------------------

    def _root(self, root: GraphQLObjectType, key: str, details: Sequence[FieldDetails]) -> RootStep | Fixed:
        name = details[0].node.name.value
        self.keys[key] += 1
        if name == _TYPENAME:
            return Fixed(key, root.name)
        if name.startswith("__"):
            raise Refused("it asks for the schema itself")
        declaration = self._declaration(root, name)
        if not isinstance(declaration, Found):
            raise Refused(f"`{root.name}.{name}` has only a resolver")
        for argument in details[0].node.arguments or ():
            if argument.name.value not in {declaration.argument, *_PAGE, *_SINCE}:
                raise Refused(f"only a resolver knows the argument `{argument.name.value}` of `{root.name}.{name}`")
        definition = root.fields[name]
        if self._is_denied(root, name, definition, (key,), details):
            return Fixed(key, None)
        type_ = self._object(root, name, definition, declaration.type_name)
        if self._may_not_be_told(type_, definition, (key,), details):
            # Whatever is wrong with the argument is still told.
            self._key(declaration, definition, details[0].node)
            return Fixed(key, None)
        return self._begin(declaration, key, type_, definition, details)

    def _begin(
        self,
        found: Found,
        key: str,
        type_: GraphQLObjectType,
        definition: GraphQLField,
        details: Sequence[FieldDetails],
    ) -> RootStep:
        node = details[0].node
        if found.way is Way.SEARCH:
            number = self._key(found, definition, node)
            first, after = self._page_arguments(definition, node)
            page = self._page(found.origin, type_, details, (key,))
            return RootStep(key, found.way, page, number, LARGEST_PAGE, first, after)
        many = found.way in {Way.CITIZENS, Way.ENTITIES}
        most = LARGEST_LIST if many else 1
        number = self._key(found, definition, node)
        selection = self._selection(found.origin, type_, details, (key, None) if many else (key,))
        return RootStep(key, found.way, selection, number, most)

    def _key(self, found: Found, definition: GraphQLField, node: FieldNode) -> int:
        return self._argument(definition, node, found.argument, key_of(found))

    def _argument(self, definition: GraphQLField, node: FieldNode, name: str, check: Coerce) -> int:
        self.arguments.append(argument_of(definition, node, name, check))
        return len(self.arguments) - 1

    # ---- pages -----------------------------------------------------------------------------------------------------

    def _page_arguments(self, definition: GraphQLField, node: FieldNode) -> tuple[int, int]:
        first = self._argument(definition, node, "first", page_size(PAGE, LARGEST_PAGE))
        return first, self._argument(definition, node, "after", as_given)

    def _page(self, origin: Origin, type_: GraphQLObjectType, details: Sequence[FieldDetails], path: Path) -> Selection:
        """A connection whose edges hold rows of `origin`."""
        above, self.item = self.item, origin
        try:
            return self._selection(Origin.CONNECTION, type_, details, path)
        finally:
            self.item = above

    # ---- objects ---------------------------------------------------------------------------------------------------

    def _selection(
        self, origin: Origin, type_: GraphQLObjectType, details: Sequence[FieldDetails], path: Path
    ) -> Selection:
        steps = [self._step(type_, key, found, path) for key, found in self._below(type_, details).items()]
        return Selection(origin, tuple(steps))

    def _step(self, parent: GraphQLObjectType, key: str, details: Sequence[FieldDetails], above: Path) -> Step:
        name, path = details[0].node.name.value, (*above, key)
        self._count(key)
        if name == _TYPENAME:
            return Fixed(key, parent.name)
        definition = parent.fields[name]
        if self._is_denied(parent, name, definition, path, details):
            return Fixed(key, None)
        return self._declared(parent, name, definition, details, path)

    def _declared(  # noqa: PLR0911  one for each kind of declaration
        self,
        parent: GraphQLObjectType,
        name: str,
        definition: GraphQLField,
        details: Sequence[FieldDetails],
        path: Path,
    ) -> Step:
        key = _last(path)
        match self._declaration(parent, name):
            case Column(column):
                return self._leaf(parent, name, definition, key, column)
            case Embedded(origin):
                return self._part(origin, self._object(parent, name, definition), details, path)
            case Items():
                assert self.item is not None
                return self._part(self.item, self._object(parent, name, definition), details, path)
            case Paged():
                return self._listing(self._object(parent, name, definition), definition, details, path)
            case Linked(link, origin, many):
                self._count_branch()
                type_ = self._object(parent, name, definition)
                below = self._selection(origin, type_, details, (*path, None) if many else path)
                return Branch(key, link, below, many)
            case Copies(facet):
                return self._facet(self.known.facets[facet], self._object(parent, name, definition), details, path)
            case Freshness():
                return self._freshness(self._object(parent, name, definition), details, path)
            case Unheld(reason):
                raise Refused(f"`{parent.name}.{name}` has only a resolver: {reason}")
            case _:
                raise Refused(f"`{parent.name}.{name}` has only a resolver")

    def _part(self, origin: Origin, type_: GraphQLObjectType, details: Sequence[FieldDetails], path: Path) -> Part:
        above = (*path, None) if origin is Origin.EDGE else path
        return Part(_last(path), self._selection(origin, type_, details, above))

    def _listing(
        self, type_: GraphQLObjectType, definition: GraphQLField, details: Sequence[FieldDetails], path: Path
    ) -> PageStep:
        declaration = held_of(definition.extensions.get(_BACKREF))
        assert isinstance(declaration, Paged)
        self._count_branch()
        first, after = self._page_arguments(definition, details[0].node)
        page = self._page(declaration.origin, type_, details, path)
        return PageStep(_last(path), declaration.listing, page, first, after)

    def _leaf(self, parent: GraphQLObjectType, name: str, definition: GraphQLField, key: str, column: str) -> Leaf:
        type_ = get_named_type(definition.type)
        if not is_leaf_type(type_) or not (type_.name in _AS_STORED or hasattr(type_, "values")):
            raise Refused(f"`{parent.name}.{name}` has a type that no column holds as it is")
        return Leaf(key, column)

    def _facet(
        self, facet: Facet[Any], type_: GraphQLObjectType, details: Sequence[FieldDetails], path: Path
    ) -> HeldCopies | Hole:
        key = _last(path)
        fields = self._items(type_, details, (*path, None) if facet.many else path)
        if facet.name in self.known.live:
            return self._agency(facet, fields, details, path)
        known = stored_types(facet)
        # An item of which nothing is read still has to be counted.
        read = tuple(f.attribute for f in fields if f.attribute) or (next(iter(known)),)
        steps = tuple(Leaf(f.key, f.attribute) if f.attribute else Fixed(f.key, f.text) for f in fields)
        typed = tuple((name, known[name]) for name in dict.fromkeys(read))
        seconds = self.known.kept.get(facet.name)
        if seconds is None:
            return HeldCopies(key, facet.name, facet.many, steps, typed)
        stale = self._agency(facet, fields, details, path)
        return HeldCopies(key, facet.name, facet.many, steps, typed, stale, seconds)

    def _agency(
        self, facet: Facet[Any], fields: Sequence[ItemField], details: Sequence[FieldDetails], path: Path
    ) -> Hole:
        return self._hole(AgencyHole(path, [d.node for d in details], facet, AgencyItems(fields)), _last(path))

    def _freshness(self, type_: GraphQLObjectType, details: Sequence[FieldDetails], path: Path) -> Hole:
        counted = [facet for facet in self.known.facets.values() if self._counts(facet)]
        held = tuple(facet.name for facet in counted if facet.name not in self.known.live)
        hole = FreshnessHole(
            path,
            AgencyItems(self._items(type_, details, (*path, None))),
            order=tuple((facet.name, facet.agency) for facet in counted),
            held=held,
            live=tuple(facet.name for facet in counted if facet.name in self.known.live),
            kept=frozenset(held) & self.known.kept.keys(),
        )
        return self._hole(hole, _last(path), tuple(Timed(name, self.known.kept.get(name)) for name in held))

    def _counts(self, facet: Facet[Any]) -> bool:
        """Whether the operation selects the facet anywhere, and may read it."""
        coordinate = f"Citizen.{camel(facet.name)}"
        return coordinate in self.plan.fields and coordinate not in self.denied

    def _hole(self, hole: OpenHole, key: str, times: tuple[Timed, ...] | None = None) -> Hole:
        self.holes.append(hole)
        return Hole(key, len(self.holes) - 1, times)

    def _items(self, type_: GraphQLObjectType, details: Sequence[FieldDetails], path: Path) -> list[ItemField]:
        """The leaves selected of an item that an agency gives."""
        fields = []
        self.lists.add(path)
        for key, found in self._below(type_, details).items():
            self._count(key)
            name, nodes = found[0].node.name.value, [d.node for d in found]
            definition = type_.fields.get(name)
            if definition is None:
                fields.append(ItemField(key, None, type_.name, None, nodes))
            elif self._is_denied(type_, name, definition, (*path, key), found):
                fields.append(ItemField(key, None, None, None, nodes))
            else:
                fields.append(ItemField(key, self._attribute(type_, name, definition), None, definition.type, nodes))
        return fields

    def _attribute(self, type_: GraphQLObjectType, name: str, definition: GraphQLField) -> str:
        strawberry_field = definition.extensions[_BACKREF]
        if definition.args or not is_leaf_type(get_named_type(definition.type)) or strawberry_field.base_resolver:
            raise Refused(f"`{type_.name}.{name}` is no plain value of its item")
        attribute: str = strawberry_field.python_name
        return attribute

    # ---- how large ---------------------------------------------------------------------------------------------------

    def _count(self, key: str) -> None:
        self.keys[key] += 1
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise Refused(f"it has more than the {_MOST_STEPS} fields that one statement takes")

    def _count_branch(self) -> None:
        self.branches += 1
        if self.branches > _MOST_BRANCHES:
            raise Refused(f"it goes to other rows more than {_MOST_BRANCHES} times")

    # ---- common ----------------------------------------------------------------------------------------------------

    def _below(self, type_: GraphQLObjectType, details: Sequence[FieldDetails]) -> Grouped:
        flags = VariableValues({}, dict(self.flags))
        found = collect_subfields(self.schema, self.fragments, flags, self.plan.operation, type_, list(details))
        return found.grouped_field_set

    def _declaration(self, parent: GraphQLObjectType, name: str) -> object:
        return held_of(parent.fields[name].extensions.get(_BACKREF))

    def _object(
        self, parent: GraphQLObjectType, name: str, definition: GraphQLField, held: str | None = None
    ) -> GraphQLObjectType:
        """The type of a field's objects; `held` names the one of several that the record holds."""
        type_ = self.schema.type_map[held] if held else get_named_type(definition.type)
        if not isinstance(type_, GraphQLObjectType):
            raise Refused(f"`{parent.name}.{name}` may be of several types")
        return type_

    def _is_denied(
        self,
        parent: GraphQLObjectType,
        name: str,
        definition: GraphQLField,
        path: Path,
        details: Sequence[FieldDetails],
    ) -> bool:
        return self._refuse(f"{parent.name}.{name}", definition, path, details)

    def _may_not_be_told(
        self, type_: GraphQLObjectType, definition: GraphQLField, path: Path, details: Sequence[FieldDetails]
    ) -> bool:
        """Whether not even its existence may be told: who reads by identity needs the right to the `id`."""
        requirement = requirement_of(definition.extensions.get(_BACKREF))
        by_identity = requirement is not None and requirement.reach is BY_IDENTITY
        return by_identity and self._refuse(f"{type_.name}.id", definition, path, details)

    def _refuse(self, coordinate: str, definition: GraphQLField, path: Path, details: Sequence[FieldDetails]) -> bool:
        if coordinate not in self.denied:
            return False
        if isinstance(definition.type, GraphQLNonNull):
            raise Refused(f"`{coordinate}` is refused to this reader and may not be null")
        self.refused.append(RefusedField(path, [d.node for d in details], coordinate))
        return True


def _last(path: Path) -> str:
    key = path[-1]
    assert key is not None
    return key
