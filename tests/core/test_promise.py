"""The promise by the office's hours: breaks, Fridays, holidays across the year's end, pauses, returns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.application import Action, ActionKind
from hub.core.calendar import WIB
from hub.core.calendar_file import load_calendar
from hub.core.office_hours import PLAIN_WEEK
from hub.core.promise import Disturbance, PromiseState, promise_of

A = ActionKind
HOURS: Final = load_calendar(Path(__file__).parents[2] / "policies", "1901").hours
LONG_AFTER: Final = dt.datetime(2028, 12, 1, tzinfo=dt.UTC)


def at(text: str) -> dt.datetime:
    """`2026-11-26 10:00` in the office's zone, as the hub keeps it."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=WIB).astimezone(dt.UTC)


def told(*steps: tuple[ActionKind, str]) -> list[Action]:
    return [Action(n, kind, "x", "X", at(when), _data(kind)) for n, (kind, when) in enumerate(steps, 1)]


def _data(kind: ActionKind) -> dict[str, Any]:
    return {"disturbance": "NETWORK", "reason": "SIAK putus."} if kind is A.DELAY else {}


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("2026-11-24 10:00", "2026-11-25 10:00"),  # a Tuesday
        ("2026-11-24 12:20", "2026-11-25 13:00"),  # in the break: from the next opening
        ("2026-11-24 18:00", "2026-11-26 07:30"),  # after closing: the day after begins it
        ("2026-11-26 11:45", "2026-11-27 13:00"),  # Friday's break is longer
        ("2026-11-27 16:30", "2026-12-01 07:30"),  # at the minute of Friday's closing
        ("2026-11-27 16:15", "2026-11-30 16:00"),  # Friday's last quarter of an hour: Monday closes earlier
        ("2026-11-29 11:00", "2026-12-01 07:30"),  # on a Sunday
        ("2026-12-23 09:00", "2026-12-28 09:00"),  # over collective leave, Christmas and a weekend
        ("2026-12-31 09:00", "2027-01-04 09:00"),  # over the year's end
        ("2026-08-16 12:00", "2026-08-19 07:30"),  # a Sunday before Independence Day
    ],
)
def test_one_day_of_the_law_is_a_working_day(accepted: str, due: str) -> None:
    promise = promise_of(told((A.ACCEPT, accepted)), 24, HOURS, at(accepted))
    assert (promise.state, promise.due) == (PromiseState.RUNNING, at(due))
    assert promise.calendar_known


def test_hours_that_are_no_whole_day_are_working_hours() -> None:
    assert promise_of(told((A.ACCEPT, "2026-11-26 15:30")), 1, HOURS, LONG_AFTER).due == at("2026-11-27 08:00")


def test_nothing_runs_before_the_papers_are_complete() -> None:
    promise = promise_of(told((A.SUBMIT, "2026-11-24 08:00"), (A.CLAIM, "2026-11-24 09:00")), 24, HOURS, LONG_AFTER)
    assert (promise.state, promise.due, promise.left) == (PromiseState.NOT_STARTED, None, None)


def test_returned_papers_begin_a_new_clock() -> None:
    steps = [(A.ACCEPT, "2026-11-24 10:00"), (A.RETURN, "2026-11-24 11:00")]
    assert promise_of(told(*steps), 24, HOURS, LONG_AFTER).state is PromiseState.NOT_STARTED
    again = promise_of(told(*steps, (A.ACCEPT, "2026-11-30 10:00")), 24, HOURS, at("2026-11-30 10:00"))
    assert (again.started, again.due) == (at("2026-11-30 10:00"), at("2026-12-01 10:00"))


def test_a_pause_over_a_holiday_keeps_what_was_left() -> None:
    steps = [(A.ACCEPT, "2026-12-22 10:00"), (A.DELAY, "2026-12-22 15:00")]
    paused = promise_of(told(*steps), 24, HOURS, at("2026-12-26 08:00"))
    assert (paused.state, paused.due, paused.left) == (PromiseState.PAUSED, None, dt.timedelta(hours=3, minutes=30))
    assert (paused.paused_since, paused.pauses[0].disturbance) == (at("2026-12-22 15:00"), Disturbance.NETWORK)
    steps.append((A.RESUME, "2026-12-26 20:00"))
    assert promise_of(told(*steps), 24, HOURS, LONG_AFTER).due == at("2026-12-28 11:00")


