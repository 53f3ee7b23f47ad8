"""Predictions from what the office needed, and the replay of an invented year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import pytest

from benchmarks.clock_replay import LOADS, replay, year
from hub.core.calendar import WIB
from hub.core.calendar_file import load_calendar
from hub.core.prediction import LEAST, TREND, growth, predicted, quantile
from hub.core.promise_run import Finished, MonthOfService
from hub.core.scoreboard import rows_of

HOURS: Final = load_calendar(Path(__file__).parents[2] / "policies", "1901").hours
NOW: Final = dt.datetime(2026, 11, 24, 8, 0, tzinfo=WIB)


def done(service: str, minutes: int, count: int = 1) -> list[Finished]:
    return [Finished(service, NOW, review_minutes=30, work_minutes=minutes)] * count


def test_the_conformal_quantile_is_one_of_the_lengths() -> None:
    assert quantile(list(range(1, 100)), 0.85) == 85
    assert quantile([7] * LEAST, 0.85) == 7
    assert quantile([7] * (LEAST - 1), 0.85) is None


def test_own_history_comes_before_that_of_all_services() -> None:
    history = [*done("birth", 60, LEAST), *done("death", 240, 60)]
    assert predicted(history, "birth", HOURS, NOW, NOW, NOW) == NOW + dt.timedelta(hours=1)
    assert predicted(history[1:], "birth", HOURS, NOW, NOW, NOW) == NOW + dt.timedelta(hours=4)


def test_before_the_papers_are_complete_their_check_counts_too() -> None:
    told = predicted(done("birth", 60, LEAST), "birth", HOURS, NOW, None, NOW)
    assert told == NOW + dt.timedelta(minutes=90)


def test_what_took_less_than_this_one_has_already_taken_says_nothing() -> None:
    history = [*done("birth", 30, 60), *done("birth", 200, LEAST)]
    assert predicted(history, "birth", HOURS, NOW, NOW, NOW) == NOW + dt.timedelta(minutes=30)
    later = NOW + dt.timedelta(minutes=100)
    assert predicted(history, "birth", HOURS, NOW, NOW, later) == NOW + dt.timedelta(minutes=200)
    assert predicted(history, "birth", HOURS, NOW, NOW, NOW + dt.timedelta(minutes=210)) is None


def office(lengths: list[int], every: int = 10) -> list[Finished]:
    """One issued each ten minutes that the office was open, the last one now; the newest first."""
    begin = NOW - dt.timedelta(days=20)
    ends = [HOURS.after(begin, dt.timedelta(minutes=every * number)) for number in range(len(lengths))]
    return [Finished("birth", end, 0, length) for end, length in zip(ends, lengths, strict=True)][::-1]


def test_where_work_piles_up_the_next_one_waits_longer_than_those_before() -> None:
    piling = office([100 + number for number in range(TREND)])
    begin = piling[0].issued_at
    # Each begins nine minutes after the one before and takes a minute longer, and so does this one, so much further on.
    newer = 100 + TREND * 3 / 4
    since = 10 * TREND / 4 + newer
    assert growth(piling, HOURS, begin, whole=False) == pytest.approx(since / 9, rel=0.05)
    told = predicted(piling, "birth", HOURS, begin, begin, begin)
    assert told is not None
    assert told > HOURS.after(begin, dt.timedelta(minutes=piling[0].work_minutes + 20))


@pytest.mark.parametrize(
    "lengths",
    [[100] * TREND, [300 - number for number in range(TREND)], [100 + number for number in range(2 * LEAST - 2)]],
    ids=["as ever", "shrinking", "few"],
)
def test_what_does_not_grow_adds_nothing(lengths: list[int]) -> None:
    history = office(lengths)
    assert growth(history, HOURS, history[0].issued_at, whole=False) == 0


def test_few_know_nothing() -> None:
    assert predicted(done("birth", 60, LEAST - 1), "birth", HOURS, NOW, NOW, NOW) is None


@pytest.mark.long
@pytest.mark.parametrize("office", sorted(LOADS))
def test_four_of_five_predictions_hold_and_not_because_they_are_late(office: str) -> None:
    scores = replay(year(7, LOADS[office]), HOURS)
    for score in scores.values():
        assert score.told > 6000
        assert 0.8 <= score.held / score.told <= 0.97
    assert scores["when the papers were complete"].slack_hours / score.held < 36


def test_the_scoreboard_shows_nobody() -> None:
    few = MonthOfService("birth", "2026-11", received=4, open=1, issued=3, kept=2, median_minutes=90.0)
    (row,) = rows_of([few])
    assert (row.received, row.open, row.issued, row.kept_percent, row.median_working_hours) == (None,) * 5
    many = MonthOfService("birth", "2026-11", 9, 0, 8, 6, 99.0, (("NETWORK", 5), ("OTHER", 4)))
    (row,) = rows_of([many])
    assert (row.received, row.open, row.issued, row.kept_percent, row.median_working_hours) == (9, 0, 8, 75, 1.6)
    assert [one.applications for one in row.disturbances] == [5, None]
