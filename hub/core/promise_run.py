"""What is kept of an application's promise, without anybody's data: for scoreboard, predictions and alarms. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from hub.core.application import ActionKind, Application
from hub.core.office_hours import PLAIN_WEEK, OfficeHours
from hub.core.promise import Promise, PromiseState, promise_of
from hub.core.refusal import refusal_of
from hub.core.tally import Registered, tallies_of


@dataclass(frozen=True, slots=True)
class PromiseRun:
    """What became of one application's promise. Minutes are working minutes of the office, without disturbances:
    `review_minutes` from submission to complete papers, `work_minutes` from then to the papers that were issued.
    `tallies` are what it counts for in the office's figures, `registered` the vital event that it registered."""

    application_id: uuid.UUID
    version: int
    started_at: dt.datetime | None
    due_at: dt.datetime | None
    ended_at: dt.datetime | None
    issued_at: dt.datetime | None
    kept: bool | None
    review_minutes: int | None
    work_minutes: int | None
    disturbances: tuple[str, ...]
    refusal: str | None = None
    tallies: tuple[str, ...] = ()
    registered: Registered | None = None


class PromiseAlarm(Enum):
    """How an application that is not answered stands to its promise: NEAR: little time is left; PAST: none is."""

    NEAR = "NEAR"
    PAST = "PAST"


MOST_ALARMS: Final = 100
"""Of each alarm: whoever has so many needs no more exact number."""


@dataclass(frozen=True, slots=True)
class AlarmCounts:
    """How many applications are nearly due, and how many are past it; each is at most MOST_ALARMS."""

    near: int = 0
    past: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """An application that was issued: how long it took, in working minutes, and when it was known."""

    service: str
    issued_at: dt.datetime
    review_minutes: int
    work_minutes: int


@dataclass(frozen=True, slots=True)
class MonthOfService:
    """Counts of one service and month (`2026-11`, as the office counts). `received` came in then, `open` of them are
    not answered yet; `issued`, `kept`, the median and the disturbances are of those whose papers were issued then,
    `refusals` (by code) of those that were refused then."""

    service: str
    month: str
    received: int = 0
    open: int = 0
    issued: int = 0
    kept: int = 0
    median_minutes: float | None = None
    disturbances: tuple[tuple[str, int], ...] = ()
    refusals: tuple[tuple[str, int], ...] = ()


class PromiseRuns(Protocol):
    """What is kept of promises."""

    async def finished(self, tenant: str) -> Sequence[Finished]:
        """What was issued lately, the newest first; may be some minutes old."""
        ...

    async def months(self, tenant: str, most: int) -> Sequence[MonthOfService]:
        """The last so many months by service, the newest first; may be some minutes old."""
        ...


@dataclass(frozen=True, slots=True)
class Promises:
    """By what promises are counted, and what became of earlier ones; None: nothing is known of them."""

    hours: OfficeHours = PLAIN_WEEK
    runs: PromiseRuns | None = None


_ENDS: Final = {ActionKind.REFUSE, ActionKind.WITHDRAW, ActionKind.SIGN}


def run_of(application: Application, max_hours: int, hours: OfficeHours, now: dt.datetime) -> PromiseRun:
    """What is kept of an application as its actions stand."""
    # Whoever counts may have a clock that is behind that of whoever acted.
    promise = promise_of(application.actions, max_hours, hours, max(now, application.actions[-1].at))
    ended = promise.ended or next((one.at for one in reversed(application.actions) if one.kind in _ENDS), None)
    issued = next((one.at for one in application.actions if one.kind is ActionKind.SIGN), None)
    started, submitted = promise.started, application.header.submitted_at
    refusal = refusal_of(application)
    return PromiseRun(
        application_id=application.header.id,
        version=application.version,
        started_at=started,
        due_at=promise.due,
        ended_at=ended,
        issued_at=issued,
        kept=None if ended is None or started is None else promise.state is PromiseState.KEPT,
        review_minutes=None if started is None else _minutes(hours.worked(submitted, started)),
        work_minutes=None if started is None or issued is None else _worked(promise, started, issued, hours),
        disturbances=tuple(sorted({one.disturbance.value for one in promise.pauses})),
        refusal=refusal.value if refusal else None,
        tallies=tallies_of(application, promise),
    )


def _worked(promise: Promise, started: dt.datetime, issued: dt.datetime, hours: OfficeHours) -> int:
    paused = sum((hours.worked(one.since, one.until or issued) for one in promise.pauses), dt.timedelta())
    return _minutes(hours.worked(started, issued) - paused)


def _minutes(length: dt.timedelta) -> int:
    return int(length.total_seconds() // 60)
