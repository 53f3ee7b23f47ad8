"""When an application will probably be answered, from what the office itself lately needed. Pure.

The length that SHARE of earlier applications did not exceed, as split conformal prediction takes it: of n lengths the
ceil((n + 1) * SHARE)-th, so that the next one, were it drawn like them, holds with at least that probability. Of those
that took no longer than this one has taken already nothing can be learnt, so they are left out.

In an office with more work than hands the next one is not drawn like them: it waits longer. So what lengths have grown
by meanwhile is added.
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Sequence
from typing import Final

from hub.core.office_hours import OfficeHours
from hub.core.promise_run import Finished

SHARE: Final = 0.85
"""Aimed at a little above the 80 % that have to hold: seasons and absences make the next one unlike the last."""
LEAST: Final = 20
"""Fewer than so many earlier applications say nothing; then those of all services are asked, then the law."""
NEWEST: Final = (25, 60)
"""How many of the newest are looked at. The longer of both answers counts: few notice soon that work piles up, many are
steadier."""
TREND: Final = 120
"""Of how many of the newest, whatever the service, it is asked whether lengths grow: all wait in the same queue."""
STEEPEST: Final = 1.0
"""A minute longer for each minute that one begins later: nobody is worked on at all. More is chance."""


def predicted(
    history: Sequence[Finished], service: str, hours: OfficeHours, submitted: dt.datetime, started: dt.datetime | None,
    now: dt.datetime,
) -> dt.datetime | None:  # fmt: skip
    """The instant by which it will probably be answered; None where too little is known.

    `history` are applications that were issued before `now`, the newest first; `started` is when the papers were
    complete, None before.
    """
    whole = started is None
    begin = hours.opening(submitted if started is None else started)
    elapsed = _minutes(hours.worked(begin, now))
    own = [one for one in history if one.service == service]
    for chosen in (own, history):
        lengths = [length for one in chosen if (length := _length(one, whole=whole)) > elapsed]
        answers = (quantile(lengths[:most], SHARE) for most in NEWEST)
        found = [answer for answer in answers if answer is not None]
        if found:
            longer = growth(history[:TREND], hours, begin, whole=whole)
            return hours.after(begin, dt.timedelta(minutes=max(found) + longer))
    return None


def growth(history: Sequence[Finished], hours: OfficeHours, begin: dt.datetime, *, whole: bool) -> float:
    """By how many minutes lengths have grown between the newest of the history and what begins now; never negative.

    Where work piles up, whoever comes now waits longer than those who are done: they came when less lay before them.
    """
    half = len(history) // 2
    if half < LEAST:
        return 0.0
    newer, older = history[:half], history[half:]
    (ended, length), (ended_before, before) = (_middle(part, whole=whole) for part in (newer, older))
    between = _minutes(hours.worked(ended_before, ended)) - (length - before)
    since = _minutes(hours.worked(ended, begin)) + length
    if between <= 0 or length <= before:
        return 0.0
    return min((length - before) / between, STEEPEST) * since


def _middle(part: Sequence[Finished], *, whole: bool) -> tuple[dt.datetime, float]:
    return part[len(part) // 2].issued_at, statistics.median(_length(one, whole=whole) for one in part)


def quantile(lengths: Sequence[int], share: float) -> int | None:
    """The conformal quantile; None for fewer than LEAST lengths."""
    if len(lengths) < LEAST:
        return None
    place = math.ceil((len(lengths) + 1) * share)
    return sorted(lengths)[min(place, len(lengths)) - 1]


def _length(one: Finished, *, whole: bool) -> int:
    return one.work_minutes + one.review_minutes if whole else one.work_minutes


def _minutes(length: dt.timedelta) -> int:
    return int(length.total_seconds() // 60)
