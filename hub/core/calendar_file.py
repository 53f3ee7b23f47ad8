"""The files of policies/calendar: the holidays of the country, and of each district its hours and own days off.

Read strictly by pydantic: what is misspelt, doubled or contradicts itself is named with its place. What is only not
known yet (a year without holidays, a date that nobody has confirmed) is a warning, since the clock runs all the same
and says so.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, Final

from pydantic import TypeAdapter, ValidationError

from hub.core.calendar import local_date
from hub.core.definition import STRICT, Confidence
from hub.core.errors import BadInput
from hub.core.manifest import Problem
from hub.core.office_hours import OfficeHours

FOLDER: Final = "calendar"
NATIONAL: Final = "national.toml"
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "this key is missing. Add it.",
    "unexpected_keyword_argument": "nothing knows this key. Look at how it is spelt, or take it out.",
}


class DayOff(Enum):
    """Who closed the office: the country, the country's collective leave (cuti bersama), or the district."""

    NATIONAL = "NATIONAL"
    COLLECTIVE_LEAVE = "COLLECTIVE_LEAVE"
    REGIONAL = "REGIONAL"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which the office is closed; `source` says where its date was read."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    date: dt.date
    kind: DayOff
    name_id: str
    name_en: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class _National:
    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    holidays: tuple[Holiday, ...] = ()


@dataclass(frozen=True, slots=True)
class _District:
    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    hours: Mapping[str, tuple[str, ...]]
    hours_source: str
    hours_confidence: Confidence
    holidays: tuple[Holiday, ...] = ()
    recording_places: int = 0


class UnusableCalendar(BadInput):
    """A calendar that cannot be counted with; `problems` are all that were found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(one.line(FOLDER) for one in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """What the files say: the hours to count with, and the days off with their sources."""

    hours: OfficeHours
    holidays: tuple[Holiday, ...]
    hours_confidence: Confidence

    def warnings(self, now: dt.datetime) -> Iterator[str]:
        """What has to be looked at, as sentences: years without holidays, and what nobody has confirmed."""
        this_year = local_date(now).year
        for year in (this_year, this_year + 1):
            if year not in self.hours.years:
                yield f"{NATIONAL}: {year} has no holiday. Until its list is there, dates of {year} may be too early."
        unread = sorted({one.date.year for one in self.holidays if one.confidence.to_be_confirmed})
        for year in unread:
            yield f"{NATIONAL}: holidays of {year} are to be confirmed by the decree (SKB) of that year."
        if self.hours_confidence.to_be_confirmed:
            yield "The office's hours are to be confirmed by the head of the office."


def is_kept(policies: Path, tenant: str) -> bool:
    """Whether a district (undotted code) has a calendar of its own in a folder of policies."""
    return (policies / FOLDER / f"{tenant}.toml").is_file()


def load_calendar(policies: Path, tenant: str) -> OfficeCalendar:
    """The calendar of a district (undotted code) in a folder of policies. Raises UnusableCalendar."""
    own = f"{tenant}.toml"
    return read_calendar({name: _text(policies / FOLDER / name, name) for name in (NATIONAL, own)}, own)


def read_calendar(texts: Mapping[str, str], own: str) -> OfficeCalendar:
    """The calendar in the texts of `national.toml` and of the district's file, named `own`. Raises UnusableCalendar."""
    national: _National = _parsed(NATIONAL, texts[NATIONAL], _NATIONAL)
    district: _District = _parsed(own, texts[own], _DISTRICT)
    problems = (*_holiday_problems(NATIONAL, national.holidays), *_holiday_problems(own, district.holidays),
                *_hour_problems(own, district.hours), *_doubled(own, national, district),
                *_places_problems(own, district.recording_places))  # fmt: skip
    if problems:
        raise UnusableCalendar(problems)
    holidays = (*national.holidays, *district.holidays)
    week = {_WEEKDAYS.index(day): tuple(map(_span, spans)) for day, spans in district.hours.items()}
    closed = {one.date: one.name_id for one in holidays}
    years = frozenset(one.date.year for one in national.holidays)
    return OfficeCalendar(
        OfficeHours(week, closed, years, district.recording_places), holidays, district.hours_confidence
    )


def _holiday_problems(file: str, holidays: tuple[Holiday, ...]) -> Iterator[Problem]:
    seen: set[dt.date] = set()
    for number, one in enumerate(holidays):
        place = f"holidays.{number}"
        if one.date in seen:
            yield Problem(file, f"{place}.date", f"{one.date} stands there twice. Keep one of both.")
        if (one.kind is DayOff.REGIONAL) is (file == NATIONAL):
            yield Problem(file, f"{place}.kind", "REGIONAL days stand in the district's file, all others in the other.")
        if not one.source.strip():
            yield Problem(file, f"{place}.source", "say where this date was read.")
        seen.add(one.date)


def _doubled(file: str, national: _National, district: _District) -> Iterator[Problem]:
    everywhere = {one.date for one in national.holidays}
    for number, one in enumerate(district.holidays):
        if one.date in everywhere:
            yield Problem(file, f"holidays.{number}.date", f"{one.date} is closed by {NATIONAL} already. Take it out.")


def _places_problems(file: str, places: int) -> Iterator[Problem]:
    if places < 0:
        yield Problem(file, "recording_places", "write how many people fit in one session, or 0 to count none.")


def _hour_problems(file: str, hours: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    if not any(hours.values()):
        yield Problem(file, "hours", "the office is never open. Write hours for one weekday at least.")
    for day, written in hours.items():
        if day not in _WEEKDAYS:
            yield Problem(file, f"hours.{day}", f"this is no weekday. Write one of {', '.join(_WEEKDAYS)}.")
            continue
        end = dt.time.min
        for number, text in enumerate(written):
            place, begin = f"hours.{day}.{number}", end
            if not _SPAN.fullmatch(text):
                yield Problem(file, place, 'write from and until as "07:30-12:00".')
                continue
            begin, last, end = _span(text)[0], end, _span(text)[1]
            if begin >= end:
                yield Problem(file, place, "it ends before it begins. Turn both times around.")
            elif begin < last:
                yield Problem(file, place, "it overlaps the hours before it. Write them one after the other.")


def _span(text: str) -> tuple[dt.time, dt.time]:
    begin, end = text.split("-")
    return dt.time.fromisoformat(begin), dt.time.fromisoformat(end)


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        problem = Problem(name, "file", "it cannot be read. Put it there; policies/calendar/1901.toml is an example.")
        raise UnusableCalendar((problem,)) from None


def _parsed(file: str, text: str, adapter: TypeAdapter[Any]) -> Any:
    try:
        return adapter.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UnusableCalendar((Problem(file, "text", f"this is no TOML ({error}). Correct it."),)) from None
    except ValidationError as error:
        raise UnusableCalendar(
            tuple(_problem(file, one["type"], one["loc"], one["msg"]) for one in error.errors(include_url=False))
        ) from None


def _problem(file: str, kind: str, place: tuple[int | str, ...], said: str) -> Problem:
    return Problem(file, ".".join(map(str, place)), _SENTENCES.get(kind) or f"{said}. Write such a value.")


_NATIONAL: Final = TypeAdapter(_National)
_DISTRICT: Final = TypeAdapter(_District)
