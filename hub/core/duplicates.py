"""Pairs of persons that may be one, as clerks see them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from hub.core.matching import Reason
from hub.core.ports import Page
from hub.core.predicates import RowFilter


class DuplicateState(Enum):
    """What became of a pair."""

    OPEN = "OPEN"
    DISMISSED = "DISMISSED"
    MERGED = "MERGED"


@dataclass(frozen=True, slots=True)
class DuplicateCandidate:
    """A pair, ordered by id. `score` in bits (`hub.core.matching`); `reason` is what the clerk said who decided."""

    low_id: uuid.UUID
    high_id: uuid.UUID
    state: DuplicateState
    score: float
    reasons: tuple[Reason, ...]
    found_at: dt.datetime
    decided_at: dt.datetime | None = None
    reason: str | None = field(default=None, repr=False)

    @property
    def tenths(self) -> int:
        """The score in tenths: weights are halves of a bit, so nothing is lost."""
        return round(self.score * 10)


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """Which pairs: in one state, of one person, with one of the two in a region."""

    state: DuplicateState = DuplicateState.OPEN
    person_id: uuid.UUID | None = None
    region: str | None = None


class Duplicates(Protocol):
    async def page(
        self, tenant: str, wanted: CandidateFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[DuplicateCandidate]:
        """The likeliest first; pairs of which the reader sees nobody are left out."""
        ...
