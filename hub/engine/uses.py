"""How often registered documents, and what will end, are used, and which errors clients are given: counted in memory,
written now and then.

A count names a client, a document, a coordinate or a code, and a day. It names nobody who asked and nobody who was
asked about.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Final

from hub.core.calendar import local_date
from hub.core.errors import ErrorCode, HubError
from hub.core.ports import Clock
from hub.core.trusted import Key, UseRows
from hub.telemetry import logger

EVERY: Final = 10.0
"""Seconds after which counts are written; a process that is killed loses as much."""
_MOST_KEYS: Final = 20_000
_log = logger(__name__)


class Uses:
    """The counts of one process that are not written yet."""

    def __init__(self) -> None:
        self._documents: Counter[Key] = Counter()
        self._deprecated: Counter[Key] = Counter()
        self._errors: Counter[Key] = Counter()

    def document(self, client_id: str, document_id: str) -> None:
        _add(self._documents, (client_id, document_id))

    def deprecated(self, client_id: str, coordinates: Iterable[str]) -> None:
        for coordinate in coordinates:
            _add(self._deprecated, (client_id, coordinate))

    def errors(self, client_id: str, codes: Iterable[ErrorCode]) -> None:
        """Counts one answer that told a client of these. Who asks without a token is no client."""
        for code in codes if client_id else ():
            _add(self._errors, (client_id, code.value))

    async def write(self, rows: UseRows, day: dt.date) -> None:
        """Writes what was counted since the last time. What cannot be written is written the next time."""
        documents, deprecated, errors = self._documents, self._deprecated, self._errors
        if not documents and not deprecated and not errors:
            return
        self._documents, self._deprecated, self._errors = Counter(), Counter(), Counter()
        try:
            await rows.count(day, documents, deprecated, errors)
        except BaseException:
            self._documents.update(documents)
            self._deprecated.update(deprecated)
            self._errors.update(errors)
            raise


def _add(counts: Counter[Key], key: Key) -> None:
    """A client cannot make more keys than it has documents; the bound is for a database that does not answer."""
    if key in counts or len(counts) < _MOST_KEYS:
        counts[key] += 1


@asynccontextmanager
async def counting(rows: UseRows, clock: Clock, every: float = EVERY) -> AsyncIterator[Uses]:
    """Counts while the block runs, writes now and then, and once more at the end."""
    uses = Uses()
    writing = asyncio.create_task(_write_on(uses, rows, clock, every))
    try:
        yield uses
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
        await _write(uses, rows, clock)


async def _write_on(uses: Uses, rows: UseRows, clock: Clock, every: float) -> None:
    forgotten: dt.date | None = None
    while True:
        await asyncio.sleep(every)
        await _write(uses, rows, clock)
        today = local_date(clock())
        if forgotten != today:
            forgotten = today
            await _forget(rows, today)


async def _write(uses: Uses, rows: UseRows, clock: Clock) -> None:
    try:
        await uses.write(rows, local_date(clock()))
    except HubError as error:
        _log.warning("Uses of documents could not be written; they wait: %s", error.code.value)


async def _forget(rows: UseRows, today: dt.date) -> None:
    try:
        await rows.forget(today)
    except HubError as error:
        _log.warning("Old uses of documents could not be dropped: %s", error.code.value)
