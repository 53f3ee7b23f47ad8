"""A connector on its agency itself, or on the agency's own sandbox: what can be asked there without breaking anything.

Faults cannot be asked of an agency, and an account that is refused on purpose may be locked: those properties are
tested on the emulator alone. Each question costs one of the agency's quota.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from typing import Any, Final

from hub.core.calendar import now
from hub.core.errors import BadInput
from hub.core.facet import FacetCopy, FacetKey
from hub.exchange.connector import Connector
from hub.exchange.contract.asked import NOBODY
from hub.exchange.contract.score import Running, Score
from hub.exchange.discovery import ConnectorPlugin
from hub.exchange.session import open_session
from hub.exchange.settings import ConnectorSettings

_LEFT_OUT: Final = (
    "time-outs, faults, refusals and whose answer it is: an agency is not asked to misbehave; run it on the emulator",
)


class Questions:
    """Asks a connector about the agency's own test persons, and notes how long each answer took."""

    def __init__(self, connector: Connector, niks: Sequence[str]) -> None:
        self._connector = connector
        self._niks = niks
        self.milliseconds: list[float] = []

    async def ping(self) -> None:
        """The agency is there, and is asked about nobody."""
        await self._connector.ping()

    async def answers(self) -> None:
        """Each test person is answered, with something that the hub can read."""
        assert self._niks, "no test persons: name their NIKs in HUB_TEST_NIKS"
        for nik in self._niks:
            assert await self._ask(nik), "nothing was answered about a test person"

    async def nobody(self) -> None:
        """A person whom the agency does not know is no error."""
        assert not await self._ask(NOBODY), "something was answered about a NIK that nobody has"

    async def p95(self, declared: float | None) -> None:
        """The answers come within the time that is declared."""
        slowest = max(self.milliseconds, default=0.0)
        assert declared is None or slowest <= declared, f"one took {slowest:.0f} ms, and {declared:g} are declared"

    async def _ask(self, nik: str) -> bool:
        """Whether anything is known of this person."""
        began = time.perf_counter()
        found = await self._found(nik)
        self.milliseconds.append(1000 * (time.perf_counter() - began))
        return bool(found.items) if isinstance(found, FacetCopy) else found is not None

    async def _found(self, nik: str) -> Any:
        if self._connector.population is not None:
            return await self._connector.population.read(nik)
        (result,) = await self._connector.sources[0].fetch([FacetKey(uuid.uuid4(), nik)])
        if isinstance(result, Exception):
            raise result
        return result


async def scored_on_agency(plugin: ConnectorPlugin, niks: Sequence[str]) -> Score:
    """The score on the agency whose address and credentials stand in the environment. Raises BadInput."""
    if plugin.connect is None:
        raise BadInput(f"{plugin.name} is only seeded: there is no connector to test.")
    settings = ConnectorSettings.from_environment(plugin.manifest)
    async with open_session() as session:
        connector = plugin.connect(settings, session, now)
        if connector.population is None and not connector.sources:
            raise BadInput(f"{plugin.name} is not asked for one person: run `hub connector test` on its emulator.")
        running, questions = Running(plugin), Questions(connector, niks)
        for check in (questions.ping, questions.answers, questions.nobody):
            await running.add("agency", check.__name__, check, check())
        declared = plugin.quality.p95.value
        await running.add("agency", "p95", questions.p95, questions.p95(declared))
    took = (
        f"p95: {max(questions.milliseconds, default=0):.0f} ms the slowest of {len(questions.milliseconds)} questions"
    )
    return Score(plugin.name, tuple(running.found), (took,), _LEFT_OUT)
