"""Appointments at the counters of the office: which times there are, and how many each of them has room for. Pure.

A time lasts half an hour. Unless the office sets something else (`CounterSetting`), two counters serve six people in
it, ten minutes each. Of three calls two go before an ordinary number (`hub.core.ticket.MOST_IN_ROW`), so no more than
four of the six can be promised a time; the others are of those who come without one.

Half of the four at most are for anybody. Who stands behind a name that nobody asks for is not known, so whoever fills
these for all the days on which they are given leaves the other half to those who hold the number of an application,
and to those who ring the office.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from hub.core.calendar import WIB, local_date
from hub.core.errors import BadInput
from hub.core.office_hours import OfficeHours
from hub.core.office_setting import CounterSetting

LENGTH: Final = dt.timedelta(minutes=30)
DAYS: Final = 10
"""Appointments are given for so many working days after today; today, a number is taken."""
OPEN_DAYS: Final = 3
"""The same for those without a number and without an officer."""
PREFIX: Final = "JT"
"""Of the code, which looks like an application's number: `JT-7K3M-Q9TD` (janji temu)."""
_FURTHEST: Final = 60
"""Days that are looked through for working days."""
_DAY: Final = dt.timedelta(days=1)


class AppointmentState(Enum):
    """Booked; she came and has a number; she did not come."""

    BOOKED = "BOOKED"
    COME = "COME"
    NOT_COME = "NOT_COME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A place at a time, known by its code. `openly`: neither an application nor an officer stands behind it. `nik` is
    there where she gave it so that a form begins with it; it goes to her number when she comes.

    All of it is forgotten when the day ends.
    """

    tenant: str
    code: str
    begins: dt.datetime
    service: str
    openly: bool
    booked_at: dt.datetime
    tracking_number: str | None = None
    nik: str | None = field(default=None, repr=False)
    state: AppointmentState = AppointmentState.BOOKED

    @property
    def day(self) -> dt.date:
        return local_date(self.begins)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time, and how many more people it has room for: with a number or through an officer, and without both."""

    begins: dt.datetime
    free: int
    free_openly: int


Taken = Mapping[dt.datetime, tuple[int, int]]
"""How many have a place by the beginning of a time: all, and those of them without a number."""


def bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From when until when (UTC) a day of the office lasts."""
    begin = dt.datetime.combine(day, dt.time(), WIB).astimezone(dt.UTC)
    return begin, begin + _DAY


def times(hours: OfficeHours, day: dt.date, counters: CounterSetting) -> Iterator[dt.datetime]:
    """The beginnings of all times of a day. None reaches into a break, or out of the hours that the office gives."""
    first, last = counters.first_time or dt.time.min, counters.last_time or dt.time.max
    for begin, end in hours.spans(day):
        at = begin
        while at + LENGTH <= end:
            if first <= at.astimezone(WIB).time() and (at + LENGTH).astimezone(WIB).time() <= last:
                yield at
            at += LENGTH


def days(hours: OfficeHours, now: dt.datetime, most: int = DAYS) -> list[dt.date]:
    """The next working days after today."""
    today = local_date(now)
    coming = (today + ahead * _DAY for ahead in range(1, _FURTHEST))
    return list(itertools.islice((day for day in coming if hours.is_working_day(day)), most))


def slots(hours: OfficeHours, counters: CounterSetting, taken: Taken, now: dt.datetime) -> Iterator[Slot]:
    """Every time for which appointments are given, full ones too, the earliest first."""
    for ahead, day in enumerate(days(hours, now)):
        for begins in times(hours, day, counters):
            yield slot(begins, counters, taken, open_day=ahead < OPEN_DAYS)


def slot(begins: dt.datetime, counters: CounterSetting, taken: Taken, *, open_day: bool) -> Slot:
    """A time of which so many places are taken."""
    all_taken, openly = taken.get(begins, (0, 0))
    free = max(counters.places - all_taken, 0)
    return Slot(begins, free, min(free, max(counters.open_places - openly, 0)) if open_day else 0)


def check_time(
    hours: OfficeHours, counters: CounterSetting, begins: dt.datetime, now: dt.datetime, *, openly: bool
) -> None:
    """Raises BadInput for a time for which this one is given no appointment."""
    day = local_date(begins)
    if day not in days(hours, now) or begins not in times(hours, day, counters):
        raise BadInput(
            "No appointments are given for this time. Choose one of the times that are shown.", path="begins"
        )
    if openly and day not in days(hours, now, OPEN_DAYS):
        raise BadInput(
            f"Without the number of an application, times of the next {OPEN_DAYS} working days are given.",
            path="begins",
        )
