"""Objections (keberatan): a citizen says that somebody should not have read her data, or should stop to process some.

UU 27/2022 art. 41 gives the office three times 24 hours to delay or to restrict what is objected to; the same clock
runs for its answer, with the reason, which she reads. What is upheld stops: from then on nothing of that kind is given
out about her, until somebody lifts that with a reason. Of what is upheld in part the categories stop that are named.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol

TIME_TO_ANSWER: Final = dt.timedelta(hours=72)
"""3x24 hours, whatever days they fall on."""


class ObjectionState(Enum):
    """Where an objection stands: it waits for an answer, or has one."""

    OPEN = "OPEN"
    DECIDED = "DECIDED"


class ObjectionOutcome(Enum):
    """What became of an objection: she is right, in part, or what was done was lawful."""

    UPHELD = "UPHELD"
    PARTLY_UPHELD = "PARTLY_UPHELD"
    DISMISSED = "DISMISSED"


@dataclass(frozen=True, slots=True)
class ObjectionDecision:
    """Who decided what, when and why. `role` is what the citizen is told of who it was."""

    outcome: ObjectionOutcome
    reason: str = field(repr=False)
    by: str
    role: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Lifted:
    """Who lifted a stop, when and why. `role` is what the citizen is told of who it was."""

    reason: str = field(repr=False)
    by: str
    role: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """What an upheld objection ends: that data of these categories are given to clients that act for themselves, under
    this agreement or under any ("")."""

    agreement: str
    categories: tuple[str, ...]
    lifted: Lifted | None = None

    @property
    def holds(self) -> bool:
        return self.lifted is None

    def part(self, named: Collection[str]) -> Stop | None:
        """The stop of these categories alone. None where they are not a part of it: none of them, all, or others."""
        kept = tuple(one for one in self.categories if one in named)
        is_part = set(kept) == set(named) and 0 < len(kept) < len(self.categories)
        return dataclasses.replace(self, categories=kept) if is_part else None


@dataclass(frozen=True, slots=True)
class Standing:
    """A stop that holds, and whose it is."""

    person_id: uuid.UUID
    stop: Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One objection of one person: to the reading of a receipt, or to all processing of a category of her data.

    `grounds` are her own words; `opened_by` is the subject who entered it; `stop` is what came of it, if anything did.
    """

    tenant: str
    id: uuid.UUID
    person_id: uuid.UUID
    receipt_id: uuid.UUID | None
    category: str
    grounds: str = field(repr=False)
    state: ObjectionState
    version: int
    opened_at: dt.datetime
    opened_by: str
    due_at: dt.datetime
    decision: ObjectionDecision | None = None
    stop: Stop | None = None

    def is_overdue(self, now: dt.datetime) -> bool:
        """Whether it was answered, or still waits, after its time."""
        return (self.decision.at if self.decision else now) > self.due_at


@dataclass(frozen=True, slots=True)
class ObjectionFilter:
    """All given terms must hold. `overdue_at`: only those that wait and whose time was over then; `only`: this one."""

    states: tuple[ObjectionState, ...] = (ObjectionState.OPEN,)
    overdue_at: dt.datetime | None = None
    only: uuid.UUID | None = None


class ObjectionWrites(Protocol):
    """What a transaction does with objections. Whoever calls it holds the person's row."""

    async def known(self, objection_id: uuid.UUID) -> Objection | None: ...

    async def open(self, objection: Objection) -> None:
        """Raises Conflict, with the end of its clock, when she has objected to the same already."""
        ...

    async def decide(self, objection: Objection, decision: ObjectionDecision, stop: Stop | None) -> Objection:
        """Raises Conflict when it is not open any more."""
        ...

    async def lift(self, objection: Objection, lifted: Lifted) -> Objection:
        """Raises Conflict when nothing of it is stopped any more."""
        ...
