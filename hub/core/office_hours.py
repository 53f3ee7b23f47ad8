"""When an office works: hours of each weekday, and the days on which it is closed. Pure.

Instants are UTC. Days and hours are those of the office (WIB).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from hub.core.calendar import WIB, local_date

Span = tuple[dt.datetime, dt.datetime]
"""From, until (UTC)."""
_DAY: Final = dt.timedelta(days=1)
_NONE: Final = dt.timedelta()
_PLAIN: Final = ((dt.time(7, 30), dt.time(12)), (dt.time(13), dt.time(16)))
_FURTHEST: Final = 400
"""Days that are looked through for an opening; the file's reader lets no calendar be closed for so long."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The working hours of one office.

    `week` are the hours of each weekday (0: Monday), in order, a break is the gap between two; a day without any is
    closed. `closed` are days off with the reason, in Indonesian; `years` those whose list of holidays is known.
    `recording_places`: how many people a session that records biometrics has room for; 0 where that is not counted.
    """

    week: Mapping[int, tuple[tuple[dt.time, dt.time], ...]]
    closed: Mapping[dt.date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    recording_places: int = 0

    def knows(self, begin: dt.datetime, end: dt.datetime) -> bool:
        """Whether the holidays of each year between two instants are known."""
        return self.years.issuperset(range(local_date(begin).year, local_date(end).year + 1))

    def is_working_day(self, day: dt.date) -> bool:
        return day not in self.closed and bool(self.week.get(day.weekday()))

    def spans(self, day: dt.date) -> tuple[Span, ...]:
        """When the office is open on a day."""
        if day in self.closed:
            return ()
        return tuple((_at(day, begin), _at(day, end)) for begin, end in self.week.get(day.weekday(), ()))

    def opening(self, at: dt.datetime) -> dt.datetime:
        """The instant itself where the office is open then, otherwise the next opening."""
        return next(max(at, begin) for begin, end in self._from(at) if at < end)

    def worked(self, begin: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """Working time between two instants; none where the second is the earlier one."""
        if end <= begin:
            return _NONE
        days = (local_date(end) - local_date(begin)).days + 1
        first = local_date(begin)
        spans = (span for n in range(days) for span in self.spans(first + n * _DAY))
        return sum((max(min(end, until) - max(begin, since), _NONE) for since, until in spans), _NONE)

    def after(self, begin: dt.datetime, length: dt.timedelta) -> dt.datetime:
        """The first instant by which so much has been worked since `begin`; `begin` itself for no time at all."""
        left = length
        if left <= _NONE:
            return begin
        for since, until in self._onward(begin):
            room = until - max(begin, since)
            if _NONE < left <= room:
                return max(begin, since) + left
            left -= max(room, _NONE)
        raise AssertionError("the days do not end")

    def next_day(self, at: dt.datetime, days: int = 1) -> dt.datetime:
        """The same time of day, so many working days later; on a day that closes earlier, when it closes."""
        day, clock = local_date(at), at.astimezone(WIB).time()
        for _ in range(days):
            day = self._working_day_after(day)
        return self._within(day, clock)

    def begin_of_day_before(self, now: dt.datetime, days: int) -> dt.datetime:
        """What happened before this instant is longer ago than so many whole working days, today not counted."""
        day, passed = local_date(now) - _DAY, 0
        while passed < days:
            passed += self.is_working_day(day)
            day -= _DAY
        return _at(day + _DAY, dt.time())

    def _within(self, day: dt.date, clock: dt.time) -> dt.datetime:
        """A time of a working day, moved into its hours: a break counts to the work after it."""
        wanted, spans = _at(day, clock), self.spans(day)
        return next((max(wanted, begin) for begin, end in spans if wanted <= end), spans[-1][1])

    def _working_day_after(self, day: dt.date) -> dt.date:
        return next(found for n in range(1, _FURTHEST) if self.is_working_day(found := day + n * _DAY))

    def _from(self, at: dt.datetime) -> Iterator[Span]:
        first = local_date(at)
        return (span for n in range(_FURTHEST) for span in self.spans(first + n * _DAY))

    def _onward(self, at: dt.datetime) -> Iterator[Span]:
        """Like `_from`, without an end: so much may be left that it takes years."""
        day = local_date(at)
        while True:
            yield from self.spans(day)
            day += _DAY


def _at(day: dt.date, clock: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, clock, WIB).astimezone(dt.UTC)


PLAIN_WEEK: Final = OfficeHours(dict.fromkeys(range(5), _PLAIN))
"""Monday to Friday, 07:30-12:00 and 13:00-16:00, no holidays known: for a hub without a calendar, and it says so."""
