"""Forgets numbers and appointments of a counter when their day is over, with the NIK that somebody may have given."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from hub.core.calendar import local_date
from hub.core.errors import HubError
from hub.core.ports import Clock
from hub.store.appointments import PgAppointments
from hub.store.tickets import PgTickets
from hub.telemetry import logger

_EVERY_SECONDS: Final = 60.0
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class TicketRounds:
    """Rounds until it is told to stop."""

    tenant: str
    tickets: PgTickets
    appointments: PgAppointments
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        while not stop.is_set():
            try:
                today = local_date(self.clock())
                await self.tickets.forget(self.tenant, today)
                await self.appointments.forget(self.tenant, today)
            except HubError as error:
                _log.warning(
                    "Numbers and appointments of past days cannot be deleted now.", extra={"code": error.code.value}
                )
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
