"""Lifts seals whose time is over. Until a worker was here they hold: late is the safe side."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from hub.core.errors import HubError
from hub.core.ports import Clock
from hub.store.database import Database
from hub.store.seals import lift_due
from hub.telemetry import logger

_EVERY_SECONDS: Final = 60.0
_log = logger(__name__)


class Seals:
    """The round that a worker makes again and again."""

    def __init__(self, database: Database, tenant: str, clock: Clock) -> None:
        self._database = database
        self._tenant = tenant
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        while not stop.is_set():
            try:
                await lift_due(self._database, self._tenant, self._clock())
            except HubError as error:
                _log.warning("Seals whose time is over cannot be lifted now.", extra={"code": error.code.value})
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
