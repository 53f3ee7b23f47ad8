"""What agencies say of persons while they answer, noted and compared with the record after the answer has left.

Noting is an entry in a dictionary. A task of its own hands what has gathered to the record, a batch at a time; when
that fails, or too much has gathered, sightings are lost and nothing else: the agency says the same at the next read.
"""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
import datetime as dt
import itertools
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from hub.core.agency_ports import FacetSource
from hub.core.discrepancies import Discrepancies
from hub.core.discrepancy import Said
from hub.core.errors import HubError
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock
from hub.exchange.connector import Connector
from hub.exchange.manifest import Manifest
from hub.telemetry import logger

BATCH: Final = 200
MOST_WAITING: Final = 5000
MOST_REMEMBERED: Final = 20_000
QUIET: Final = dt.timedelta(minutes=10)
"""For so long the same words about the same person are not compared again: an agency that is read live repeats them at
each read."""
_Key = tuple[uuid.UUID, str]
_log = logger(__name__)


class Notebook:
    """Sightings of this process on their way to the record."""

    def __init__(
        self, store: Discrepancies, clock: Clock, *, quiet: dt.timedelta = QUIET, most_waiting: int = MOST_WAITING
    ) -> None:
        self._store = store
        self._clock = clock
        self._quiet = quiet
        self._most = most_waiting
        self._waiting: dict[_Key, Said] = {}
        self._seen: OrderedDict[_Key, tuple[int, dt.datetime]] = OrderedDict()
        self._writing: asyncio.Task[None] | None = None
        self.lost = 0

    def note(self, said: Said) -> None:
        """Returns at once and raises nothing. The newest words of an agency about a person count."""
        if not said.claims or self._is_known(said):
            return
        key = said.person_id, said.agency
        if key not in self._waiting and len(self._waiting) >= self._most:
            self.lost += 1
            return
        self._waiting[key] = said
        if self._writing is None:
            # An empty context: the task is nobody's request.
            loop = asyncio.get_running_loop()
            self._writing = loop.create_task(self._write(), context=contextvars.Context())

    async def settled(self) -> None:
        """Waits until everything that was noted is compared."""
        while self._writing is not None:
            await asyncio.shield(self._writing)

    async def aclose(self) -> None:
        """Lets what is being written end, and forgets the rest."""
        self._waiting.clear()
        await self.settled()

    def _is_known(self, said: Said) -> bool:
        key, words, now = (said.person_id, said.agency), hash(frozenset(said.claims.items())), self._clock()
        known = self._seen.get(key)
        if known is not None and known[0] == words and now < known[1]:
            return True
        # Words are remembered by their hash alone: some may not be kept.
        self._seen[key] = words, now + self._quiet
        if len(self._seen) > MOST_REMEMBERED:
            self._seen.popitem(last=False)
        return False

    async def _write(self) -> None:
        try:
            while self._waiting:
                keys = list(itertools.islice(self._waiting, BATCH))
                await self._hand_over([self._waiting.pop(key) for key in keys])
        finally:
            self._writing = None

    async def _hand_over(self, batch: Sequence[Said]) -> None:
        try:
            await self._store.note(batch)
        except Exception as error:  # noqa: BLE001  a comparison that fails must not end those after it
            self._forget(batch)
            code = error.code.value if isinstance(error, HubError) else type(error).__name__
            _log.warning("What agencies said was not compared with the record.", extra={"code": code})

    def _forget(self, batch: Sequence[Said]) -> None:
        """The next read says it again."""
        for said in batch:
            self._seen.pop((said.person_id, said.agency), None)


class Listening:
    """Implements `FacetSource` by another one, and notes what its agency says of the persons themselves."""

    def __init__(self, source: FacetSource, agency: Manifest, notebook: Notebook) -> None:
        self.facet = source.facet
        self.max_batch = source.max_batch
        self._source = source
        self._agency = agency
        self._notebook = notebook

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """The other's answers as they are."""
        answers = await self._source.fetch(keys)
        for key, answer in zip(keys, answers, strict=False):
            if isinstance(answer, FacetCopy) and answer.claims:
                self._notebook.note(Said(key.person_id, self._agency.name, answer.claims, self._agency.keep))
        return answers


def listened_to(connectors: Iterable[Connector], notebook: Notebook) -> tuple[Connector, ...]:
    """The connectors, with all that their live facets say noted."""
    return tuple(
        dataclasses.replace(each, sources=tuple(Listening(source, each.manifest, notebook) for source in each.sources))
        for each in connectors
    )
