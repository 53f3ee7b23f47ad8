"""NIKs that the population agency does not know: who asks again gets the same answer, and no call is spent on it.

They are held in memory only, since nobody agreed to keep numbers of people who may not exist.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from hub.core.ports import Clock

KEPT: Final = dt.timedelta(minutes=5)
"""A person who was registered meanwhile is found after that; what a clerk captures is read back without this."""
MOST: Final = 4096


class UnknownNiks:
    """The last of them, for all requests of one process."""

    def __init__(self, clock: Clock, kept: dt.timedelta = KEPT, most: int = MOST) -> None:
        self._clock = clock
        self._kept = kept
        self._most = most
        self._until: OrderedDict[str, dt.datetime] = OrderedDict()

    def __contains__(self, nik: str) -> bool:
        until = self._until.get(nik)
        return until is not None and until > self._clock()

    def note(self, niks: Iterable[str]) -> None:
        """The agency just said so of these."""
        until = self._clock() + self._kept
        for nik in niks:
            self._until[nik] = until
            self._until.move_to_end(nik)
        while len(self._until) > self._most:
            self._until.popitem(last=False)
