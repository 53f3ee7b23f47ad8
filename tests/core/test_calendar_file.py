"""The calendar's files are read strictly, and what is not known is said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import pytest

from hub.cli.check import calendar_lines
from hub.core.calendar_file import NATIONAL, UnusableCalendar, load_calendar, read_calendar

FOLDER: Final = Path(__file__).parents[2] / "policies"
OWN: Final = "1901.toml"
REGIONAL: Final = """
[[holidays]]
date = 2026-12-25
kind = "REGIONAL"
name_id = "Hari"
name_en = "Day"
source = "SK"
confidence = "READ"
"""


def _texts() -> dict[str, str]:
    return {name: (FOLDER / "calendar" / name).read_text(encoding="utf-8") for name in (NATIONAL, OWN)}


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        (OWN, 'monday = ["07:30-12:00", "13:00-16:00"]', 'monday = ["07:30-12:00", "11:00-16:00"]', "hours.monday.1"),
        (OWN, 'monday = ["07:30-12:00"', 'monday = ["7-12"', "hours.monday.0"),
        (OWN, 'monday = ["07:30-12:00"', 'monday = ["12:30-12:00"', "hours.monday.0"),
        (OWN, 'monday = ["07:30-12:00"', 'monday = ["12:00-12:00"', "hours.monday.0"),
        (OWN, "monday =", "senin =", "hours.senin"),
        (OWN, "recording_places = ", "recording_places = -", "recording_places"),
        (OWN, "hours_confidence", "hours_sure", "hours_sure"),
        (OWN, "saturday = []\n", "saturday = []\n" + REGIONAL, "holidays.0.date"),
        (NATIONAL, "date = 2026-01-16", "date = 2026-01-01", "holidays.1.date"),
        (NATIONAL, 'kind = "NATIONAL"', 'kind = "REGIONAL"', "holidays.0.kind"),
        (NATIONAL, 'kind = "NATIONAL"', 'kind = "SCHOOL"', "holidays.0.kind"),
        (NATIONAL, "date = 2026-01-01", "day = 2026-01-01", "holidays.0.day"),
        (NATIONAL, 'source = "', 'source = " "\n#', "holidays.0.source"),
        (NATIONAL, "[[holidays]]", "[[holidays]", "text"),
    ],
)
def test_a_mistake_is_named_with_its_place(file: str, old: str, new: str, place: str) -> None:
    texts = _texts()
    texts[file] = texts[file].replace(old, new, 1)
    with pytest.raises(UnusableCalendar) as refused:
        read_calendar(texts, OWN)
    assert f"calendar/{file}: {place}:" in refused.value.message


def test_an_office_that_never_opens_is_refused() -> None:
    texts = _texts()
    texts[OWN] = texts[OWN].split("monday =")[0]
    with pytest.raises(UnusableCalendar, match="never open"):
        read_calendar(texts, OWN)


def test_a_year_without_a_list_is_a_warning() -> None:
    found = load_calendar(FOLDER, "1901")
    assert not any("2026" in one for one in found.warnings(dt.datetime(2026, 5, 1, tzinfo=dt.UTC)))
    late = list(found.warnings(dt.datetime(2027, 5, 1, tzinfo=dt.UTC)))
    assert any("2028 has no holiday" in one for one in late)
    assert any("2027 are to be confirmed" in one for one in late)


def test_a_district_without_its_file_is_told_what_to_write() -> None:
    with pytest.raises(UnusableCalendar, match=r"calendar/1902\.toml: file: .*1901\.toml is an example"):
        load_calendar(FOLDER, "1902")


@pytest.mark.parametrize(
    ("file", "old", "new", "starts"),
    [
        (OWN, 'tuesday = ["07:30-12:00"', 'tuesday = ["7-12"', "hours.tuesday.0: write from and until"),
        (OWN, 'hours_confidence = "GENERAL"', 'hours_confidence = "SURE"', "hours_confidence: "),
        (NATIONAL, "date = 2026-02-16", "date = 2026-01-01", "holidays.2.date: 2026-01-01 stands there twice"),
        (NATIONAL, "date = 2026-01-16\n", "date = 16-01-2026\n", "text: this is no TOML"),
    ],
)
def test_the_check_names_file_line_and_what_to_do(tmp_path: Path, file: str, old: str, new: str, starts: str) -> None:
    folder = tmp_path / "calendar"
    folder.mkdir()
    for name, text in _texts().items():
        (folder / name).write_text(text.replace(old, new, 1) if name == file else text, encoding="utf-8")
    (folder / "1902.toml").write_text(_texts()[OWN], encoding="utf-8")
    (line,) = calendar_lines(tmp_path)
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    wrong = max(n for n, one in enumerate(lines, 1) if new.strip() in one)
    assert line.startswith(f"{folder / file}:{wrong}: {starts}")


def test_the_calendars_of_this_tree_hold() -> None:
    assert calendar_lines(FOLDER) == []
