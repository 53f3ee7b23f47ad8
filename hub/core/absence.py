"""Who of the office is away, from when until when, and who goes on with her work; and who holds how much. Pure.

Why somebody is away is told to herself and to those who lead the office: that a colleague is ill is nobody's business.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol

from hub.core.actor import Role
from hub.core.application import ApplicationState
from hub.core.errors import BadInput, Conflict

LONGEST: Final = dt.timedelta(days=366)
_HOW_LATE: Final = dt.timedelta(days=31)
LEADING: Final = frozenset({Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE})
"""Roles that watch over what others hold."""


class AbsenceKind(Enum):
    """Why somebody is away."""

    LEAVE = "LEAVE"
    SICK = "SICK"
    DUTY = "DUTY"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Absence:
    """Both days belong to it. `deputy` is the colleague who was asked to go on with her work."""

    tenant: str
    id: uuid.UUID
    subject: str
    name: str
    kind: AbsenceKind
    from_on: dt.date
    until_on: dt.date
    deputy: str | None
    deputy_name: str | None
    recorded_by: str
    recorded_by_name: str
    recorded_at: dt.datetime
    ended_at: dt.datetime | None = None

    def holds(self, day: dt.date) -> bool:
        return self.ended_at is None and self.from_on <= day <= self.until_on


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody of the office: what she holds by state, how much of it is past or due on this day, and when she is
    away. `roles` are unknown (empty) where accounts are kept elsewhere."""

    subject: str
    name: str
    roles: frozenset[Role] = frozenset()
    held: Mapping[ApplicationState, int] = field(default_factory=dict)
    past: int = 0
    due_soon: int = 0
    absences: tuple[Absence, ...] = ()

    @property
    def total(self) -> int:
        return sum(self.held.values())

    def away(self, day: dt.date) -> Absence | None:
        """The absence of this day."""
        return next((one for one in self.absences if one.holds(day)), None)


class Absences(Protocol):
    """Who is away, outside of a mutation's transaction."""

    async def is_away(self, tenant: str, subject: str, day: dt.date) -> bool: ...

    async def by_id(self, tenant: str, absence_id: uuid.UUID) -> Absence | None: ...

    async def team(self, tenant: str, region: str, day: dt.date, now: dt.datetime) -> Sequence[Officer]:
        """Who holds something in this region, has an account there, or is away from this day on and has no account of
        another region; by name."""
        ...


class AbsenceWork(Protocol):
    """Absences inside a mutation's transaction."""

    async def record(self, absence: Absence) -> None:
        """Raises Conflict where she is away on one of these days already."""
        ...

    async def known(self, absence_id: uuid.UUID) -> Absence | None:
        """The absence, locked until the transaction ends."""
        ...

    async def end(self, absence: Absence, now: dt.datetime) -> None: ...


def check_days(from_on: dt.date, until_on: dt.date, today: dt.date) -> None:
    """Raises BadInput for days that cannot be those of an absence."""
    if until_on < from_on:
        raise BadInput("The last day comes before the first one.", path="until")
    if until_on - from_on > LONGEST:
        raise BadInput("Record at most a year at a time.", path="until")
    if not today - _HOW_LATE <= until_on:
        raise BadInput("This absence has been over for a month. Record only those that matter now.", path="until")
    if from_on > today + LONGEST:
        raise BadInput("Record an absence at most a year ahead.", path="from")


def check_runs(absence: Absence) -> None:
    """Raises Conflict for an absence that was ended before."""
    if absence.ended_at is not None:
        raise Conflict("This absence was ended already.", path="id")
