"""Counts promises where applications moved on, and raises an alarm for each that is nearly due or past it."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from hub.core.application import Application
from hub.core.errors import HubError
from hub.core.office_hours import OfficeHours
from hub.core.ports import Clock
from hub.core.promise_run import PromiseRun, run_of
from hub.core.service import Service
from hub.core.tally import registered_by
from hub.store.promises import PgPromiseRuns
from hub.telemetry import logger

_EVERY_SECONDS: Final = 60.0
_AT_ONCE: Final = 200
_MOST_PIECES: Final = 50
NEAR: Final = dt.timedelta(hours=2)
"""Working time that is left when an alarm is raised for the first time."""
_log = logger(__name__)


class PromiseRounds:
    """Rounds until it is told to stop. One that fails is the next one's work."""

    def __init__(
        self, runs: PgPromiseRuns, tenant: str, services: Mapping[str, Service], hours: OfficeHours, clock: Clock
    ) -> None:
        self._runs = runs
        self._tenant = tenant
        self._services = services
        self._hours = hours
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        await self._tried(begin=True)
        while not stop.is_set():
            await self._tried()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    async def round(self) -> None:
        """Counts all that moved on, then raises what is due."""
        for _ in range(_MOST_PIECES):
            if await self._runs.count(self._tenant, self._counted, _AT_ONCE) < _AT_ONCE:
                break
        now = self._clock()
        await self._runs.raise_alarms(self._tenant, now, self._hours.after(self._hours.opening(now), NEAR))

    async def _tried(self, *, begin: bool = False) -> None:
        try:
            await (self._runs.count_open_again(self._tenant) if begin else self.round())
        except HubError as error:
            _log.warning("Promises cannot be counted now.", extra={"code": error.code.value})

    def _counted(self, application: Application) -> PromiseRun:
        # A service whose folder was taken out has the law's limit, as each has today.
        service = self._services.get(application.header.service)
        run = run_of(application, service.max_hours if service else 24, self._hours, self._clock())
        return dataclasses.replace(run, registered=registered_by(application, service))
