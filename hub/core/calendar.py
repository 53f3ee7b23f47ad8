"""Instants are UTC inside the hub; people read them in the zone of their office."""

from __future__ import annotations

import datetime as dt
from typing import Final

WIB: Final = dt.timezone(dt.timedelta(hours=7), "WIB")
"""Waktu Indonesia Barat, UTC+7 the whole year. A fixed offset, so that no zone database has to be there."""


_AHEAD: Final = dt.timedelta(hours=7)


def now() -> dt.datetime:
    """The time, in UTC: the clock of a running hub."""
    return dt.datetime.now(dt.UTC)


def local_date(at: dt.datetime) -> dt.date:
    """The day of an instant as the office counts it: an evening in UTC is the next day there."""
    # A time in UTC, as the clock gives it, is moved by hand: to ask the zones takes ten times as long.
    return (at + _AHEAD).date() if at.tzinfo is dt.UTC else at.astimezone(WIB).date()
