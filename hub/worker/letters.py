"""Lets letters of removal (SKPWNI) lapse whose validity is over, while the office is open."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from hub.core.errors import HubError
from hub.core.hand_over import lapsed_reason
from hub.core.office_hours import OfficeHours
from hub.core.ports import Clock
from hub.core.recording_session import in_day
from hub.store.lapses import PgLapses
from hub.telemetry import logger, report_letters

_EVERY_SECONDS: Final = 60.0
_AT_ONCE: Final = 50
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class LetterRounds:
    """Rounds until it is told to stop. `days`: the working days for which a letter is valid, None without letters."""

    tenant: str
    lapses: PgLapses
    days: int | None
    hours: OfficeHours
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        while not stop.is_set():
            try:
                await self.round()
            except HubError as error:
                _log.warning("Letters of removal cannot be looked at now.", extra={"code": error.code.value})
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    async def round(self) -> int:
        """Lets some of those lapse that are due, and reports how many are left; returns how many lapsed."""
        now = self.clock()
        if self.days is None:
            return 0
        before, lapsed = self.hours.begin_of_day_before(now, self.days), 0
        if in_day(self.hours, now):
            lapsed = await self._some(before, self.days, now)
        report_letters(await self.lapses.waiting(self.tenant, before))
        if lapsed:
            _log.info("Letters of removal have lapsed.", extra={"lapsed": lapsed})
        return lapsed

    async def _some(self, before: dt.datetime, days: int, now: dt.datetime) -> int:
        lapsed = 0
        for hand_over_id in await self.lapses.due(self.tenant, before, _AT_ONCE):
            lapsed += await self.lapses.lapse(self.tenant, hand_over_id, lapsed_reason(days), now)
        return lapsed