def test_an_old_delay_has_no_kind_and_is_read_all_the_same() -> None:
    actions = told((A.ACCEPT, "2026-11-24 10:00"))
    actions.append(Action(2, A.DELAY, "x", "X", at("2026-11-24 11:00"), {"reason": "Listrik padam."}))
    (pause,) = promise_of(actions, 24, HOURS, LONG_AFTER).pauses
    assert (pause.disturbance, pause.reason) == (Disturbance.OTHER, "Listrik padam.")


@pytest.mark.parametrize("end", [A.SIGN, A.REFUSE])
@pytest.mark.parametrize(
    ("when", "state"), [("2026-11-25 10:00", PromiseState.KEPT), ("2026-11-25 10:01", PromiseState.BROKEN)]
)
def test_an_answer_ends_the_clock(end: ActionKind, when: str, state: PromiseState) -> None:
    promise = promise_of(told((A.ACCEPT, "2026-11-24 10:00"), (end, when)), 24, HOURS, LONG_AFTER)
    assert (promise.state, promise.ended, promise.left) == (state, at(when), None)


def test_a_pause_that_comes_too_late_does_not_save_it() -> None:
    steps = told((A.ACCEPT, "2026-11-24 10:00"), (A.DELAY, "2026-11-25 11:00"), (A.RESUME, "2026-11-27 11:00"))
    promise = promise_of(steps, 24, HOURS, LONG_AFTER)
    assert (promise.state, promise.due) == (PromiseState.BROKEN, at("2026-11-25 10:00"))


def test_refused_while_paused_is_answered_in_time() -> None:
    steps = told((A.ACCEPT, "2026-11-24 10:00"), (A.DELAY, "2026-11-24 11:00"), (A.REFUSE, "2026-12-04 11:00"))
    promise = promise_of(steps, 24, HOURS, LONG_AFTER)
    assert (promise.state, promise.paused_since) == (PromiseState.KEPT, None)


def test_a_year_without_its_holidays_is_said() -> None:
    assert not promise_of(told((A.ACCEPT, "2027-12-31 10:00")), 24, HOURS, LONG_AFTER).calendar_known
    assert not promise_of(told((A.ACCEPT, "2026-11-24 10:00")), 24, PLAIN_WEEK, LONG_AFTER).calendar_known


MINUTES = st.integers(0, 60 * 24 * 40)
SHORT: Final = settings(max_examples=50)
BEGIN: Final = at("2026-12-01 00:00")


def _instants(count: int) -> st.SearchStrategy[list[dt.datetime]]:
    return st.lists(MINUTES, min_size=count, max_size=count).map(
        lambda given: [BEGIN + dt.timedelta(minutes=n) for n in sorted(given)]
    )


@SHORT
@given(_instants(3))
def test_working_time_adds_up(instants: list[dt.datetime]) -> None:
    first, second, third = instants
    assert HOURS.worked(first, second) + HOURS.worked(second, third) == HOURS.worked(first, third)


@SHORT
@given(MINUTES, st.integers(0, 5000))
def test_after_is_the_first_instant_at_which_it_is_worked(begin: int, length: int) -> None:
    since, worked = BEGIN + dt.timedelta(minutes=begin), dt.timedelta(minutes=length)
    end = HOURS.after(since, worked)
    assert HOURS.worked(since, end) == worked
    assert length == 0 or HOURS.worked(since, end - dt.timedelta(seconds=1)) < worked


@SHORT
@given(_instants(4), st.sampled_from([1, 24, 48]))
def test_a_pause_never_shortens(instants: list[dt.datetime], limit: int) -> None:
    accepted, delayed, resumed, later = instants
    actions = [
        Action(1, A.ACCEPT, "x", "X", accepted),
        Action(2, A.DELAY, "x", "X", delayed, {"reason": "Putus."}),
        Action(3, A.RESUME, "x", "X", resumed, {"reason": "Pulih."}),
    ]
    plain, paused = (promise_of(given, limit, HOURS, later) for given in (actions[:1], actions))
    assert plain.due is not None
    assert paused.due is not None
    assert paused.due >= plain.due


@SHORT
@given(_instants(3), _instants(2), st.booleans())
def test_what_is_broken_stays_broken_and_time_only_passes(
    events: list[dt.datetime], nows: list[dt.datetime], resumes: bool
) -> None:
    actions = [Action(1, A.ACCEPT, "x", "X", events[0]), Action(2, A.DELAY, "x", "X", events[1], {"reason": "Putus."})]
    if resumes:
        actions.append(Action(3, A.RESUME, "x", "X", events[2], {"reason": "Pulih."}))
    before, after = (promise_of(actions, 24, HOURS, now) for now in nows)
    if before.state is PromiseState.BROKEN:
        assert after.state is PromiseState.BROKEN
    if before.left is not None and after.left is not None:
        assert after.left <= before.left
