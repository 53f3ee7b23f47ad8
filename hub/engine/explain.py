"""What an operation will do, told before it runs: lane, statement, calls to agencies, cost, scopes, categories."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

from hub.core.errors import BadInput
from hub.core.held import (
    Branch,
    HeldCopies,
    Hole,
    Leaf,
    Origin,
    PageStep,
    Part,
    RootStep,
    Selection,
    Shape,
    Unanswerable,
    Way,
)
from hub.engine.compiled import AgencyHole, Path, Refused, Variant
from hub.engine.compiler import Known
from hub.engine.documents import Chosen, Documents
from hub.engine.extent import Extent
from hub.engine.limits import Limits, fragments_of, size_of
from hub.engine.operation import Operation
from hub.engine.plan import Requirements
from hub.engine.shape import shape
from hub.resolvers.pages import LARGEST_PAGE

FAMILY: Final = 10
"""Persons that one family card counts as."""
COPIES: Final = 10
"""Items that one facet counts as."""
_MOST_FLAGS: Final = 3
_BY_NIK: Final = frozenset({Way.CITIZEN, Way.CITIZENS, Way.ENTITIES})
"""Roots that may name somebody whom the record does not know."""
Statement = Callable[[Shape], str]


@dataclass(frozen=True, slots=True)
class Agency:
    """How an agency may be asked: `name`, and how many keys a call takes."""

    name: str
    max_batch: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """One operation. `lines` is what a person reads. `most` is how many values the answer may hold, by what the limit
    counts; `depth` the levels of its selection."""

    name: str
    lane: str
    lines: tuple[str, ...]
    most: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains documents for a hub with these facets. `agencies` by facet; `statement` writes the SQL of a shape."""

    schema: GraphQLSchema
    requirements: Requirements
    known: Known
    agencies: Mapping[str, Agency]
    statement: Statement

    def explain(self, text: str) -> list[Explanation]:
        """Every operation of a document. Raises HubError for one that cannot be used."""
        documents = Documents(self.schema, self.requirements, self.known, Limits(), hide_suggestions=False)
        document = documents.get(text)
        if document.errors or document.ast is None:
            raise BadInput(shape(document.errors)[0]["message"])
        operations = [node for node in document.ast.definitions if isinstance(node, OperationDefinitionNode)]
        names = [node.name.value if node.name else None for node in operations]
        return [self._one(documents.choose(document, name), document.ast) for name in names]

    def _one(self, chosen: Chosen, ast: DocumentNode) -> Explanation:
        plan = chosen.plan
        scopes = sorted({" or ".join(requirement.scopes) for requirement in plan.fields.values()})
        categories = sorted({r.category.value for r in plan.fields.values() if r.category is not None})
        lane, lines = self._lanes(chosen.operation)
        return Explanation(
            plan.name,
            lane,
            (
                f"{plan.kind.value} {plan.name}",
                *_line("scopes", ", ".join(scopes) or "none, public"),
                *_line("categories", ", ".join(categories) or "no personal data"),
                *lines,
            ),
            Extent(self.schema, fragments_of(ast), plan.operation).most(),
            size_of(ast, plan.operation).depth,
        )

    def _lanes(self, operation: Operation | Refused) -> tuple[str, list[str]]:
        """The lane with the least of its variants in it, and what each variant does."""
        if isinstance(operation, Refused):
            return "C", _line("lane", f"C, by the resolvers: {operation}")
        lanes, lines = [], []
        for flags in _flags(operation.flags):
            lane, told = self._variant(operation, flags)
            lanes.append(lane)
            if flags:
                lines += _line("when", ", ".join(f"${name} = {str(value).lower()}" for name, value in flags.items()))
            lines += told
        return max(lanes, key="EDC".index), lines

    def _variant(self, operation: Operation, flags: Mapping[str, bool]) -> tuple[str, list[str]]:
        try:
            variant = operation.variant(flags, frozenset())
            statement = self.statement(variant.shape)
        except (Refused, Unanswerable) as error:
            return "C", _line("lane", f"C, by the resolvers: {error}")
        calls = list(self._calls(variant))
        lane, how = ("D", f"one statement, then {self._who(variant)}") if variant.holes else ("E", "one statement")
        return lane, [
            *_line("lane", f"{lane}, {how}"),
            *_line("cost", f"{_many(cost(variant), 'value')} at most"),
            *(line for call in calls for line in _line("agency", call)),
            *_line("statement", statement),
        ]

    def _who(self, variant: Variant) -> str:
        """Who is asked after the statement: always, or only where a kept copy is no longer fresh."""
        kept = variant.live_facets <= self.known.kept.keys() and any(isinstance(h, AgencyHole) for h in variant.holes)
        return "agencies where a copy is not fresh" if kept else "agencies"

    def _calls(self, variant: Variant) -> Iterator[str]:
        keys: dict[str, int] = {}
        for hole in variant.holes:
            for facet in (hole.facet.name,) if isinstance(hole, AgencyHole) else hole.live:
                keys[facet] = keys.get(facet, 0) + times(hole.path, variant)
        for facet, count in keys.items():
            agency = self.agencies[facet]
            calls = math.ceil(count / agency.max_batch)
            yield f"{agency.name} for {facet}: {_many(count, 'key')} at most, {_many(calls, 'call')}"
        persons = sum(step.most for step in _found(variant) if step.way in _BY_NIK)
        if persons:
            yield f"population for whom the record does not know: {_many(persons, 'call')} at most"


def cost(variant: Variant) -> int:
    """Values that the answer may hold, with a family as 10 persons and a facet as 10 items."""
    # Of a search its edges are many, not the page itself.
    return sum(
        (1 if step.way is Way.SEARCH else step.most) * _values(step.selection, variant) for step in _found(variant)
    )


def times(path: Path, variant: Variant) -> int:
    """How often a place may stand in the answer: once for each item of the lists above it."""
    lists = path[:-1].count(None)
    roots: dict[str | None, int] = {step.key: step.most for step in _found(variant)}
    first = roots.get(path[0], 1)
    families = lists - (first > 1)
    return int(first * FAMILY**families)


def _values(selection: Selection, variant: Variant) -> int:
    return sum(_step(step, variant) for step in selection.steps)


def _step(step: object, variant: Variant) -> int:  # noqa: PLR0911  one for each kind of step
    match step:
        case Leaf():
            return 1
        case Part():
            many = step.selection.origin is Origin.EDGE
            return _values(step.selection, variant) * (LARGEST_PAGE if many else 1)
        case PageStep():
            return _values(step.selection, variant)
        case Branch():
            return _values(step.selection, variant) * (FAMILY if step.many else 1)
        case HeldCopies():
            return len(step.fields) * (COPIES if step.many else 1)
        case Hole():
            hole = variant.holes[step.number]
            many = not isinstance(hole, AgencyHole) or hole.facet.many
            return len(hole.items) * (COPIES if many else 1)
    return 0


def _found(variant: Variant) -> list[RootStep]:
    return [step for step in variant.shape.roots if isinstance(step, RootStep)]


def _flags(names: tuple[str, ...]) -> Iterator[dict[str, bool]]:
    """Every set of flags; only the two extremes where there are many."""
    if len(names) > _MOST_FLAGS:
        yield dict.fromkeys(names, True)
        yield dict.fromkeys(names, False)
        return
    for values in itertools.product((True, False), repeat=len(names)):
        yield dict(zip(names, values, strict=True))


def _line(word: str, text: str) -> list[str]:
    return [f"  {word:<12}{text}"]


def _many(count: int, of: str) -> str:
    return f"{count} {of}" if count == 1 else f"{count} {of}s"
