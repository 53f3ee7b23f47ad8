"""What agencies give in bulk: lists that are pulled place by place, and files that they sign.

A connector reads the agency's form and says what follows for one person (pure functions on items); the worker and the
store do the rest, the same for every agency.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO, Protocol

from hub.core.contradiction import Claims
from hub.core.facet import Facet

Items = tuple[Any, ...]
"""What is held of one person: items of the facet."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One person in an agency's list: the numbers that name her, and the item that the list gives.

    `reference` is the agency's own number of her (a NISN); it finds her where the list has no NIK. `claims` are what
    the list says of her own attributes.
    """

    nik: str | None = field(repr=False)
    reference: str | None = field(repr=False)
    item: Any = field(repr=False)
    claims: Claims | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a list. `unusable` counts rows that name nobody or cannot be read, by reason.

    `whole` stands on the last batch, and only of an answer of which nothing is missing: without it nobody is taken to
    have left.
    """

    rows: tuple[Sighting, ...]
    unusable: Mapping[str, int] = field(default_factory=dict)
    whole: bool = False


class FacetPull(Protocol):
    """An agency that is asked place by place (school by school) for everybody whom it knows there."""

    @property
    def facet(self) -> Facet[Any]: ...

    @property
    def every(self) -> dt.timedelta:
        """How long after a pull the next one of the same place is due."""
        ...

    @property
    def concurrency(self) -> int:
        """Places asked at one time."""
        ...

    @property
    def reference(self) -> str:
        """The attribute of an item that holds the agency's own number of the person."""
        ...

    def places(self) -> Sequence[str]:
        """Every place, by an identifier that may stand in logs. Raises BadInput when the list cannot be read."""
        ...

    def pull(self, place: str) -> AsyncIterator[Batch]:
        """The rows of a place, in bounded batches. Raises a HubError when the place cannot be asked."""
        ...

    def present_at(self, place: str) -> Mapping[str, Any]:
        """Attributes, as stored JSON, of the items of those who are at the place now."""
        ...

    def merged(self, held: Items, item: Any) -> Items:
        """What is known of a person after a list gave `item`; what other places said stays."""
        ...

    def gone(self, held: Items, place: str) -> Items:
        """What is known of a person whom the place does not list any more: marked, not lost."""
        ...


class Refusal(StrEnum):
    """Why a row of a file was not taken. The report shows it beside the line's number, and nothing else of the row."""

    NOT_JSON = "NOT_JSON"
    NOT_AN_OBJECT = "NOT_AN_OBJECT"
    TOO_LONG = "TOO_LONG"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    DUPLICATE_KEY = "DUPLICATE_KEY"
    BAD_NIK = "BAD_NIK"
    BAD_VALUE = "BAD_VALUE"
    REPEATED = "REPEATED"


@dataclass(frozen=True, slots=True)
class FileStatement:
    """What the signature of a file says, once it has been verified.

    `period` sorts as text (`2026-Q3`); `sha256` is that of the file's bytes; `rows` how many it has; `replaces` the
    sha256 of the file of the same period that this one takes the place of; `signer` the id of the key.
    """

    period: str
    sha256: str
    rows: int
    issued_at: dt.datetime
    replaces: str | None
    signer: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A line of a file, the first one being 1: either a person with an item, or a refusal.

    `claims` are what the line says of the person's own attributes; a form that has none of them says nothing.
    """

    line: int
    nik: str | None = field(default=None, repr=False)
    item: Any = field(default=None, repr=False)
    refusal: Refusal | None = None
    claims: Claims | None = field(default=None, repr=False)


class FacetFile(Protocol):
    """A file of one facet that an agency signs."""

    @property
    def facet(self) -> Facet[Any]: ...

    def statement(self, signed: bytes) -> FileStatement:
        """Verifies the signature, which lies beside the file. Raises Unauthenticated, or BadInput for its form."""
        ...

    def rows(self, file: BinaryIO, statement: FileStatement) -> Iterator[FileRow]:
        """The rows, one a line, read as they are asked for. Whoever calls has compared the file's hash."""
        ...

    def merged(self, held: Items, item: Any) -> Items:
        """What is known of a person after the file gave `item`."""
        ...

    def withdrawn(self, period: str) -> Mapping[str, Any]:
        """Attributes, as stored JSON, of what a file of this period said: a file that replaces it takes those back
        that it does not say itself."""
        ...
