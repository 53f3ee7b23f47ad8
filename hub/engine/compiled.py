"""What compiling an operation gives: a shape of the record, places that agencies fill, and what is refused in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import FieldNode

from hub.access import Denial
from hub.core.facet import Facet
from hub.core.held import Shape, Statement
from hub.engine.binding import Argument
from hub.engine.items import AgencyItems

Path: TypeAlias = tuple[str | None, ...]
"""Response keys from the root on; None stands for the index in a list."""


class Refused(Exception):
    """This operation needs its resolvers; the message says which field, and why."""


@dataclass(frozen=True, slots=True)
class AgencyHole:
    """A place in the answer of a facet that its agency is asked for: always, or where the copy is not fresh."""

    path: Path
    nodes: Sequence[FieldNode]
    facet: Facet[Any]
    items: AgencyItems

    @property
    def live(self) -> tuple[str, ...]:
        """Facets that agencies are asked for."""
        return (self.facet.name,)


@dataclass(frozen=True, slots=True)
class FreshnessHole:
    """The place of `sources`. `held` are facets whose times stand in the mark, `live` those that agencies answer.

    `kept` are those of `held` that an agency is asked for where the mark has no time.
    """

    path: Path
    items: AgencyItems
    order: tuple[tuple[str, str], ...]
    """(facet, agency) of the facets that count, in the order of the answer."""
    held: tuple[str, ...]
    live: tuple[str, ...]
    kept: frozenset[str] = frozenset()


OpenHole: TypeAlias = AgencyHole | FreshnessHole


@dataclass(frozen=True, slots=True)
class RefusedField:
    """A field that this reader is refused: null wherever it stands, and told of once.

    `sign` are bytes that an answer holds if the field stands in it, and only then; its first place is then the path
    with 0 for each index. Empty where the answer has to be read for that.
    """

    path: Path
    nodes: Sequence[FieldNode]
    coordinate: str
    sign: bytes = b""

    @property
    def place(self) -> list[str | int]:
        """The first place there is."""
        return [0 if key is None else key for key in self.path]


@dataclass(frozen=True, slots=True)
class Variant:
    """An operation for one set of flags and refusals. `statements` are kept by their row predicates, `told` what an
    answer says of a refused field (by its number) for each reason, with its place where it has a sign."""

    shape: Shape
    arguments: tuple[Argument, ...]
    holes: tuple[OpenHole, ...]
    refused: tuple[RefusedField, ...]
    steps: int = 0
    """How many fields it has, as a measure of the memory that it takes."""
    statements: dict[tuple[str, ...], Statement] = field(default_factory=dict)
    told: dict[tuple[int, Denial], dict[str, Any]] = field(default_factory=dict)
    signed: bool = field(init=False)
    """Whether each refused field has a sign."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "signed", all(one.sign for one in self.refused))

    @property
    def live_facets(self) -> frozenset[str]:
        """Facets that agencies are asked for."""
        return frozenset(name for hole in self.holes for name in hole.live)
