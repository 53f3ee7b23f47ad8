"""Who waits for a change hears of it: versions are compared, by one statement for all who wait in this process.

Nothing is told by whoever writes, so writing costs what it did, and nothing can be lost on the way: what is compared
is what the record holds. Where nobody waits, nobody asks. While the database is away nothing is told; what happened
meanwhile is found when it is back.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from hub.core.errors import HubError
from hub.core.versions import Mark, Topic, Versions
from hub.telemetry import logger

EVERY: Final = 0.2
"""Seconds from one comparison to the next."""
_log = logger(__name__)


class Watch:
    """One who waits. `mark` is the newest that is known of what she waits for."""

    __slots__ = ("_stirred", "key", "mark", "topic")

    def __init__(self, topic: Topic, key: str) -> None:
        self.topic = topic
        self.key = key
        self.mark: Mark | None = None
        self._stirred = asyncio.Event()

    def found(self, mark: Mark) -> None:
        """What was found may be older than what is known: it was asked for earlier."""
        known = self.mark
        if known is None or mark.id != known.id or mark.version > known.version:
            self.mark = mark
            self._stirred.set()

    def stir(self) -> None:
        """Wakes her, for another reason than a change."""
        self._stirred.set()

    async def rest(self, seconds: float) -> None:
        """Until something changed, or for so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
        self._stirred.clear()


class Changes:
    """Compares the versions of everything that somebody waits for."""

    def __init__(self, versions: Versions, tenant: str, every: float = EVERY) -> None:
        self._versions = versions
        self._tenant = tenant
        self._every = every
        self._watches: dict[Topic, dict[str, set[Watch]]] = {topic: defaultdict(set) for topic in Topic}
        self._comparing: asyncio.Task[None] | None = None

    @property
    def keys(self) -> int:
        """How many persons and applications are waited for."""
        return sum(map(len, self._watches.values()))

    @contextmanager
    def watching(self, topic: Topic, key: str) -> Iterator[Watch]:
        """Somebody waits while the block runs."""
        watch, waiting = Watch(topic, key), self._watches[topic]
        waiting[key].add(watch)
        if self._comparing is None:
            self._comparing = asyncio.create_task(self._compare())
        try:
            yield watch
        finally:
            waiting[key].discard(watch)
            if not waiting[key]:
                del waiting[key]
            if not self.keys:
                self._comparing.cancel()
                self._comparing = None

    async def mark_of(self, watch: Watch) -> Mark | None:
        """How far it is at this moment. Raises RecordUnavailable."""
        for mark in (await self._versions.marks(self._tenant, watch.topic, [watch.key])).values():
            watch.found(mark)
        return watch.mark

    async def _compare(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            for topic, waiting in self._watches.items():
                # The database may be away for a moment: it is asked again, and nothing was missed.
                with suppress(HubError):
                    await self._look(topic, waiting)

    async def _look(self, topic: Topic, waiting: dict[str, set[Watch]]) -> None:
        if not waiting:
            return
        marks = await self._versions.marks(self._tenant, topic, list(waiting))
        for key, mark in marks.items():
            for watch in waiting.get(key, ()):
                watch.found(mark)
