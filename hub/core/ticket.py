"""Numbers of those who wait at a counter: who is called next, who went before, and how long it still takes. Pure.

UU 25/2009 art. 29 wants vulnerable people to be treated specially. It names no measure, so the measure is ours: those
who gave a reason, and those whose appointment has come, go first; of three calls at least one goes to whoever has
neither, as long as such a one waits. Among equals the order is that of arrival. A reason changes the order and nothing
else, and nobody asks for a proof of it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

MOST_IN_ROW: Final = 2
"""So many go before an ordinary number that waits, then it is her turn."""
RESERVED: Final = dt.timedelta(minutes=15)
"""For so long a number that was passed on waits for that counter alone; then any counter calls it."""
LAST_NUMBER: Final = 999
LAST_COUNTER: Final = 99
_PACE_OF: Final = 10
_FEWEST: Final = 3
_STALE: Final = dt.timedelta(minutes=30)


class PriorityReason(Enum):
    """Why somebody is called before others, as she says it herself; no proof is asked for."""

    LANSIA = "LANSIA"
    DISABILITAS = "DISABILITAS"
    IBU_HAMIL = "IBU_HAMIL"
    MEMBAWA_BALITA = "MEMBAWA_BALITA"
    DARURAT_MEDIS = "DARURAT_MEDIS"
    BENCANA = "BENCANA"
    PETUGAS_LAPANGAN = "PETUGAS_LAPANGAN"


class TicketState(Enum):
    """Waiting; called to a counter; being served; not there when she was called; done."""

    WAITING = "WAITING"
    CALLED = "CALLED"
    SERVING = "SERVING"
    NO_SHOW = "NO_SHOW"
    ENDED = "ENDED"


class TicketStep(Enum):
    """What a clerk does with a number."""

    RECALL = "RECALL"
    NO_SHOW = "NO_SHOW"
    SERVE = "SERVE"
    TRANSFER = "TRANSFER"
    END = "END"


class TicketOutcome(Enum):
    """What came of a number."""

    NEW_APPLICATION = "NEW_APPLICATION"
    CASE_HANDLED = "CASE_HANDLED"
    PAPER_HANDED_OVER = "PAPER_HANDED_OVER"
    ADVICE = "ADVICE"
    COMES_BACK = "COMES_BACK"


_S = TicketState
POSSIBLE: Final = {
    TicketStep.RECALL: frozenset({_S.CALLED, _S.NO_SHOW}),
    TicketStep.NO_SHOW: frozenset({_S.WAITING, _S.CALLED}),
    TicketStep.SERVE: frozenset({_S.CALLED}),
    TicketStep.TRANSFER: frozenset({_S.CALLED, _S.SERVING}),
    TicketStep.END: frozenset({_S.CALLED, _S.SERVING}),
}
"""From which states each step leads on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A number of one day at one place (a dotted region code). `nik` is there where she gave it so that a form begins
    with it, `tracking_number` where she has an appointment. `for_counter` is the one that it was passed on to at
    `passed_at`. `promised_at`: her appointment's time.

    All of it is forgotten when the day ends.
    """

    tenant: str
    id: uuid.UUID
    place: str
    day: dt.date
    taken_at: dt.datetime
    number: int = 0
    service: str | None = None
    priority: PriorityReason | None = None
    nik: str | None = field(default=None, repr=False)
    promised_at: dt.datetime | None = None
    state: TicketState = TicketState.WAITING
    counter: int | None = None
    for_counter: int | None = None
    passed_at: dt.datetime | None = None
    called_at: dt.datetime | None = None
    calls: int = 0
    ended_at: dt.datetime | None = None
    outcome: TicketOutcome | None = None
    tracking_number: str | None = None

    def goes_before(self, now: dt.datetime) -> bool:
        """Whether she is called before those who only wait: for a reason, or once her appointment's time has come."""
        return self.priority is not None or (self.promised_at is not None and self.promised_at <= now)

    def is_for(self, counter: int, now: dt.datetime) -> bool:
        """Whether that counter may call her now."""
        kept = self.passed_at is not None and now - self.passed_at < RESERVED
        return not kept or self.for_counter == counter


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits at a place today. `in_row`: so many went before an ordinary number that waited, one after another."""

    waiting: tuple[Ticket, ...]
    in_row: int = 0

    def next_of(self, counter: int, now: dt.datetime) -> Ticket | None:
        """Whom this counter calls now; None where nobody waits for it."""
        mine = sorted((one for one in self.waiting if one.is_for(counter, now)), key=lambda one: one.number)
        first = next((one for one in mine if one.goes_before(now)), None)
        ordinary = next((one for one in mine if not one.goes_before(now)), None)
        if first is not None and (ordinary is None or self.in_row < MOST_IN_ROW):
            return first
        return ordinary

    def after(self, called: Ticket, now: dt.datetime) -> Queue:
        """The queue once she was called. Who goes before nobody is not counted."""
        left = tuple(one for one in self.waiting if one.id != called.id)
        overtook = called.goes_before(now) and any(not one.goes_before(now) for one in left)
        return Queue(left, self.in_row + 1 if overtook else 0)

    def before(self, ticket_id: uuid.UUID, now: dt.datetime) -> int:
        """How many are called before her, as it stands now; who comes later and goes before is not known yet."""
        queue = Queue(tuple(dataclasses.replace(one, passed_at=None) for one in self.waiting), self.in_row)
        for passed in range(len(self.waiting)):
            called = queue.next_of(0, now)
            if called is None or called.id == ticket_id:
                return passed
            queue = queue.after(called, now)
        return len(self.waiting)


@dataclass(frozen=True, slots=True)
class Call:
    """A number that was called, as everybody may see it."""

    number: int
    counter: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Board:
    """What the screen of a place shows: numbers and counters, nobody's name and nobody's reason."""

    place: str
    name: str
    waiting: int
    calls: tuple[Call, ...]
    minutes: int | None
    takes: bool


@dataclass(frozen=True, slots=True)
class InLine:
    """A number as its holder sees it. `minutes` None: too few were called today to tell."""

    ticket: Ticket
    ahead: int
    minutes: int | None


def calls_of(tickets: Sequence[Ticket]) -> tuple[Call, ...]:
    """Those that were called today, the latest first."""
    made = [Call(one.number, one.counter, one.called_at) for one in tickets if one.called_at and one.counter]
    return tuple(sorted(made, key=lambda one: one.at, reverse=True))


def queue_of(tickets: Sequence[Ticket], in_row: int) -> Queue:
    """The queue among the numbers of a day."""
    return Queue(tuple(one for one in tickets if one.state is TicketState.WAITING), in_row)


def minutes_for(ahead: int, tickets: Sequence[Ticket], now: dt.datetime) -> int | None:
    """How long until she is called, in steps of five minutes, from the pace of the last calls of this day.

    None where too few were called to know a pace, or nobody was for a long while: no figure is better than a wrong one.
    """
    times = [one.at for one in calls_of(tickets)[:_PACE_OF]]
    if len(times) < _FEWEST or now - times[0] > _STALE:
        return None
    pace = (times[0] - times[-1]) / (len(times) - 1)
    return math.ceil((ahead + 1) * pace / dt.timedelta(minutes=5)) * 5
