"""Claims counted in memory."""

from __future__ import annotations

import datetime as dt

from hub.core.calendar import local_date
from hub.core.citizen import CitizenClaim
from hub.core.guessing import GuessLimits, GuessMarks, Tried, too_many, waits_until


class FakeGuesses:
    """Implements `hub.core.guessing.Guesses`."""

    def __init__(self, limits: GuessLimits | None = None) -> None:
        self._limits = limits or GuessLimits()
        self._marks = GuessMarks(b"contoh")
        self._tried: dict[bytes, list[Tried]] = {}

    async def admit(self, claim: CitizenClaim, party: str, at: dt.datetime) -> None:
        tried, marked = self._tried.setdefault(self._marks.subject(claim.nik), []), self._marks.claim(claim)
        until = waits_until(tried, party, marked, local_date(at), self._limits)
        if until is not None:
            raise too_many(until, at)
        tried.append(Tried(party, marked, local_date(at)))
