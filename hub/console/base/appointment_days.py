"""Appointments as pages show them: days with their times, states, and what is said when something is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from hub.console.base.dates import weekday
from hub.console.base.forms import FieldError, field_errors
from hub.console.base.graph import Problem
from hub.core.appointment import AppointmentState
from hub.core.calendar import local_date
from hub.core.texts import Pair, say

Time = Mapping[str, Any]
_S: Final = AppointmentState
APPOINTMENT_STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    _S.BOOKED.name: ("blue", say("sudah dipesan")),
    _S.COME.name: ("green", say("sudah datang", context="appointment")),
    _S.NOT_COME.name: ("orange", say("tidak datang", context="appointment")),
}
"""Colour of the tag, which only repeats the words."""
NO_TIME: Final = FieldError("begins", say("Pilih jamnya."))
BAD_CODE: Final = FieldError("code", say("Kode janji berbentuk JT-7K3M-Q9TD. Periksa lagi."))
NO_SUCH_CODE: Final = FieldError("code", say("Tidak ada janji dengan kode ini. Mungkin sudah dibatalkan atau lewat."))
_SAID: Final[Mapping[tuple[str, str], FieldError]] = {
    ("CONFLICT", "begins"): FieldError("begins", say("Jam ini baru saja penuh. Pilih jam lain.")),
    ("BAD_INPUT", "begins"): FieldError("begins", say("Jam ini tidak tersedia untuk Anda. Pilih jam lain.")),
    ("CONFLICT", "trackingNumber"): FieldError(
        "trackingNumber", say("Permohonan ini sudah punya janji. Pindahkan janji itu dengan kodenya.")
    ),
    ("BAD_INPUT", "trackingNumber"): FieldError(
        "trackingNumber", say("Tidak ada permohonan berjalan dengan nomor ini. Periksa lagi, atau kosongkan.")
    ),
    ("BAD_INPUT", "service"): FieldError("service", say("Pilih keperluannya.")),
    ("BAD_INPUT", "code"): BAD_CODE,
    ("NOT_FOUND", "code"): NO_SUCH_CODE,
    ("CONFLICT", "code"): FieldError("code", say("Janji ini sudah selesai, atau jamnya belum tiba.")),
}
_FIELDS: Final = {name: name for name in ("begins", "trackingNumber", "service", "code", "nik")}


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its times, as the graph gives them."""

    date: dt.date
    times: Sequence[Time] = field(default=())

    @property
    def key(self) -> str:
        return self.date.isoformat()

    @property
    def words(self) -> Pair:
        return weekday(self.date)

    @property
    def free(self) -> int:
        return sum(one["free"] for one in self.times)

    @property
    def free_openly(self) -> int:
        return sum(one["freeOpenly"] for one in self.times)


def days_of(slots: Iterable[Time]) -> list[Day]:
    """The days of these times, in their order."""
    return [Day(date, list(times)) for date, times in groupby(slots, key=lambda one: day_of(one["begins"]))]


def day_of(begins: str) -> dt.date:
    """The office's day of a time."""
    return local_date(dt.datetime.fromisoformat(begins))


def chosen_day(days: Sequence[Day], given: str) -> Day | None:
    """The day that was asked for, else the first one on which anybody finds a place, else the first."""
    asked = next((one for one in days if one.key == given), None)
    return asked or next((one for one in days if one.free_openly), None) or next(iter(days), None)


def said_of(problems: Iterable[Problem]) -> tuple[FieldError, ...]:
    """What is wrong, beside the field that it is about."""
    found: list[FieldError] = []
    for one in problems:
        own = _SAID.get((one.code, one.path.rsplit(".", maxsplit=1)[-1]))
        found.extend((own,) if own else field_errors((one,), _FIELDS))
    return tuple(found)
