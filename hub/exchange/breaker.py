"""What keeps the hub from asking an agency over and over that does not answer: one for each connector.

An agency that was not reached so many times in a row *rests*: who asks is refused at once. After a pause one question
is let through, and only its success lets the others follow; otherwise the pause grows. An agency that says when it
wants to be asked again (429 with Retry-After) is not asked before; for one that is full and does not say until when,
the pause is ours and grows in the same way. docs/adr/0009 says why it is our own.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final

from hub.core.agency_ports import AgencyState
from hub.exchange.failures import Reason, too_many, unavailable
from hub.exchange.manifest import Resting
from hub.telemetry import count_refused, watch_agency

ANSWERED_WITH_AN_ERROR: Final = 0.25
"""How much of a failure a plain 500 is: it may be about the person who was asked for, and a batch that holds her is
asked for again by halves."""
LONGEST_RETRY_AFTER: Final = 24 * 3600.0
"""Seconds; an agency's slip must not keep it from being asked for years."""
_MOST_DOUBLINGS: Final = 30


class Breaker:
    """Counts what happens to the questions of one agency. `clock` gives seconds, `jitter` numbers from 0 to 1."""

    def __init__(
        self,
        agency: Resting,
        *,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._agency = agency
        self._clock = clock
        self._jitter = jitter
        self._failures = 0.0
        self._rests = 0
        """How often in a row it began to rest; 0 while it is asked."""
        self._rests_until = 0.0
        self._waits_until = 0.0
        self._fulls = 0
        """How often in a row it was full and did not say until when."""
        self._full_until = 0.0
        self._is_tried = False
        watch_agency(agency.name, self._figure)

    @property
    def state(self) -> AgencyState:
        """How the agency is treated now."""
        if self._rests:
            return AgencyState.RESTING
        return AgencyState.WAITING if self._waits_until > self._clock() else AgencyState.ASKED

    def admit(self) -> bool:
        """Whether this question is the one that tries a resting agency; then `left` has to follow.

        Raises SourceUnavailable while the agency rests, and QuotaExhausted while it wants to be left alone.
        """
        if not (self._rests or self._waits_until):
            return False
        self.check()
        self._waits_until = 0.0
        self._is_tried = self._rests > 0
        return self._is_tried

    def check(self) -> None:
        """Raises what `admit` would raise."""
        now = self._clock()
        if now < self._waits_until:
            count_refused(self._agency.name)
            raise too_many(self._agency)
        if self._rests and (self._is_tried or now < self._rests_until):
            count_refused(self._agency.name)
            raise unavailable(self._agency, Reason.RESTING)

    def answered(self) -> None:
        """The agency was reached and answered, whatever it said."""
        self._failures, self._rests = 0.0, 0

    def failed(self, share: float = 1.0) -> None:
        """The agency was not reached, did not answer in time, or said that it is out of service."""
        if self._rests:
            # What was asked before it began to rest says nothing new.
            if self._clock() >= self._rests_until:
                self._rest()
            return
        self._failures += share
        if self._failures >= self._agency.failures_before_rest:
            self._rest()

    def left(self) -> None:
        """The question that tried the agency has ended, with an outcome or without: another may try."""
        self._is_tried = False

    def wait(self, seconds: float) -> None:
        """The agency wants to be left alone for so long."""
        self._waits_until = max(self._waits_until, self._clock() + min(seconds, LONGEST_RETRY_AFTER))

    def full(self) -> float:
        """The agency takes no more questions and does not say until when; in how many seconds it may be asked again.

        An answer in between makes the pause no shorter: one that lets some through is full all the same.
        """
        now = self._clock()
        if now >= self._full_until:
            if now - self._full_until > self._agency.longest_rest_seconds:
                self._fulls = 0
            self._full_until = now + self._pause(self._fulls)
            self._fulls += 1
        # Otherwise it was asked before another was told so, which says nothing new.
        self.wait(self._full_until - now)
        return self._full_until - now

    def _rest(self) -> None:
        self._rests_until = self._clock() + self._pause(self._rests)
        self._rests += 1
        self._failures = 0.0

    def _pause(self, times: int) -> float:
        """Seconds, after so many pauses in a row."""
        pause = self._agency.first_rest_seconds * 2.0 ** min(times, _MOST_DOUBLINGS)
        # Half of it at least; the other half keeps several hubs from coming back at the same moment.
        return min(pause, self._agency.longest_rest_seconds) * (0.5 + self._jitter() / 2)

    def _figure(self) -> int:
        return int(self.state is not AgencyState.ASKED)
