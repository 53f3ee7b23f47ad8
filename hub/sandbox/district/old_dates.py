"""Birth dates of the elderly, of whom the register often knows the year only and fills up the rest."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.core.birth_dates import DatePrecision
from hub.sandbox.district.calendar import age

_ELDERLY: Final = 60
_FILLED_UP: Final = frozenset({(1, 1), (7, 1), (12, 31)})
"""Month and day that clerks write for an unknown day of a known year."""


def precision_of(born: dt.date) -> DatePrecision:
    """How much is known of somebody's date of birth: the day says so, as it does to a clerk who reads it."""
    if age(born) < _ELDERLY:
        return DatePrecision.DAY
    if (born.month, born.day) in _FILLED_UP:
        return DatePrecision.YEAR
    return DatePrecision.MONTH if born.day == 1 else DatePrecision.DAY
