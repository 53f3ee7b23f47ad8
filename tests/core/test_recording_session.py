"""When biometrics can be recorded: the office's hours and days off, what is left, and what is offered instead."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from hub.core.calendar import WIB
from hub.core.calendar_file import UnusableCalendar, load_calendar, read_calendar
from hub.core.codes_cards import SessionSlot
from hub.core.office_hours import OfficeHours
from hub.core.recording_session import TIMES, all_sessions, closed, free_sessions, full, is_open, of_days
from hub.core.service import Session

HOURS: Final = load_calendar(Path(__file__).parents[2] / "policies", "1901").hours
NOW: Final = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
"""A Tuesday."""


@pytest.mark.parametrize(
    ("day", "slot", "opened"),
    [
        ("2026-11-26", "EIGHT", True),
        ("2026-11-26", "ELEVEN", True),
        ("2026-11-27", "ELEVEN", False),  # on Fridays the office closes at 11.30
        ("2026-11-27", "HALF_PAST_ONE", True),
        ("2026-11-28", "EIGHT", False),  # a Saturday
        ("2026-12-25", "EIGHT", False),  # Christmas
    ],
)
def test_there_is_a_session_only_while_the_office_works(day: str, slot: str, opened: bool) -> None:
    assert is_open(HOURS, Session(dt.date.fromisoformat(day), slot)) is opened


def test_the_times_are_those_that_the_forms_say() -> None:
    said = {slot: f"{begin:%H.%M}-{end:%H.%M}" for slot, (begin, end) in TIMES.items()}
    assert said == {slot: slot.label_id for slot in SessionSlot}


def test_what_is_offered_instead_is_later_first_and_in_both_languages() -> None:
    wanted = Session(dt.date(2026, 11, 26), "HALF_PAST_ONE")
    taken = {(wanted.day, wanted.slot): HOURS.recording_places, (dt.date(2026, 11, 27), "EIGHT"): 99}
    finding = full(wanted, HOURS, taken, NOW)
    assert (finding.path, finding.blocking) == ("session.slot", True)
    assert "27 November 2026, 09.30-11.00; 27 November 2026, 13.30-15.00; 30 November 2026, 08.00-09.30" in (
        finding.message_id
    )
    assert "There is room on: 27 November 2026, 09.30-11.00" in finding.message


def test_a_holiday_is_named_and_something_else_offered() -> None:
    finding = closed(Session(dt.date(2026, 12, 25), "EIGHT"), HOURS, {}, NOW)
    assert "25 November 2026, 08.00-09.30" in finding.message_id
    assert HOURS.closed[dt.date(2026, 12, 25)] in finding.message_id


def test_where_nothing_is_left_an_officer_is_asked() -> None:
    nothing = OfficeHours(HOURS.week, HOURS.closed, HOURS.years, 0)
    assert list(free_sessions(nothing, {}, NOW)) == []
    assert "tanyakan kepada petugas" in full(Session(dt.date(2026, 11, 26), "EIGHT"), nothing, {}, NOW).message_id


def test_days_are_shown_whole_a_short_one_too() -> None:
    shown = list(of_days(all_sessions(HOURS, {}, NOW), 5))
    counted = Counter(one.date for one in shown)
    assert list(counted.values()) == [4, 4, 4, 3, 4], "the fourth is a Friday"


def test_less_than_no_place_is_refused_where_the_calendar_is_read() -> None:
    folder = Path(__file__).parents[2] / "policies" / "calendar"
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in ("national.toml", "1901.toml")}
    texts["1901.toml"] = texts["1901.toml"].replace("recording_places = 8", "recording_places = -1")
    with pytest.raises(UnusableCalendar, match="recording_places"):
        read_calendar(texts, "1901.toml")


@pytest.mark.parametrize(
    ("now", "days", "before"),
    [
        ("2026-11-26T10:00", 1, "2026-11-25"),  # a Thursday: Wednesday has passed, and what came before it is older
        ("2026-11-30T10:00", 1, "2026-11-27"),  # a Monday: Friday has passed
        ("2026-11-30T10:00", 3, "2026-11-25"),
        ("2026-12-28T10:00", 1, "2026-12-23"),  # neither Christmas nor the collective leave before it is worked
    ],
)
def test_working_days_are_counted_back(now: str, days: int, before: str) -> None:
    found = HOURS.begin_of_day_before(dt.datetime.fromisoformat(now).replace(tzinfo=WIB), days)
    assert found.astimezone(WIB).isoformat() == f"{before}T00:00:00+07:00"
