"""The contract as a reference: each type and field with what it says, asks for, what it counts, and its source.

Made from the schema that runs, so it cannot say anything else than what is enforced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    specified_scalar_types,
)

from hub.core.attributes import camel
from hub.core.facet import Facet
from hub.engine.deprecations import Deprecation
from hub.engine.plan import Requirements
from hub.engine.schema_changes import Counts, counts_as
from hub.schema.declare import Reach, Requirement

RECORD: Final = "record"
"""The source of what the shared record itself holds."""
_KINDS: Final = (
    (GraphQLObjectType, "object"),
    (GraphQLInterfaceType, "interface"),
    (GraphQLUnionType, "union"),
    (GraphQLInputObjectType, "input"),
    (GraphQLEnumType, "enum"),
    (GraphQLScalarType, "scalar"),
)
_BEST, _GOOD, _MENTIONED = range(3)


@dataclass(frozen=True, slots=True)
class Element:
    """A field, an argument, a value or a field of an input.

    `reach` says who may read a field without `scopes` of its own. `source` is an agency, the record, or empty where it
    shows nobody's data. `counts` is what it adds to the cost of an operation.
    """

    coordinate: str
    name: str
    said: str
    type: str = ""
    type_name: str = ""
    scopes: tuple[str, ...] = ()
    category: str = ""
    is_protected: bool = False
    reach: str = ""
    source: str = ""
    counts: Counts | None = None
    ends: Deprecation | None = None
    arguments: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """A type with what stands in it; `members` are the types that an interface or a union may be."""

    name: str
    kind: str
    said: str
    elements: tuple[Element, ...]
    members: tuple[str, ...] = ()


class Reference:
    """The contract of a schema, whose facets are read at these agencies."""

    def __init__(self, schema: GraphQLSchema, requirements: Requirements, facets: Mapping[str, Facet[Any]]) -> None:
        self._schema = schema
        self._requirements = requirements
        self._agencies = {camel(facet.name): facet.agency for facet in facets.values()}

    @cached_property
    def types(self) -> Mapping[str, TypeEntry]:
        """All types by name, those of GraphQL itself left out."""
        own = (one for name, one in self._schema.type_map.items() if not name.startswith("_"))
        return {one.name: self._entry(one) for one in own if one.name not in specified_scalar_types}

    def found(self, words: str) -> list[Element]:
        """What has all these words in its coordinate or in what it says; names that are asked for come first."""
        wanted = words.lower().split()
        ranked = [(rank, one.coordinate, one) for one in self._all() if (rank := _rank(one, wanted)) is not None]
        return [one for _, _, one in sorted(ranked, key=lambda each: each[:2])] if wanted else []

    def _all(self) -> Iterator[Element]:
        for entry in self.types.values():
            yield Element(entry.name, entry.name, entry.said, entry.kind, entry.name)
            yield from entry.elements

    @cached_property
    def _sources(self) -> Mapping[str, str]:
        """Types that an agency alone answers."""
        citizen = self._schema.type_map.get("Citizen")
        fields = citizen.fields if isinstance(citizen, GraphQLObjectType) else {}
        return {get_named_type(fields[at].type).name: agency for at, agency in self._agencies.items() if at in fields}

    def _entry(self, type_: GraphQLNamedType) -> TypeEntry:
        kind = next((word for of, word in _KINDS if isinstance(type_, of)), "")
        members: tuple[str, ...] = ()
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            members = tuple(sorted(one.name for one in self._schema.get_possible_types(type_)))
        return TypeEntry(type_.name, kind, type_.description or "", tuple(self._elements(type_)), members)

    def _elements(self, type_: GraphQLNamedType) -> Iterator[Element]:
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            yield from (self._field(type_.name, name, one) for name, one in type_.fields.items())
        elif isinstance(type_, GraphQLInputObjectType):
            yield from (_plain(f"{type_.name}.{name}", name, one) for name, one in type_.fields.items())
        elif isinstance(type_, GraphQLEnumType):
            yield from (_plain(f"{type_.name}.{name}", name, one) for name, one in type_.values.items())

    def _field(self, parent: str, name: str, field: Any) -> Element:
        at = f"{parent}.{name}"
        asked: Requirement | None = self._requirements.get(at)
        said, category = field.description or "", asked.category.value if asked and asked.category else ""
        return Element(
            at,
            name,
            said.removesuffix(asked.sentence()).strip() if asked else said,
            str(field.type),
            get_named_type(field.type).name,
            asked.scopes if asked else (),
            category,
            asked.protected if asked else False,
            (asked.reach or Reach.INHERITED).value if asked and not asked.scopes else "",
            self._source(parent, name, category),
            counts_as(field),
            _ends(at, field),
            tuple(_plain(f"{at}({argument}:)", argument, one) for argument, one in field.args.items()),
        )

    def _source(self, parent: str, name: str, category: str) -> str:
        if parent == "Citizen" and name in self._agencies:
            return self._agencies[name]
        return self._sources.get(parent) or (RECORD if category else "")


def _plain(at: str, name: str, one: Any) -> Element:
    """What stands in an input, an enumeration, or between a field's parentheses."""
    of = getattr(one, "type", None)
    type_name = get_named_type(of).name if of is not None else ""
    return Element(at, name, one.description or "", str(of or ""), type_name, ends=_ends(at, one))


def _ends(at: str, one: Any) -> Deprecation | None:
    return Deprecation(at, one.deprecation_reason) if one.deprecation_reason is not None else None


def _rank(one: Element, wanted: list[str]) -> int | None:
    """How well it fits: by its name, by its coordinate, or by what is said of it; None where it does not."""
    name, at = one.name.lower(), one.coordinate.lower()
    if wanted in ([name], [at]):
        return _BEST
    if all(word in at for word in wanted):
        return _GOOD
    text = " ".join((at, one.said.lower(), one.category, one.source, *one.scopes))
    return _MENTIONED if all(word in text for word in wanted) else None
