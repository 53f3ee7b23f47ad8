"""Goes through the receipts as they come and notes what an auditor should look at."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from hub.core.errors import HubError
from hub.core.ports import Clock
from hub.store.watch import PgWatch
from hub.telemetry import logger

PIECE: Final = 500
"""Receipts of a transaction."""
_BREATH_SECONDS: Final = 0.2
"""Between two pieces of a backlog, so that it is in nobody's way."""
_EVERY_SECONDS: Final = 60.0
_log = logger(__name__)


class Watching:
    """Rounds until it is told to stop. One that fails is the next one's work."""

    def __init__(self, watch: PgWatch, clock: Clock) -> None:
        self._watch = watch
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            pause = _EVERY_SECONDS
            try:
                if await self._watch.next(self._clock(), PIECE) == PIECE:
                    pause = _BREATH_SECONDS
            except HubError as error:
                _log.warning("Receipts cannot be looked through now.", extra={"code": error.code.value})
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
