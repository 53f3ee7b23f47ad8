"""The daily quota of an agency, shared fairly: a part is kept for people who stand at a counter, and no client may use
up what is everybody's."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Final

from hub.core.agency_ports import Budgets
from hub.core.calendar import local_date
from hub.core.ports import Clock
from hub.exchange.behalf import Behalf, on_behalf
from hub.exchange.failures import quota_exhausted, share_exhausted
from hub.exchange.manifest import Manifest

_LARGEST_PORTION: Final = 16
_PORTIONS: Final = 500
"""A portion is the quota divided by so many, so that what a process leaves unused is little."""
_AGAIN: Final = dt.timedelta(seconds=5)
"""For how long a refusal is repeated without asking the record again."""


class Budget:
    """Counts the calls of one agency. Without a quota, or without a record to count in, it lets all pass."""

    def __init__(self, manifest: Manifest, budgets: Budgets | None, clock: Clock) -> None:
        self._manifest = manifest
        self._budgets = budgets
        self._clock = clock
        self._left: dict[Behalf, int] = {}
        self._refused: dict[Behalf, dt.datetime] = {}
        self._day = dt.date.min
        self._lock = asyncio.Lock()

    async def spend(self) -> None:
        """Counts one call for whoever the context says. Raises QuotaExhausted."""
        if self._budgets is None or self._manifest.daily_quota is None:
            return
        behalf, now = on_behalf(), self._clock()
        async with self._lock:
            await self._spend(self._budgets, self._manifest.daily_quota, behalf, now)

    async def _spend(self, budgets: Budgets, quota: int, behalf: Behalf, now: dt.datetime) -> None:
        self._turn_day(local_date(now))
        if self._left.get(behalf, 0) == 0:
            self._left[behalf] = await self._portion(budgets, quota, behalf, now)
        self._left[behalf] -= 1

    async def _portion(self, budgets: Budgets, quota: int, behalf: Behalf, now: dt.datetime) -> int:
        """More calls of today, at least one."""
        refused = self._refused.get(behalf)
        if refused is None or now - refused >= _AGAIN:
            most, most_of_client = self._limits(quota, behalf)
            wanted = max(1, min(_LARGEST_PORTION, quota // _PORTIONS))
            given = await budgets.take(self._manifest.name, self._day, behalf.client, wanted, most, most_of_client)
            if given:
                return given
            self._refused[behalf] = now
        raise quota_exhausted(self._manifest) if behalf.at_counter else share_exhausted(self._manifest)

    def _limits(self, quota: int, behalf: Behalf) -> tuple[int, int]:
        """How many calls of the day all may have, and how many this client."""
        if behalf.at_counter:
            return quota, quota
        return int(quota * (1 - self._manifest.counter_reserve)), int(quota * self._manifest.client_share)

    def _turn_day(self, day: dt.date) -> None:
        if day != self._day:
            self._day = day
            self._left.clear()
            self._refused.clear()
