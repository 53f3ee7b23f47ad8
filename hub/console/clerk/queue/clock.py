"""The clock of an application in words, with a colour that only repeats them. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hub.console.base.dates import moment, span
from hub.core.texts import Pair, counted, say

_SOON: Final = 120
"""Working minutes that are left when an application is marked as nearly due."""
_OPEN: Final = frozenset({"COMPLETE", "PROCESSING", "AWAITING_SIGNATURE", "DELAYED"})
_DOUBT: Final[Pair] = say(" (kalender belum lengkap)")


def clock_of(application: Mapping[str, Any], now: dt.datetime) -> tuple[str, Pair] | None:
    """(colour of the tag, words); None while no clock runs and once it was answered."""
    promise = application.get("promise")
    if not promise or promise["state"] == "NOT_STARTED" or application["state"] not in _OPEN:
        return None
    colour, words = _said(promise, now)
    doubt = ("", "") if promise["calendarKnown"] else _DOUBT
    return colour, (words[0] + doubt[0], words[1] + doubt[1])


def _said(promise: Mapping[str, Any], now: dt.datetime) -> tuple[str, Pair]:
    if promise["state"] == "PAUSED":
        return "orange", say("berhenti karena gangguan")
    due = moment(promise["dueAt"])
    if promise["state"] == "BROKEN":
        late = span(now - due) if due else ("", "")
        return "red", say("lewat {time}", time=late)
    left = int(promise["workingMinutesLeft"] or 0)
    if left < _SOON:
        return "yellow", say("segera: sisa {time}", time=_working(left))
    return "teal", say("sisa {time}", time=_working(left))


def _working(minutes: int) -> Pair:
    hours, rest = divmod(minutes, 60)
    return counted("{count} jam kerja", hours) if hours else counted("{count} menit kerja", rest)
