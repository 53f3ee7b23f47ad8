"""Birth dates of which only a part is known, and when two of them can be the same."""

from __future__ import annotations

import datetime as dt
from enum import Enum


class DatePrecision(Enum):
    """How much of a date is known; the rest of it stands only because a date has to be written in full."""

    DAY = "DAY"
    MONTH = "MONTH"
    YEAR = "YEAR"


def same_birth_date(
    one: dt.date,
    other: dt.date,
    precision: DatePrecision = DatePrecision.DAY,
    other_precision: DatePrecision = DatePrecision.DAY,
) -> bool:
    """Whether two dates can be the same day: they agree in what is known of both."""
    known = {precision, other_precision}
    if DatePrecision.YEAR in known:
        return one.year == other.year
    if DatePrecision.MONTH in known:
        return (one.year, one.month) == (other.year, other.month)
    return one == other
