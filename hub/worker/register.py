"""Reads persons of the record again from the register and notes where it says otherwise. Nothing is overwritten: each
difference is a discrepancy, which a clerk decides."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from hub.core.agency_ports import PopulationAgency
from hub.core.contradiction import claims_of
from hub.core.discrepancies import Discrepancies
from hub.core.discrepancy import Noted, Said
from hub.core.errors import HubError, QuotaExhausted
from hub.core.ports import Clock
from hub.exchange import Manifest
from hub.exchange.behalf import THE_HUB, acting_for
from hub.store.register_walk import Held, PgRegisterWalk
from hub.telemetry import logger, span

OLD: Final = dt.timedelta(days=30)
"""Who was taken over or asked about more recently is left alone."""
LATELY: Final = dt.timedelta(days=7)
"""Who was read by nobody in this time is left alone too: the quota is for those whom somebody relies on."""
SHARE: Final = 0.1
"""The most of the day's quota that is used for comparing."""
MOST_A_DAY: Final = 10_000
"""The same where the agency names no quota."""
_PIECE: Final = 500
_PAUSE_SECONDS: Final = 60.0
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a run did: persons asked about, those whom the register does not show, and what followed."""

    asked: int = 0
    unknown: int = 0
    noted: Noted = field(default_factory=Noted)


class RegisterComparison:
    """Compares the record of one tenant with the register of `agency`."""

    def __init__(
        self,
        walk: PgRegisterWalk,
        population: PopulationAgency,
        agency: Manifest,
        store: Discrepancies,
        clock: Clock,
        *,
        piece: int = _PIECE,
    ) -> None:
        self._walk = walk
        self._population = population
        self._agency = agency
        self._store = store
        self._clock = clock
        self._piece = piece

    async def run(self, stop: asyncio.Event) -> None:
        """A piece of the walk after the other until `stop` is set."""
        while not stop.is_set():
            try:
                await self.next()
            except HubError as error:
                _log.warning("The register is not compared now.", extra={"code": error.code.value})
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _PAUSE_SECONDS * (0.5 + random.random()))  # noqa: S311  a pause

    async def next(self) -> Compared:
        """The next piece of the walk, as far as the day's share lasts."""
        now = self._clock()
        most = self._most_a_day()
        left = most - await self._walk.checked_since(now - dt.timedelta(days=1), most)
        if left <= 0:
            return Compared()
        due = await self._walk.piece(self._piece, now - OLD, now - LATELY)
        return await self.compare((due or ())[:left])

    async def compare(self, persons: Sequence[Held]) -> Compared:
        """Asks about each of them, one after the other. Raises what keeps the register from answering at all; what it
        said until then is noted."""
        said: list[Said] = []
        asked: list[Held] = []
        try:
            with acting_for(THE_HUB), span("compare", size=len(persons)):
                for person in persons:
                    registered = await self._population.read(person.nik)
                    asked.append(person)
                    if registered is not None:
                        said.append(Said(person.person_id, "population", claims_of(registered), self._agency.keep))
        except QuotaExhausted:
            _log.info("The day's quota for comparing is used up.", extra={"asked": len(asked)})
        finally:
            noted = await self._note(asked, said)
        return Compared(len(asked), len(asked) - len(said), noted)

    async def _note(self, asked: Sequence[Held], said: Sequence[Said]) -> Noted:
        noted = await self._store.note(said)
        if asked:
            await self._walk.checked([each.person_id for each in asked], self._clock())
        return noted

    def _most_a_day(self) -> int:
        quota = self._agency.daily_quota
        return MOST_A_DAY if quota is None else int(quota * SHARE)
