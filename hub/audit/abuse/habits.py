"""What is usual for a reader, and for everybody of her role: by hour of the day, and how much on a day.

Kept small, so that it can be stored as a row for each reader: three rows of 24 numbers and the last days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.calendar import WIB

OFFICE_TIME: Final = WIB
OWN_DAYS: Final = 30
"""Days of her own that are remembered."""
ROLE_DAYS: Final = 300
"""Days of readers of one role that are remembered."""
KNOWN_DAYS: Final = 5
"""With fewer days nothing is known of a reader."""
_KNOWN_HOURS: Final = 6
"""Days before the hours of a reader or a role are known."""
_GROWTH: Final = 1.5
"""How much more than usual a day is remembered at most: what is odd on one day must not make the next one usual."""
_LEAST: Final = 5
_MEASURES: Final = ("persons", "uncased", "listed", "peak")
_SATURDAY: Final = 5
_OFFICE_HOURS: Final = range(7, 18)


@dataclass(frozen=True, slots=True)
class Day:
    """One reader's day: what was opened (families, or persons by a client), of that without a case, persons in lists,
    and the fullest hour."""

    persons: int = 0
    uncased: int = 0
    listed: int = 0
    peak: int = 0


@dataclass(slots=True)
class Habit:
    """`hours` counts the days on which something was looked at in an hour: the 24 of working days, of Saturdays and
    of Sundays; `counted` are the days. `date` is the day that is
    counted now, in `looks` and what follows; all else is of the days before."""

    hours: list[int] = field(default_factory=lambda: [0] * 72)
    counted: int = 0
    days: list[Day] = field(default_factory=list)
    date: dt.date | None = None
    looks: list[int] = field(default_factory=lambda: [0] * 24)
    by_hour: list[int] = field(default_factory=lambda: [0] * 24)
    uncased_by_hour: list[int] = field(default_factory=lambda: [0] * 24)
    listed: int = 0

    @property
    def today(self) -> Day:
        return Day(sum(self.by_hour), sum(self.uncased_by_hour), self.listed, max(self.by_hour))

    def turn(self, date: dt.date) -> Day | None:
        """Begins another day, where it is one; gives the day that is over."""
        if self.date is not None and date <= self.date:
            return None
        over = self.today if self.date is not None else None
        self.date, self.looks, self.by_hour, self.uncased_by_hour, self.listed = date, *_empty(), 0
        return over

    def remember(self, date: dt.date, day: Day, looks: Sequence[int], most: int) -> None:
        """A day that is over. One that was far more than usual is remembered as a little more than usual."""
        start = _start(date)
        for hour, count in enumerate(looks):
            self.hours[start + hour] += count > 0
        self.counted += 1
        if self.is_known:
            day = Day(*(self._at_most(measure, getattr(day, measure)) for measure in _MEASURES))
        self.days = [*self.days, day][-most:]

    def _at_most(self, measure: str, number: int) -> int:
        return min(number, max(round(_GROWTH * self.usual(measure)), _LEAST))

    def count(self, at: dt.datetime, opened: int, uncased: int, listed: int) -> None:
        """`at` is the office's time."""
        self.looks[at.hour] += 1
        self.by_hour[at.hour] += opened
        self.uncased_by_hour[at.hour] += uncased
        self.listed += listed

    @property
    def is_known(self) -> bool:
        return len(self.days) >= KNOWN_DAYS

    def share(self, at: dt.datetime, *, any_day: bool = False) -> float | None:
        """On how many of the days before today something was looked at in the hour of `at` or beside it, on days like
        this one or on any; None where too few are known."""
        if self.counted < _KNOWN_HOURS:
            return None
        starts = (0, 24, 48) if any_day else (_start(at.date()),)
        around = (sum(self.hours[start + (at.hour + step) % 24] for start in starts) for step in (-1, 0, 1))
        return max(around) / self.counted

    def usual(self, measure: str) -> float:
        """What is reached on one day in twenty, of the days that are remembered."""
        return quantile((getattr(day, measure) for day in self.days), 0.95)

    def most(self, measure: str) -> float:
        return max((getattr(day, measure) for day in self.days), default=0)

    def state(self) -> Mapping[str, Any]:
        """As plain JSON."""
        return {
            "hours": self.hours,
            "counted": self.counted,
            "days": [[day.persons, day.uncased, day.listed, day.peak] for day in self.days],
            "date": self.date.isoformat() if self.date else None,
            "looks": self.looks,
            "byHour": self.by_hour,
            "uncasedByHour": self.uncased_by_hour,
            "listed": self.listed,
        }

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Habit:
        return cls(
            hours=list(state["hours"]),
            counted=state["counted"],
            days=[Day(*numbers) for numbers in state["days"]],
            date=dt.date.fromisoformat(state["date"]) if state["date"] else None,
            looks=list(state["looks"]),
            by_hour=list(state["byHour"]),
            uncased_by_hour=list(state["uncasedByHour"]),
            listed=state["listed"],
        )


def is_office_hour(at: dt.datetime) -> bool:
    """What is taken for usual while nobody knows better."""
    return at.weekday() < _SATURDAY and at.hour in _OFFICE_HOURS


def quantile(numbers: Iterable[float], share: float) -> float:
    """0 for no numbers."""
    ordered = sorted(numbers)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0


def _start(date: dt.date) -> int:
    return 24 * max(date.weekday() - _SATURDAY + 1, 0)


def _empty() -> tuple[list[int], list[int], list[int]]:
    return [0] * 24, [0] * 24, [0] * 24
