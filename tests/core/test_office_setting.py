"""What an office may set: it narrows what a service declares, whatever hours and days it works."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.calendar import WIB
from hub.core.errors import BadInput
from hub.core.four_eyes import counters_need_two, service_needs_two
from hub.core.office_hours import PLAIN_WEEK
from hub.core.office_setting import (
    CounterSetting,
    OfficeSettings,
    ServiceClosed,
    ServiceSetting,
    check_open,
    check_service,
)
from hub.core.promise import due_after, due_of
from tests.fakes.service import SERVICE

TODAY: Final = dt.date(2026, 11, 26)
DAY: Final = dt.timedelta(days=1)
OPEN: Final = ServiceSetting("1901", SERVICE.name, "19.01")
CLOSED: Final = dataclasses.replace(
    OPEN, closed_from=TODAY, closed_until=TODAY + DAY, why_id="Atap kantor bocor.", why_en="The roof is leaking.",
    instead_id="Datanglah ke Belinyu.", instead_en="Go to Belinyu.",
)  # fmt: skip
DAYS: Final = st.none() | st.integers(-3, 3).map(lambda days: TODAY + days * DAY)


@pytest.mark.parametrize(
    ("ahead", "closed", "told"), [(-1, False, True), (0, True, True), (1, True, True), (2, False, False)]
)
def test_a_closure_begins_and_ends_by_itself(ahead: int, closed: bool, told: bool) -> None:
    day = TODAY + ahead * DAY
    assert (CLOSED.is_closed(day), CLOSED.is_announced(day)) == (closed, told)
    assert dataclasses.replace(CLOSED, closed_until=None).is_closed(TODAY + 300 * DAY)
    if closed:
        with pytest.raises(ServiceClosed) as refused:
            check_open(CLOSED, day)
        assert ("Go to Belinyu." in refused.value.message, "Datanglah ke Belinyu." in refused.value.message_id) == (
            True, True,
        )  # fmt: skip


@pytest.mark.parametrize(("hours", "holds"), [(0, False), (1, True), (7, True), (8, False), (24, True), (25, False)])
def test_a_promise_is_no_longer_than_the_law(hours: int, holds: bool) -> None:
    """Eight working hours are more than the working day that the law gives where a day has seven and a half."""
    setting = dataclasses.replace(OPEN, promised_hours=hours)
    if holds:
        check_service(setting, dataclasses.replace(SERVICE, max_hours=24), PLAIN_WEEK, TODAY)
    else:
        with pytest.raises(BadInput):
            check_service(setting, dataclasses.replace(SERVICE, max_hours=24), PLAIN_WEEK, TODAY)


@given(st.integers(1, 72), st.none() | st.integers(1, 96), st.integers(0, 60 * 24 * 14))
def test_the_clock_never_runs_longer_than_the_law(law: int, promised: int | None, minutes: int) -> None:
    begin = PLAIN_WEEK.opening(dt.datetime(2026, 11, 23, 7, 30, tzinfo=WIB) + dt.timedelta(minutes=minutes))
    assert due_of(PLAIN_WEEK, begin, law, promised) <= due_after(PLAIN_WEEK, begin, law)


@given(DAYS, DAYS, DAYS, DAYS)
def test_closing_on_a_day_that_was_open_needs_two(
    first: dt.date | None, last: dt.date | None, new_first: dt.date | None, new_last: dt.date | None
) -> None:
    before = dataclasses.replace(OPEN, closed_from=first, closed_until=last)
    after = dataclasses.replace(OPEN, closed_from=new_first, closed_until=new_last)
    days = [TODAY + ahead * DAY for ahead in range(-4, 9)]
    if any(after.is_closed(day) and not before.is_closed(day) for day in days):
        assert service_needs_two(before, after)


def test_what_gives_something_needs_one() -> None:
    sooner = dataclasses.replace(OPEN, promised_hours=4)
    assert not service_needs_two(CLOSED, OPEN)
    assert not service_needs_two(CLOSED, dataclasses.replace(CLOSED, why_id="Atap kantor diperbaiki."))
    assert (service_needs_two(OPEN, sooner), service_needs_two(sooner, OPEN)) == (False, True)
    for without in (dataclasses.replace(OPEN, numbers=False), dataclasses.replace(OPEN, appointments=False)):
        assert (service_needs_two(OPEN, without), service_needs_two(without, OPEN)) == (True, False)
    counters = CounterSetting("1901", "19.01")
    assert not counters_need_two(counters, dataclasses.replace(counters, places=0))


def test_a_state_comes_back_as_it_was() -> None:
    assert OPEN.with_state(CLOSED.state()) == CLOSED
    counters = CounterSetting("1901", "19.01", 6, 3, dt.time(8, 30), dt.time(15), 90)
    assert CounterSetting("1901", "").with_state(counters.state()) == counters
    assert OfficeSettings("1901", "19.01").of(SERVICE.name) == OPEN
