"""The day on which the synthetic district stands still: ages are counted on it, so that a seed gives one district."""

from __future__ import annotations

import datetime as dt
import random
from typing import Final

REFERENCE_DAY: Final = dt.date(2026, 11, 1)
REFERENCE_TIME: Final = dt.datetime(2026, 11, 1, 2, 0, tzinfo=dt.UTC)


def birth_date(rng: random.Random, age: int) -> dt.date:
    """A day of birth of somebody who is `age` years old; many elderly are recorded on the first of January."""
    day = REFERENCE_DAY - dt.timedelta(days=int(age * 365.25) + rng.randrange(365))
    if age < 60:
        return day
    drawn = rng.random()
    if drawn < 0.20:
        return day.replace(month=1, day=1)
    if drawn < 0.25:
        return day.replace(month=12, day=31) if day.year < REFERENCE_DAY.year else day
    return day.replace(month=7, day=1) if drawn < 0.30 else day


def age(born: dt.date) -> int:
    """Full years on the reference day."""
    before_birthday = (REFERENCE_DAY.month, REFERENCE_DAY.day) < (born.month, born.day)
    return REFERENCE_DAY.year - born.year - before_birthday


def later(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)
