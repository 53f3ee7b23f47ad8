"""The promise of a service: until when an application has to be answered, by its actions and the office's hours. Pure.

The law gives 1 hour up to 1 day (24 h) from the moment an officer declares the papers complete, except for a
disturbance of network or equipment (Permendagri 19/2018, known from secondary sources). How this is counted, and why,
stands in docs/adr/0038.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from hub.core.application import Action, ActionKind
from hub.core.office_hours import OfficeHours

_A: Final = ActionKind
_ENDS: Final = frozenset({_A.SIGN, _A.REFUSE, _A.WITHDRAW})
_NONE: Final = dt.timedelta()
PROMISED: Final = "promised_hours"
"""In an application's submission: the hours that its office promised then, where they were fewer than the law's."""


class Disturbance(Enum):
    """What keeps the office from working on an application; words of the officer stand beside it."""

    NETWORK = "NETWORK"
    EQUIPMENT = "EQUIPMENT"
    CENTRAL_SYSTEM = "CENTRAL_SYSTEM"
    DISASTER = "DISASTER"
    OTHER = "OTHER"


class PromiseState(Enum):
    """NOT_STARTED: the papers are not complete. KEPT, BROKEN: answered in time, or not answered in time."""

    NOT_STARTED = "NOT_STARTED"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    KEPT = "KEPT"
    BROKEN = "BROKEN"


@dataclass(frozen=True, slots=True)
class Pause:
    """A disturbance, from when until when (None: it lasts), what it is, and the officer's words."""

    since: dt.datetime
    until: dt.datetime | None
    disturbance: Disturbance
    reason: str


@dataclass(frozen=True, slots=True)
class Promise:
    """The promise as it stands at one moment.

    `started` is when the clock began to count (the opening, where the papers were complete outside the hours), `due`
    what it runs to, with all pauses that have ended, and None while one lasts. `ended` is when the application was
    answered. `left` is working time to `due`, or what will be left after a pause; None where no clock runs.
    `calendar_known` False: the holidays of a year that it runs through are not known, so it may be too early.
    """

    state: PromiseState
    started: dt.datetime | None = None
    due: dt.datetime | None = None
    ended: dt.datetime | None = None
    paused_since: dt.datetime | None = None
    pauses: tuple[Pause, ...] = ()
    left: dt.timedelta | None = None
    calendar_known: bool = True


@dataclass(slots=True)
class _Run:
    """A clock while it is told what happened: one of Promise's, and `left` of it while it is paused."""

    started: dt.datetime
    due: dt.datetime
    pauses: list[Pause]
    ended: dt.datetime | None = None
    left: dt.timedelta | None = None


def due_after(hours: OfficeHours, begin: dt.datetime, max_hours: int) -> dt.datetime:
    """When so many hours of the law have passed: 24 are one working day, to the same time of the next; the rest are
    working hours. `begin` is an instant at which the office is open."""
    days, rest = divmod(max_hours, 24)
    return hours.after(hours.next_day(begin, days) if days else begin, dt.timedelta(hours=rest))


def due_of(hours: OfficeHours, begin: dt.datetime, max_hours: int, promised: int | None) -> dt.datetime:
    """What the law gives, or what the office promised where that is earlier."""
    law = due_after(hours, begin, max_hours)
    return law if promised is None else min(law, due_after(hours, begin, promised))


def promise_of(actions: Sequence[Action], max_hours: int, hours: OfficeHours, now: dt.datetime) -> Promise:
    """The promise at `now`; actions after it do not count yet."""
    run: _Run | None = None
    promised = actions[0].data.get(PROMISED) if actions else None
    for action in actions:
        if action.at <= now:
            run = _next(run, action, lambda begin: due_of(hours, begin, max_hours, promised), hours)
    if run is None:
        return Promise(PromiseState.NOT_STARTED)
    paused = run.pauses[-1].since if run.left is not None and run.ended is None else None
    return Promise(
        state=_state(run, now),
        started=run.started,
        due=None if paused is not None else run.due,
        ended=run.ended,
        paused_since=paused,
        pauses=tuple(run.pauses),
        left=_left(run, hours, now),
        calendar_known=hours.knows(run.started, run.due if paused is None else max(run.due, now)),
    )


def _next(
    run: _Run | None, action: Action, due: Callable[[dt.datetime], dt.datetime], hours: OfficeHours
) -> _Run | None:
    if action.kind is _A.ACCEPT:
        started = hours.opening(action.at)
        return _Run(started, due(started), [])
    if action.kind is _A.RETURN:
        # The papers were not complete after all: the next declaration starts a clock of its own.
        return None
    if run is None or run.ended is not None:
        return run
    if action.kind is _A.DELAY:
        run.left = hours.worked(action.at, run.due)
        run.pauses.append(Pause(action.at, None, disturbance_of(action), str(action.data.get("reason", ""))))
    elif action.kind is _A.RESUME:
        _resume(run, action.at, hours)
    elif action.kind in _ENDS:
        run.ended = action.at
    return run


def _resume(run: _Run, at: dt.datetime, hours: OfficeHours) -> None:
    """What was left is counted from here. A pause never makes it due earlier, nor one that began too late later."""
    last = run.pauses[-1]
    run.pauses[-1] = Pause(last.since, at, last.disturbance, last.reason)
    if last.since <= run.due and run.left is not None:
        run.due = max(run.due, hours.after(at, run.left))
    run.left = None


def disturbance_of(action: Action) -> Disturbance:
    """The kind that was recorded; OTHER for what was recorded before there were kinds."""
    return Disturbance(action.data.get("disturbance") or Disturbance.OTHER.value)


def _state(run: _Run, now: dt.datetime) -> PromiseState:
    # A disturbance that came in time keeps the promise open, however long it lasts.
    stopped = run.pauses[-1].since if run.left is not None else run.ended or now
    if stopped > run.due:
        return PromiseState.BROKEN
    if run.ended is not None:
        return PromiseState.KEPT
    return PromiseState.PAUSED if run.left is not None else PromiseState.RUNNING


def _left(run: _Run, hours: OfficeHours, now: dt.datetime) -> dt.timedelta | None:
    if run.ended is not None:
        return None
    return run.left if run.left is not None else hours.worked(now, run.due)
