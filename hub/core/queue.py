"""Queues of applications as officers look at them: in which order, held by whom, and how many there are. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

MOST_COUNTED: Final = 1_000
"""How far a queue is counted; beyond that it is only known that there are more."""


class QueueOrder(Enum):
    """Which come first: those handed in last, those that have waited longest, or those that are due next."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    DUE = "DUE"


class HeldBy(Enum):
    """Who goes on with an application: the reader, nobody yet, or a colleague who is absent today."""

    ME = "ME"
    NOBODY = "NOBODY"
    ABSENT = "ABSENT"


@dataclass(frozen=True, slots=True)
class QueueGlance:
    """How many applications a queue holds, MOST_COUNTED at the most, and whether there are more. `mark` stands for a
    page and the number: as long as it is the same, nothing of what the page shows has moved on."""

    number: int
    is_more: bool
    mark: str
