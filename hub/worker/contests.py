"""The clock of contests: one that was not decided in time is marked, told of, and counted until it is decided."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from hub.core.errors import HubError
from hub.store import PgDiscrepancies
from hub.telemetry import logger, report_overdue

_EVERY_SECONDS: Final = 60.0
_log = logger(__name__)


class ContestClock:
    """Looks once a minute."""

    def __init__(self, store: PgDiscrepancies) -> None:
        self._store = store

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. While the database is away nothing is marked, and nothing is lost by it."""
        while not stop.is_set():
            try:
                await self.look()
            except HubError as error:
                _log.warning("Contests are not looked at now.", extra={"code": error.code.value})
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    async def look(self) -> int:
        """Marks what is late, and reports how many wait beyond their time; returns how many were marked now."""
        marked = 0
        while late := await self._store.mark_overdue():
            marked += late
        waiting = await self._store.count_overdue()
        report_overdue(waiting)
        if marked:
            _log.error("Contests were not answered within 72 hours.", extra={"late": marked, "waiting": waiting})
        return marked
