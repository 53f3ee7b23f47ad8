"""Reminds whoever has a session for recording biometrics, or an appointment for an application, on the working day
before it, while the office is open."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from hub.core.calendar import local_date
from hub.core.errors import HubError
from hub.core.office_hours import OfficeHours
from hub.core.ports import Clock
from hub.core.recording_session import in_day, to_be_told_now
from hub.store.notices import PgNotices
from hub.telemetry import logger

_EVERY_SECONDS: Final = 60.0
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class ReminderRounds:
    """Rounds until it is told to stop. They write notices; the rounds of notices deliver them."""

    tenant: str
    notices: PgNotices
    hours: OfficeHours
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        while not stop.is_set():
            try:
                await self.round()
            except HubError as error:
                _log.warning("Reminders cannot be written now.", extra={"code": error.code.value})
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    async def round(self) -> int:
        """Writes the reminders that are due; returns how many."""
        now = self.clock()
        made = 0
        for session in to_be_told_now(self.hours, now):
            made += await self.notices.remind(self.tenant, session, local_date(now), now)
        if in_day(self.hours, now):
            made += await self.notices.expect(self.tenant, local_date(self.hours.next_day(now)), local_date(now), now)
        return made
