"""When an agency is left alone, for how long, and how it is tried again; by a clock that the tests move."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.agency_ports import AgencyState
from hub.core.errors import HubError, QuotaExhausted, SourceUnavailable
from hub.exchange import read_manifest
from hub.exchange.breaker import ANSWERED_WITH_AN_ERROR, LONGEST_RETRY_AFTER, Breaker
from hub.loaders.halving import MOST_FAILURES

AGENCY = dataclasses.replace(
    read_manifest("hub.connectors.health"), failures_before_rest=3, first_rest_seconds=1.0, longest_rest_seconds=8.0
)
JUST_UNDER = 0.001


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Tried:
    """A breaker and its clock; without jitter a pause has its full length."""

    def __init__(self, jitter: float = 1.0) -> None:
        self.clock = Seconds()
        self.breaker = Breaker(AGENCY, clock=self.clock, jitter=lambda: jitter)

    def fail(self, times: int = 1) -> None:
        for _ in range(times):
            self.breaker.failed()

    def rest(self, times: int) -> None:
        """Lets the agency begin to rest for the so-manieth time in a row."""
        self.fail(AGENCY.failures_before_rest)
        for _ in range(times - 1):
            self.clock.now += AGENCY.longest_rest_seconds
            assert self.breaker.admit()
            self.fail()
            self.breaker.left()

    def refusal(self) -> HubError:
        with pytest.raises(HubError) as caught:
            self.breaker.admit()
        return caught.value

    def state(self) -> AgencyState:
        return self.breaker.state

    def pause(self) -> float:
        """Seconds until somebody is let through, found by asking."""
        began, step = self.clock.now, 0.125
        while True:
            try:
                self.breaker.admit()
            except HubError:
                self.clock.now += step
            else:
                return self.clock.now - began


def test_an_agency_that_answers_is_asked() -> None:
    tried = Tried()
    for _ in range(10):
        assert tried.breaker.admit() is False
        tried.breaker.answered()
    assert tried.breaker.state is AgencyState.ASKED


def test_it_rests_after_so_many_failures_in_a_row() -> None:
    tried = Tried()
    tried.fail(2)
    assert tried.breaker.admit() is False
    tried.fail()
    error = tried.refusal()
    assert isinstance(error, SourceUnavailable)
    assert error.details["reason"] == "RESTING"
    assert error.message.endswith("try again in a minute.")
    assert tried.breaker.state is AgencyState.RESTING


def test_an_answer_between_failures_begins_the_count_anew() -> None:
    tried = Tried()
    for _ in range(5):
        tried.fail(2)
        tried.breaker.answered()
    tried.fail(2)
    assert tried.breaker.admit() is False


def test_after_the_pause_one_question_tries_it() -> None:
    tried = Tried()
    tried.rest(1)
    tried.clock.now += 1.0 - JUST_UNDER
    tried.refusal()
    tried.clock.now += JUST_UNDER
    assert tried.breaker.admit() is True
    tried.refusal()
    tried.clock.now += 60.0
    tried.refusal()


def test_its_answer_lets_everybody_through() -> None:
    tried = Tried()
    tried.rest(2)
    tried.clock.now += 2.0
    assert tried.breaker.admit()
    tried.breaker.answered()
    tried.breaker.left()
    assert tried.breaker.state is AgencyState.ASKED
    assert [tried.breaker.admit() for _ in range(3)] == [False] * 3
    tried.fail(2)
    assert tried.breaker.admit() is False, "the count begins anew"
    tried.fail()
    assert tried.pause() == 1.0, "and so does the pause"


@pytest.mark.parametrize(("times", "pause"), [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (50, 8.0)])
def test_the_pause_doubles_up_to_a_limit(times: int, pause: float) -> None:
    tried = Tried()
    tried.rest(times)
    assert tried.pause() == pause


@pytest.mark.parametrize(("jitter", "pause"), [(0.0, 2.0), (0.5, 3.0), (1.0, 4.0)])
def test_hubs_do_not_come_back_together(jitter: float, pause: float) -> None:
    tried = Tried(jitter)
    tried.rest(3)
    assert tried.pause() == pause


def test_a_question_that_is_given_up_makes_room_for_another() -> None:
    tried = Tried()
    tried.rest(1)
    tried.clock.now += 1.0
    assert tried.breaker.admit()
    tried.breaker.left()
    assert tried.breaker.admit()


def test_what_was_asked_before_it_rested_makes_the_pause_no_longer() -> None:
    tried = Tried()
    tried.rest(1)
    tried.fail(20)
    assert tried.pause() == 1.0


def test_errors_that_may_be_about_one_person_weigh_less() -> None:
    """A batch that is halved until one bad key is found fails so often in a row; the agency is well."""
    tried = Tried()
    for _ in range(int(AGENCY.failures_before_rest / ANSWERED_WITH_AN_ERROR) - 1):
        tried.breaker.failed(ANSWERED_WITH_AN_ERROR)
    assert tried.breaker.admit() is False
    tried.breaker.failed(ANSWERED_WITH_AN_ERROR)
    tried.refusal()
    declared = read_manifest("hub.connectors.health").failures_before_rest
    assert declared / ANSWERED_WITH_AN_ERROR > MOST_FAILURES


def test_an_agency_that_wants_to_be_left_alone_is() -> None:
    tried = Tried()
    tried.breaker.wait(30.0)
    tried.breaker.wait(5.0)
    assert tried.state() is AgencyState.WAITING
    assert isinstance(tried.refusal(), QuotaExhausted)
    tried.clock.now += 30.0 - JUST_UNDER
    tried.refusal()
    tried.clock.now += JUST_UNDER
    assert tried.state() is AgencyState.ASKED
    assert [tried.breaker.admit() for _ in range(3)] == [False] * 3


def test_it_is_not_left_alone_for_years() -> None:
    tried = Tried()
    tried.breaker.wait(1e12)
    tried.clock.now += LONGEST_RETRY_AFTER
    assert tried.breaker.admit() is False


def test_resting_ends_no_waiting() -> None:
    tried = Tried()
    tried.breaker.wait(30.0)
    tried.rest(1)
    tried.breaker.answered()
    assert isinstance(tried.refusal(), QuotaExhausted)


def test_one_that_is_full_is_left_alone_for_longer_each_time() -> None:
    tried, pauses = Tried(), []
    for _ in range(3):
        tried.breaker.answered()
        tried.breaker.full()
        # Those that were under way are told the same, which makes it no longer.
        tried.breaker.full()
        assert tried.state() is AgencyState.WAITING
        assert isinstance(tried.refusal(), QuotaExhausted)
        pauses.append(tried.pause())
    first = AGENCY.first_rest_seconds
    assert pauses == [first, 2 * first, 4 * first]


def test_who_was_full_long_ago_begins_anew() -> None:
    tried = Tried()
    tried.breaker.full()
    tried.pause()
    tried.clock.now += AGENCY.longest_rest_seconds + JUST_UNDER
    assert tried.breaker.full() == AGENCY.first_rest_seconds


STEPS = st.sampled_from(["admit", "answered", "failed", "tick", "long", "wait", "full"])


@given(st.lists(STEPS, max_size=60))
def test_whatever_happens_only_one_tries_and_it_always_comes_back(steps: Iterable[str]) -> None:
    tried = Tried()
    trying = False
    for step in steps:
        if step == "admit":
            try:
                tries = tried.breaker.admit()
            except HubError:
                assert tried.breaker.state is not AgencyState.ASKED or trying
                continue
            assert not (tries and trying), "two questions try it at once"
            trying = trying or tries
        elif step in {"answered", "failed"}:
            getattr(tried.breaker, step)()
            if trying:
                tried.breaker.left()
                trying = False
        elif step == "wait":
            tried.breaker.wait(3.0)
        elif step == "full":
            tried.breaker.full()
        else:
            tried.clock.now += 0.3 if step == "tick" else 20.0
    if trying:
        tried.breaker.left()
    tried.clock.now += 20.0
    tried.breaker.admit()
    tried.breaker.answered()
    tried.breaker.left()
    assert tried.breaker.admit() is False
    assert tried.breaker.state is AgencyState.ASKED
