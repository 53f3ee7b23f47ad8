"""The clock of an application in words, with a colour that only repeats them. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hub.console.base.dates import moment, span
from hub.console.base.texts import Pair

_SOON: Final = 120
"""Working minutes that are left when an application is marked as nearly due."""
_OPEN: Final = frozenset({"COMPLETE", "PROCESSING", "AWAITING_SIGNATURE", "DELAYED"})
_DOUBT: Final[Pair] = (" (kalender belum lengkap)", " (calendar incomplete)")


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
        return "orange", ("berhenti karena gangguan", "stopped by a disturbance")
    due = moment(promise["dueAt"])
    if promise["state"] == "BROKEN":
        late = span(now - due) if due else ("", "")
        return "red", (f"lewat {late[0]}", f"{late[1]} late")
    left = int(promise["workingMinutesLeft"] or 0)
    indonesian, english = _working(left)
    if left < _SOON:
        return "yellow", (f"segera: sisa {indonesian}", f"soon: {english} left")
    return "teal", (f"sisa {indonesian}", f"{english} left")


def _working(minutes: int) -> Pair:
    hours, rest = divmod(minutes, 60)
    if hours:
        return f"{hours} jam kerja", f"{hours} working hour{'' if hours == 1 else 's'}"
    return f"{rest} menit kerja", f"{rest} working minute{'' if rest == 1 else 's'}"
