"""How many persons an agreement lets its client be shown on one day: counted before the data leave, with the receipt.

Processes take the day's persons in portions from the record, so that most answers ask nobody, and all processes
together show no more than the agreement says.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hub.core.agency_ports import Quotas
from hub.core.agreement import Agreement
from hub.core.calendar import local_date
from hub.core.errors import QuotaExhausted
from hub.core.ports import Clock

_LARGEST_PORTION: Final = 256
_ANSWERS: Final = 16
"""A portion is large enough for so many answers like the one that is about to leave: one about fifty persons and their
families would use up the largest otherwise, and each such answer ask the record."""
_PORTIONS: Final = 500
"""A portion is the quota divided by so many, so that what a process leaves unused is little."""
_AGAIN: Final = dt.timedelta(seconds=0.75)
"""For how long a refusal is repeated without asking the record again: a quota that is raised holds within a second."""


@dataclass(slots=True)
class _Kept:
    """What a process has of an agreement's day. `most` is the quota that it was given out of; `refused` the smallest
    number of persons that the record had no more room for, at `refused_at`."""

    day: dt.date
    most: int
    left: int = 0
    refused: int = 0
    refused_at: dt.datetime | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class DailyQuotas:
    """Counts persons shown. Without a record to count in, it lets all pass."""

    def __init__(self, quotas: Quotas | None, clock: Clock) -> None:
        self._quotas = quotas
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    def spend_at_once(self, agreement: Agreement | None, persons: int, now: dt.datetime) -> bool:
        """The same as `spend`, out of what this process has of the day; False where that is not enough, and then
        nobody was counted."""
        if agreement is None or self._quotas is None:
            return True
        kept = self._of(agreement, now)
        if kept.left < persons:
            return False
        kept.left -= persons
        return True

    async def spend(self, agreement: Agreement | None, persons: int) -> None:
        """Counts so many persons for whoever acts under this agreement, all of them or none. Raises QuotaExhausted."""
        if agreement is None or self._quotas is None or persons == 0:
            return
        now = self._clock()
        kept = self._of(agreement, now)
        if kept.left < persons:
            await self._fetch(self._quotas, kept, agreement, persons, now)
        kept.left -= persons

    async def check(self, agreement: Agreement | None) -> None:
        """Raises QuotaExhausted when not one person more may be shown: asked before something is done whose answer
        shows somebody."""
        if agreement is not None and self._quotas is not None:
            now = self._clock()
            kept = self._of(agreement, now)
            if kept.left < 1:
                await self._fetch(self._quotas, kept, agreement, 1, now)

    async def given(self, agreements: Sequence[str]) -> Mapping[str, int]:
        """How many persons of today the record gave out under each: those shown, and what processes still have of
        their portions. An agreement without any is not there."""
        return {} if self._quotas is None else await self._quotas.given(agreements, local_date(self._clock()))

    def _of(self, agreement: Agreement, now: dt.datetime) -> _Kept:
        """What is there of today, under the quota of now."""
        day, kept = local_date(now), self._kept.get(agreement.id)
        if kept is None or kept.day != day or kept.most != agreement.daily_quota:
            kept = self._kept[agreement.id] = _Kept(day, agreement.daily_quota)
        return kept

    async def _fetch(self, quotas: Quotas, kept: _Kept, agreement: Agreement, persons: int, now: dt.datetime) -> None:
        """Gets more until there are so many. Others may use some up meanwhile, but not between this and its caller."""
        async with kept.lock:
            while (wanted := persons - kept.left) > 0:
                kept.left += await self._portion(quotas, kept, agreement, wanted, now)

    async def _portion(self, quotas: Quotas, kept: _Kept, agreement: Agreement, wanted: int, now: dt.datetime) -> int:
        """Persons of today: a portion, or at least as many as are wanted."""
        if kept.refused_at is not None and now - kept.refused_at < _AGAIN and wanted >= kept.refused:
            raise _exhausted(agreement)
        largest = max(_LARGEST_PORTION, _ANSWERS * wanted)
        portion = max(wanted, min(largest, kept.most // _PORTIONS))
        for persons in dict.fromkeys((portion, wanted)):
            if await quotas.take(agreement.id, kept.day, persons, kept.most):
                return persons
        kept.refused, kept.refused_at = wanted, now
        raise _exhausted(agreement)


def _exhausted(agreement: Agreement) -> QuotaExhausted:
    return QuotaExhausted(
        f"Under the agreement {agreement.number} no more persons can be shown today than its {agreement.daily_quota}, "
        "and this answer has no room left. Ask for fewer, ask again tomorrow, or have the agreement changed.",
        details={"rule": "agreement", "ask": f"the hub's administrator, about the agreement {agreement.number}"},
    )
