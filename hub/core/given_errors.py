"""The codes of errors that a client was given, by the day: what it does wrong most, and since when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from hub.core.errors import ErrorCode

DAYS: Final = dt.timedelta(days=30)
"""For how long they are told, and kept; today is one of them."""


@dataclass(frozen=True, slots=True)
class GivenError:
    """In how many answers a client was told this code: today, and in the last thirty days."""

    code: ErrorCode
    today: int
    last_thirty_days: int
    last_on: dt.date
