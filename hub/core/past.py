"""The record's past: who a person was at a moment, what changed her, and what each attribute rests on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

from hub.core.citizen import Citizen
from hub.core.evidence import SourceKind
from hub.core.facet import FacetCopy
from hub.core.predicates import RowFilter

POPULATION: Final = "population"
"""The agency whose word counts for a person's own attributes."""
WHOLE: Final = "*"
"""In the place of an attribute's name: each that no later event changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCitizen(Citizen):
    """A person as the record had her at the moment `at`; `version` is that of then."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class RecordSource:
    """What an event rests on: an agency's word, a paper, and the moment of which it is said; None where nobody said."""

    agency: str | None = None
    document_kind: SourceKind | None = None
    document_number: str | None = field(default=None, repr=False)
    as_of: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The event that an attribute has its value from: who changed it, when, why, and what the change rests on."""

    version: int
    at: dt.datetime
    kind: str
    actor_name: str
    purpose: str
    source: RecordSource
    reason: str | None = field(default=None, repr=False)
    tracking_number: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an attribute or a facet has its value from. `origin` is None where no event tells of it.

    `attribute` is the graph's name; `as_of` the moment of which the value is said, None where nobody said.
    """

    attribute: str
    agency: str
    as_of: dt.datetime | None
    origin: Origin | None


class Occasion(NamedTuple):
    """One event of one person."""

    person_id: uuid.UUID
    version: int


class Reading(NamedTuple):
    """A person at a version; None is the one of now."""

    person_id: uuid.UUID
    version: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """What an event changed: the names of attributes, and the person on both sides of it.

    A side is None where there was nobody. `shown` False: the reader may not see the person as she was on one of them.
    """

    changed: tuple[str, ...]
    before: Citizen | None
    after: Citizen | None
    shown: bool


class Past(Protocol):
    """What the events of the record say."""

    async def person(self, tenant: str, nik: str, at: dt.datetime, rows: RowFilter) -> PastCitizen | None:
        """Who had this NIK at that moment; where nobody did, who has it now, as she was then.

        None before her first event, and where `rows` does not admit her row of now, or where and how she was then.
        """
        ...

    async def copy(self, tenant: str, facet: str, reading: Reading) -> FacetCopy[Any] | None:
        """What was held of a facet at that version; None where no event tells of it."""
        ...

    async def origins(
        self, tenant: str, readings: Sequence[Reading], rows: RowFilter
    ) -> Mapping[Reading, Mapping[str, Origin]]:
        """By attribute of Citizen or facet, the newest event up to that version that changed it.

        The first event stands for all others, under WHOLE. Of an event behind a seal neither reason nor paper is told
        to whom the seal hides her from.
        """
        ...

    async def changes(
        self, tenant: str, occasions: Sequence[Occasion], rows: RowFilter
    ) -> Mapping[Occasion, Change]: ...
