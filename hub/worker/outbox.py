"""Looks after the outbox beside the jobs: wakes what was forgotten, and tells the metrics how much waits."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import suppress
from typing import Final

from hub.core.errors import HubError
from hub.core.ports import Clock
from hub.store.deliveries import PgDeliveries
from hub.telemetry import logger, record_outbox

_EVERY_SECONDS: Final = 15.0
_FORGOTTEN_AFTER: Final = dt.timedelta(minutes=1)
"""A head that has been due for so long has lost its job: one is held by the queue, or was deleted by hand."""
_log = logger(__name__)


class Outbox:
    """The round that a worker makes again and again."""

    def __init__(self, deliveries: PgDeliveries, clock: Clock) -> None:
        self._deliveries = deliveries
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        while not stop.is_set():
            try:
                await self.look()
            except HubError as error:
                _log.warning("The outbox cannot be looked at now.", extra={"code": error.code.value})
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    async def look(self) -> int:
        """One round; returns how many lines were woken."""
        now = self._clock()
        woken = await self._deliveries.wake_forgotten(now - _FORGOTTEN_AFTER, now)
        waiting = await self._deliveries.counts()
        record_outbox({(each.target, each.state.value): (each.count, each.oldest.timestamp()) for each in waiting})
        if woken:
            _log.warning("Lines of the outbox had lost their jobs and were woken.", extra={"lines": woken})
        return woken
