"""The order of those who wait: vulnerable people first, equals as they came, and nobody for ever."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.ticket import (
    MOST_IN_ROW,
    RESERVED,
    PriorityReason,
    Queue,
    Ticket,
    TicketState,
    minutes_for,
    queue_of,
)

NOW = dt.datetime(2026, 11, 26, 2, 0, tzinfo=dt.UTC)
FIRST = PriorityReason.LANSIA


def ticket(number: int, *, before: bool = False, **given: Any) -> Ticket:
    values = {"number": number, "priority": FIRST if before else None, **given}
    return Ticket(tenant="1901", id=uuid.UUID(int=number), place="19.01", day=NOW.date(), taken_at=NOW, **values)


def called_at(number: int, minute: int) -> Ticket:
    at = NOW + dt.timedelta(minutes=minute)
    return ticket(number, state=TicketState.ENDED, counter=1, called_at=at)


def order_of(*waiting: Ticket) -> list[int]:
    queue, made = Queue(waiting), []
    while (chosen := queue.next_of(1, NOW)) is not None:
        made.append(chosen.number)
        queue = queue.after(chosen, NOW)
    return made


def test_a_reason_goes_first_and_of_three_calls_one_is_ordinary() -> None:
    waiting = [ticket(1), ticket(2), *(ticket(n, before=True) for n in range(3, 8))]
    assert order_of(*waiting) == [3, 4, 1, 5, 6, 2, 7]


def test_equals_are_called_as_they_came() -> None:
    assert order_of(ticket(3), ticket(1), ticket(2)) == [1, 2, 3]


def test_an_appointment_whose_time_has_come_goes_before_like_a_reason() -> None:
    later = NOW + dt.timedelta(minutes=1)
    assert order_of(ticket(1), ticket(2, promised_at=later), ticket(3, promised_at=NOW)) == [3, 1, 2]


def test_who_went_before_nobody_is_not_counted() -> None:
    queue = Queue((ticket(1, before=True),), in_row=1)
    assert queue.after(queue.waiting[0], NOW).in_row == 0


@given(arrivals=st.lists(st.lists(st.booleans(), max_size=4), min_size=1, max_size=40))
def test_nobody_waits_for_ever_whoever_else_comes(arrivals: list[list[bool]]) -> None:
    """One call for each moment at which some come, then until nobody is left: each is called within a bound that only
    those know who were there before her, and equals in their order."""
    queue, number, calls = Queue(()), 0, 0
    due: dict[int, int] = {}
    called: list[Ticket] = []
    for arriving in [*arrivals, *[[] for _ in range(sum(map(len, arrivals)))]]:
        for before in arriving:
            number += 1
            equals = sum(1 for one in queue.waiting if one.goes_before(NOW) is before)
            share = MOST_IN_ROW + 1 if not before else 2
            due[number] = calls + share * (equals + 1)
            queue = Queue((*queue.waiting, ticket(number, before=before)), queue.in_row)
        chosen = queue.next_of(1, NOW)
        assert (chosen is None) == (not queue.waiting)
        if chosen is not None:
            calls += 1
            assert calls <= due[chosen.number]
            called.append(chosen)
            queue = queue.after(chosen, NOW)
    assert len(called) == number
    for before in (True, False):
        equals_called = [one.number for one in called if one.goes_before(NOW) is before]
        assert equals_called == sorted(equals_called)


@given(befores=st.lists(st.booleans(), min_size=1, max_size=12), row=st.integers(0, MOST_IN_ROW))
def test_how_many_are_before_her_is_how_many_are_called_before_her(befores: list[bool], row: int) -> None:
    waiting = tuple(ticket(n, before=before) for n, before in enumerate(befores, 1))
    made, queue = [], Queue(waiting, row)
    while (chosen := queue.next_of(1, NOW)) is not None:
        made.append(chosen.id)
        queue = queue.after(chosen, NOW)
    assert [Queue(waiting, row).before(key, NOW) for key in made] == list(range(len(waiting)))


def test_a_number_that_was_passed_on_waits_for_its_counter_and_then_for_any() -> None:
    passed = ticket(1, for_counter=2, passed_at=NOW)
    assert Queue((passed, ticket(2))).next_of(1, NOW) == ticket(2)
    assert Queue((passed, ticket(2))).next_of(2, NOW) == passed
    assert Queue((passed, ticket(2))).next_of(1, NOW + RESERVED) == passed


@pytest.mark.parametrize(("ahead", "minutes"), [(0, 10), (1, 20), (5, 60)])
def test_the_wait_is_told_from_the_pace_of_the_last_calls(ahead: int, minutes: int) -> None:
    done = [called_at(1, 0), called_at(2, 10), called_at(3, 20)]
    assert minutes_for(ahead, done, NOW + dt.timedelta(minutes=21)) == minutes


def test_no_wait_is_told_before_three_were_called_or_when_nobody_was_for_long() -> None:
    done = [called_at(1, 0), called_at(2, 10), called_at(3, 20)]
    assert minutes_for(0, done[:2], NOW + dt.timedelta(minutes=21)) is None
    assert minutes_for(0, done, NOW + dt.timedelta(minutes=51)) is None
    assert minutes_for(0, [], NOW) is None


def test_only_who_waits_is_in_the_queue() -> None:
    everybody = [ticket(n, state=state) for n, state in enumerate(TicketState, 1)]
    assert [one.state for one in queue_of(everybody, 0).waiting] == [TicketState.WAITING]
