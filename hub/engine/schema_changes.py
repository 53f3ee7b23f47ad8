"""What another version of the published contract means for who reads by it: breaking, dangerous and safe changes.

graphql-core knows what breaks a document. Scopes, categories and what lists count are ours, and stand in the published
text: a field's description ends in its requirement (`hub.schema.declare.Requirement.sentence`). A change that breaks is
announced where the old contract said that what breaks would end, by a day that has passed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from hub.core.errors import BadInput
from hub.engine.deprecations import Deprecation, deprecations_of, elements

_COORDINATE: Final = re.compile(r"(?<![\w.])\w+\.\w+(?:\(\w+:\))?")
_TYPE: Final = re.compile(r"@?\b\w+")
_REQUIRED: Final = re.compile(
    r"Requires scope (?P<scopes>`[^.]*`)\.(?: Category (?P<category>\w+)\.)?(?P<protected> Protected )?"
)
_PUBLIC: Final = "Public."


class Severity(StrEnum):
    """What a change does to documents that hold by the old contract."""

    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    SAFE = "safe"


class Counts(StrEnum):
    """What a field counts as: a list as its items, a page as its `first`."""

    VALUE = "one value"
    LIST = "a list"
    PAGE = "a page"


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change, of what is at a coordinate. `announced` is told of breaking ones."""

    severity: Severity
    kind: str
    coordinate: str
    told: str
    announced: bool = False

    @property
    def is_unannounced(self) -> bool:
        return self.severity is Severity.BREAKING and not self.announced


@dataclass(frozen=True, slots=True)
class Published:
    """What a published description says of who may read a field."""

    scopes: frozenset[str]
    category: str
    is_protected: bool
    is_public: bool


def read_schema(text: str, name: str) -> GraphQLSchema:
    """The schema of a published text. Raises BadInput, which names it."""
    try:
        return build_schema(text, assume_valid_sdl=True, no_location=True)
    except (GraphQLError, TypeError) as error:
        raise BadInput(
            f"{name} is no schema: {str(error).splitlines()[0]} Give a file that `hub schema print` wrote."
        ) from error


def changes_between(old: GraphQLSchema, new: GraphQLSchema, today: dt.date) -> list[SchemaChange]:
    """Every change, what breaks first."""
    announced = _Announced(old, deprecations_of(old), today)
    told = list(_by_core(old, new, announced))
    found = [
        *told,
        *_by_requirement(old, new, announced),
        *_by_cost(old, new),
        *_safe(old, new, {one.coordinate for one in told}),
    ]
    order = list(Severity)
    return sorted(found, key=lambda one: (order.index(one.severity), one.announced, one.coordinate, one.kind))


def published(description: str | None) -> Published:
    """The requirement at the end of a field's description; without one it is read by who may read the field above."""
    said = description or ""
    found = _REQUIRED.search(said)
    if found is None:
        return Published(frozenset(), "", is_protected=False, is_public=said.endswith(_PUBLIC))
    scopes = frozenset(re.findall(r"`([^`]+)`", found["scopes"]))
    return Published(scopes, found["category"] or "", is_protected=bool(found["protected"]), is_public=False)


@dataclass(frozen=True, slots=True)
class _Announced:
    """Whether the old contract said that something would end, by a day that has passed."""

    schema: GraphQLSchema
    ending: Mapping[str, Deprecation]
    today: dt.date

    def __call__(self, coordinate: str) -> bool:
        if "." not in coordinate:
            return self._of_type(coordinate)
        # What is said of a field holds for its arguments.
        return any(self._is_over(at) for at in (coordinate, coordinate.partition("(")[0]))

    def _is_over(self, coordinate: str) -> bool:
        one = self.ending.get(coordinate)
        return one is not None and one.is_over(self.today)

    def _of_type(self, name: str) -> bool:
        """A type ends with all that leads to it, or with all that stands in it."""
        type_ = self.schema.type_map.get(name)
        if type_ is None:
            return False
        names = {name, *(one.name for one in _containing(self.schema, type_))}
        leading = [
            coordinate
            for coordinate, element in elements(self.schema)
            if (below := getattr(element, "type", None)) is not None and get_named_type(below).name in names
        ]
        own = [coordinate for coordinate, _ in elements(self.schema) if coordinate.startswith(f"{name}.")]
        return any(group and all(map(self._is_over, group)) for group in (leading, own))


