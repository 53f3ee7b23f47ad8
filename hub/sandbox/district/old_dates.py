"""Birth dates of the old, of whom the register often knows the year only and fills up the rest."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.core.birth_dates import DatePrecision
from hub.sandbox.district.draft import Draft

_OLD: Final = 65
_FILLED_UP: Final = ((1, 1), (7, 1), (12, 31))
"""Month and day that clerks write for an unknown day of a known year."""


def partly_known(draft: Draft) -> None:
    """Takes the day, or day and month, away from some of the old. Whom a check looks for stays as she is.

    Who they are follows from the day of birth, so that nobody else's draw changes.
    """
    born = draft.birth_date
    if draft.age < _OLD or draft.mark is not None:
        return
    chance = born.toordinal() % 20
    if chance < len(_FILLED_UP):
        month, day = _FILLED_UP[chance]
        draft.birth_date, draft.precision = dt.date(born.year, month, day), DatePrecision.YEAR
    elif chance == len(_FILLED_UP):
        draft.birth_date, draft.precision = born.replace(day=1), DatePrecision.MONTH
