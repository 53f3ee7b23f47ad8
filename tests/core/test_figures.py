"""What is made of sums: steps, ages, shares, by cases made by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from hub.core.application import ApplicationState
from hub.core.errors import BadInput
from hub.core.figures import (
    AgeBand,
    OpenCount,
    OpenSum,
    PromiseCount,
    Step,
    Sum,
    Wanted,
    check,
    intake_of,
    open_of,
    promises_of,
    steps_of,
    young_since,
)

D = dt.date


def wanted(since: dt.date, until: dt.date, step: Step = Step.DAY) -> Wanted:
    return Wanted(since, until, step, "19.01")


@pytest.mark.parametrize(
    ("step", "begins"),
    [
        (Step.DAY, [D(2026, 12, 30), D(2026, 12, 31), D(2027, 1, 1)]),
        (Step.WEEK, [D(2026, 12, 28)]),
        (Step.MONTH, [D(2026, 12, 1), D(2027, 1, 1)]),
        (Step.QUARTER, [D(2026, 10, 1), D(2027, 1, 1)]),
    ],
)
def test_steps_over_the_end_of_a_year(step: Step, begins: list[dt.date]) -> None:
    assert list(steps_of(wanted(D(2026, 12, 30), D(2027, 1, 1), step))) == begins


def test_intake_adds_up_by_step_service_and_channel() -> None:
    sums = [
        Sum(D(2026, 11, 23), "birth", "received:ONLINE", 3),
        Sum(D(2026, 11, 24), "birth", "received:VILLAGE", 2),
        Sum(D(2026, 11, 24), "death", "received:ONLINE", 1),
        Sum(D(2026, 11, 24), "birth", "helped", 2),
        Sum(D(2026, 11, 24), "birth", "unreachable", 1),
        Sum(D(2026, 11, 30), "birth", "received:ONLINE", 9),
    ]
    first, second = intake_of(wanted(D(2026, 11, 23), D(2026, 11, 30), Step.WEEK), sums)
    assert (first.received, first.helped, first.unreachable, second.received) == (6, 2, 1, 9)
    assert [(one.name, one.applications) for one in first.services] == [("birth", 5), ("death", 1)]
    assert [(one.name, one.applications) for one in first.channels] == [("ONLINE", 4), ("VILLAGE", 2)]


@pytest.mark.parametrize(
    ("days", "band"),
    [(0, "TODAY"), (1, "TO_3_DAYS"), (3, "TO_3_DAYS"), (4, "TO_7_DAYS"), (8, "TO_30_DAYS"), (31, "OVER_30_DAYS")],
)
def test_ages(days: int, band: str) -> None:
    assert AgeBand.of(days).value == band


def test_all_days_of_the_oldest_age_are_told_as_one() -> None:
    today = D(2026, 11, 24)
    assert AgeBand.of((today - young_since(today)).days) is AgeBand.TO_30_DAYS
    assert AgeBand.of((today - young_since(today)).days + 1) is AgeBand.OVER_30_DAYS


def test_open_ones_by_age_state_and_holder() -> None:
    today = D(2026, 11, 24)
    sums = [
        OpenSum(today, "open:SUBMITTED:operator", 2),
        OpenSum(D(2026, 11, 22), "open:NEEDS_CORRECTION:applicant", 1),
        OpenSum(D(2026, 11, 21), "open:NEEDS_CORRECTION:applicant", 4),
    ]
    assert open_of(sums, today) == [
        OpenCount(AgeBand.TODAY, ApplicationState.SUBMITTED, "operator", 2),
        OpenCount(AgeBand.TO_3_DAYS, ApplicationState.NEEDS_CORRECTION, "applicant", 5),
    ]


def test_shares_of_promises_and_none_of_fewer_than_five() -> None:
    month = D(2026, 11, 1)
    sums = [
        Sum(month, "birth", "issued", 8), Sum(month, "birth", "kept", 6), Sum(month, "birth", "lawful", 4),
        Sum(month, "death", "issued", 4), Sum(month, "death", "kept", 4),
    ]  # fmt: skip
    assert promises_of(sums) == [
        PromiseCount(month, "birth", 8, 75, 50),
        PromiseCount(month, "death", None, None, None),
    ]


@pytest.mark.parametrize(
    ("since", "until", "step", "path"),
    [
        (D(2026, 11, 24), D(2026, 11, 23), Step.DAY, "until"),
        (D(2020, 1, 1), D(2026, 11, 23), Step.QUARTER, "from"),
        (D(2026, 1, 1), D(2026, 11, 23), Step.DAY, "step"),
        (D(2026, 1, 1), D(2026, 11, 23), Step.WEEK, "step"),
    ],
)
def test_spans_that_cannot_be_shown(since: dt.date, until: dt.date, step: Step, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        check(wanted(since, until, step))
    assert caught.value.path == path