def _containing(schema: GraphQLSchema, type_: GraphQLNamedType) -> Iterator[GraphQLNamedType]:
    """Interfaces and unions that an object may stand for."""
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        yield from type_.interfaces
    for other in schema.type_map.values():
        if isinstance(other, GraphQLUnionType) and type_ in other.types:
            yield other


def _by_core(old: GraphQLSchema, new: GraphQLSchema, announced: _Announced) -> Iterator[SchemaChange]:
    for breaking in find_breaking_changes(old, new):
        at = _at(breaking.description)
        yield SchemaChange(Severity.BREAKING, breaking.type.name, at, breaking.description, announced(at))
    for dangerous in find_dangerous_changes(old, new):
        at = _at(dangerous.description)
        yield SchemaChange(Severity.DANGEROUS, dangerous.type.name, at, dangerous.description)


def _at(description: str) -> str:
    """What a sentence of graphql-core is about: the first coordinate in it, or else its first word, a type."""
    found = _COORDINATE.search(description) or _TYPE.search(description)
    return found[0] if found else ""


def _by_requirement(old: GraphQLSchema, new: GraphQLSchema, announced: _Announced) -> Iterator[SchemaChange]:
    now = dict(elements(new))
    for at, element in elements(old):
        if at not in now or not hasattr(element, "args") or element.description == now[at].description:
            continue
        before, after = published(element.description), published(now[at].description)
        for kind, told, breaks in _differences(before, after):
            severity = Severity.BREAKING if breaks else Severity.SAFE
            yield SchemaChange(severity, kind, at, f"{at} {told}.", breaks and announced(at))


def _differences(before: Published, after: Published) -> Iterator[tuple[str, str, bool]]:
    """(kind, what is told, whether who could read it may not any more)."""
    if before.scopes != after.scopes or before.is_public != after.is_public:
        was, now = _reach(before), _reach(after)
        narrowed = bool(after.scopes) and (not before.scopes or not before.scopes <= after.scopes)
        yield (
            "SCOPE_CHANGED",
            f"asks for {now} instead of {was}",
            narrowed or (before.is_public and not after.is_public),
        )
    if before.category != after.category:
        was, now = before.category or "none", after.category or "none"
        yield "CATEGORY_CHANGED", f"shows data of the category {now} instead of {was}", bool(after.category)
    if before.is_protected != after.is_protected:
        how = "is" if after.is_protected else "is no longer"
        yield "PROTECTION_CHANGED", f"{how} protected (UU 24/2013 art. 84)", after.is_protected


def _reach(said: Published) -> str:
    if said.scopes:
        return " or ".join(f"`{scope}`" for scope in sorted(said.scopes))
    return "nothing, it is public" if said.is_public else "no more than the field above it"


def _by_cost(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[SchemaChange]:
    """Fields that count for more, or for less: a list counts as its items, a page as its `first`."""
    now = dict(elements(new))
    for at, element in elements(old):
        if at in now and hasattr(element, "args"):
            before, after = counts_as(element), counts_as(now[at])
            if before != after:
                yield SchemaChange(
                    Severity.DANGEROUS, "COST_CHANGED", at, f"{at} counts as {after} instead of {before}."
                )


def counts_as(field: Any) -> Counts:
    """What a field adds to the cost of an operation."""
    if "first" in field.args:
        return Counts.PAGE
    return Counts.LIST if is_list_type(get_nullable_type(field.type)) else Counts.VALUE


def _safe(old: GraphQLSchema, new: GraphQLSchema, told: Collection[str]) -> Iterator[SchemaChange]:
    """What is new, but for what was told already, and what will end."""
    before = dict(elements(old))
    for at, _ in elements(new):
        if at not in before and at not in told:
            yield SchemaChange(Severity.SAFE, "ADDED", at, f"{at} was added.")
    ended = deprecations_of(old)
    for at, one in deprecations_of(new).items():
        if at in before and at not in ended:
            yield SchemaChange(Severity.SAFE, "DEPRECATED", at, f"{at} will end: {one.reason}")
