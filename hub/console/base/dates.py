"""Dates as people read them: "24 November 2026", times in WIB (UTC+7).

They are written as Indonesian does, and as English does on a page in English alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from babel.dates import format_date, format_datetime

from hub.core.language import page_language
from hub.core.texts import counted, say

WIB: Final = dt.timezone(dt.timedelta(hours=7), "WIB")
_CLOCKS: Final = {
    "id": ("d MMMM y 'pukul' HH.mm 'WIB'", "HH.mm 'WIB'"),
    "en": ("d MMMM y, HH:mm 'WIB'", "HH:mm 'WIB'"),
}
"""How a language writes a moment, and a time alone."""


def moment(value: dt.datetime | str | None) -> dt.datetime | None:
    """A time of the graph (ISO 8601, UTC) as datetime; None stays None."""
    if value is None or isinstance(value, dt.datetime):
        return value
    return dt.datetime.fromisoformat(value)


def day(value: dt.date | str | None) -> str:
    """`2026-11-24` -> `24 November 2026`."""
    if value is None:
        return ""
    given = dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return format_date(given, "d MMMM y", locale=page_language())


def clock_time(value: dt.datetime | str | None) -> str:
    """`2026-11-24T03:12:00+00:00` -> `24 November 2026 pukul 10.12 WIB`."""
    when = moment(value)
    if when is None:
        return ""
    words, _ = _CLOCKS[page_language()]
    return format_datetime(when.astimezone(WIB), words, locale=page_language(), tzinfo=WIB)


def clock_only(value: dt.datetime | str | None) -> str:
    """`2026-11-24T03:12:00+00:00` -> `10.12 WIB`."""
    when = moment(value)
    _, words = _CLOCKS[page_language()]
    return format_datetime(when.astimezone(WIB), words, locale=page_language(), tzinfo=WIB) if when else ""


def weekday(value: dt.date) -> tuple[str, str]:
    """`Selasa, 24 November 2026`, and the same in English."""
    return format_date(value, "EEEE, d MMMM y", locale="id"), format_date(value, "EEEE, d MMMM y", locale="en_GB")


def span(length: dt.timedelta) -> tuple[str, str]:
    """A length of time in its largest unit, Indonesian and English; never negative."""
    minutes = max(int(length.total_seconds() // 60), 0)
    if minutes >= 1440:
        return counted("{count} hari", minutes // 1440)
    if minutes >= 60:
        return counted("{count} jam", minutes // 60)
    return counted("{count} menit", minutes)


def left(due: dt.datetime, now: dt.datetime) -> tuple[str, tuple[str, str]]:
    """What is left of a time limit: the colour of its tag, and words in Indonesian and English."""
    length = due - now
    if length < dt.timedelta():
        return "red", say("lewat {time}", time=span(-length))
    return ("yellow" if length.days < 1 else "teal"), say("sisa {time}", time=span(length))
