"""Persons who are new or changed are compared with the others, some at a time, all day."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from hub.core.errors import HubError
from hub.store.duplicate_scan import PgDuplicateScan

_LOG: Final = logging.getLogger(__name__)
EVERY: Final = 300.0
"""Seconds between two rounds: who is new or changed is found by reading the versions of everybody."""
MOST: Final = 500
"""Persons of a round, so that it is in nobody's way. A whole district is the work of `hub record duplicates`."""


class DuplicateRounds:
    """Rounds until it is told to stop. One that fails is the next one's work."""

    def __init__(self, scan: PgDuplicateScan, every: float = EVERY, most: int = MOST) -> None:
        self._scan = scan
        self._every = every
        self._most = most

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                found = await self._scan.batch(self._most)
                if found.candidates:
                    _LOG.info("pairs that may be one person", extra={"pairs": found.candidates})
            except HubError as error:
                _LOG.warning("looking for duplicates failed: %s", error.message)
            try:
                await asyncio.wait_for(stop.wait(), self._every)
            except TimeoutError:
                continue
