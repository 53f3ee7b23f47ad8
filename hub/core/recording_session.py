"""Sessions in which the office records biometrics for a KTP-el: when there are some, and how many people each has room
for. Pure. Days and times are those of the office (WIB).

How many fit is the office's own number (`recording_places` in policies/calendar); an office that gives none is not
counted. Whoever comes without a booking takes a place like everybody.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from babel.dates import format_date

from hub.core.calendar import WIB, local_date
from hub.core.codes_cards import SessionSlot
from hub.core.office_hours import OfficeHours
from hub.core.service import Finding, Session

TIMES: Final[Mapping[SessionSlot, tuple[dt.time, dt.time]]] = {
    SessionSlot.EIGHT: (dt.time(8), dt.time(9, 30)),
    SessionSlot.HALF_PAST_NINE: (dt.time(9, 30), dt.time(11)),
    SessionSlot.ELEVEN: (dt.time(11), dt.time(12)),
    SessionSlot.HALF_PAST_ONE: (dt.time(13, 30), dt.time(15)),
}
_LOOK_AHEAD: Final = 60
_OFFERED: Final = 3
_PATH: Final = "session.slot"
Taken = Mapping[tuple[dt.date, str], int]
"""How many have a place, by day and name of the slot."""


@dataclass(frozen=True, slots=True)
class FreeSession:
    """A session, how many more people it has room for, and how many have a place in it."""

    date: dt.date
    slot: SessionSlot
    free: int
    taken: int = 0


class RecordingSessions(Protocol):
    """What a transaction does with places. Two who want the last one of a session wait for each other."""

    async def take(self, application_id: uuid.UUID, session: Session, places: int, today: dt.date) -> bool:
        """A place for an application, in place of the one that it has; False, and all as it was, where none is left."""
        ...

    async def release(self, application_id: uuid.UUID) -> None:
        """Gives back the place that an application has, if it has one."""
        ...

    async def walk_in(self, session: Session) -> None:
        """Somebody came without a booking. She is there, so she is counted where no place is left, too."""
        ...

    async def taken(self, since: dt.date) -> Taken:
        """Of this day and all later ones."""
        ...


class TakenSessions(Protocol):
    """The same to read, outside of a transaction."""

    async def taken(self, tenant: str, since: dt.date) -> Taken: ...


def to_be_told_now(hours: OfficeHours, now: dt.datetime) -> tuple[Session, ...]:
    """The sessions whose guests are reminded now: those of the next working day, while the office has its day."""
    if not in_day(hours, now):
        return ()
    day = local_date(hours.next_day(now))
    sessions = (Session(day, slot.name) for slot in SessionSlot)
    return tuple(session for session in sessions if is_open(hours, session))


def in_day(hours: OfficeHours, now: dt.datetime) -> bool:
    """Whether it is between the hours at which the office opens and closes; its break is no night."""
    spans = hours.spans(local_date(now))
    return bool(spans) and spans[0][0] <= now < spans[-1][1]


def is_open(hours: OfficeHours, session: Session) -> bool:
    """Whether the office works from the beginning to the end of a session."""
    begin, end = (
        dt.datetime.combine(session.day, clock, WIB).astimezone(dt.UTC) for clock in TIMES[SessionSlot[session.slot]]
    )
    return any(since <= begin and end <= until for since, until in hours.spans(session.day))


def free_sessions(hours: OfficeHours, taken: Taken, now: dt.datetime) -> Iterator[FreeSession]:
    """Every session of the next days that has a place left, from tomorrow on, the earliest first."""
    today = local_date(now)
    return (one for one in all_sessions(hours, taken, now) if one.free and one.date > today)


def all_sessions(hours: OfficeHours, taken: Taken, now: dt.datetime) -> Iterator[FreeSession]:
    """Every session from today on, full ones too, the earliest first."""
    today = local_date(now)
    for days in range(_LOOK_AHEAD + 1):
        for slot in SessionSlot:
            session = Session(today + dt.timedelta(days=days), slot.name)
            if is_open(hours, session):
                yield session_of(hours, session, taken.get((session.day, session.slot), 0))


def of_days(sessions: Iterator[FreeSession], most: int) -> Iterator[FreeSession]:
    """Those of the first so many days, each day whole."""
    for _, of_day in itertools.islice(itertools.groupby(sessions, key=lambda one: one.date), most):
        yield from of_day


def session_of(hours: OfficeHours, session: Session, taken: int) -> FreeSession:
    """A session of which so many places are taken; more than there are, where people came without a booking."""
    return FreeSession(session.day, SessionSlot[session.slot], max(hours.recording_places - taken, 0), taken)


def full(session: Session, hours: OfficeHours, taken: Taken, now: dt.datetime) -> Finding:
    """No place is left: which sessions have one, those after the wanted one first."""
    free = list(free_sessions(hours, taken, now))
    later = [one for one in free if (one.date, one.slot.code) > (session.day, SessionSlot[session.slot].code)]
    offered = (later + free)[:_OFFERED]
    return Finding(
        _PATH,
        f"This session is full. There is room on: {_named(offered, 'en')}. Choose one of them.",
        blocking=True,
        message_id=f"Jadwal ini sudah penuh. Masih ada tempat: {_named(offered, 'id')}. Pilih salah satunya.",
    )


def closed(session: Session, hours: OfficeHours, taken: Taken, now: dt.datetime) -> Finding:
    """The office does not work then: a holiday, or its hours of that weekday."""
    why = hours.closed.get(session.day)
    offered = list(free_sessions(hours, taken, now))[:_OFFERED]
    return Finding(
        _PATH,
        f"The office is closed then{f' ({why})' if why else ''}. There is room on: {_named(offered, 'en')}.",
        blocking=True,
        message_id=(
            f"Kantor tutup pada jadwal itu{f' ({why})' if why else ''}. Masih ada tempat: {_named(offered, 'id')}."
        ),
    )


def _named(offered: list[FreeSession], locale: str) -> str:
    """`27 November 2026, 08.00-09.30; ...`"""
    if not offered:
        return "belum ada, tanyakan kepada petugas" if locale == "id" else "none yet, ask an officer"
    return "; ".join(f"{format_date(one.date, 'd MMMM y', locale=locale)}, {one.slot.label_id}" for one in offered)
