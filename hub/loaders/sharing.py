"""Which operations of which connectors are shared between requests, and the loader that reads through them."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Self, TypeAlias

from hub.core.citizen import Citizen
from hub.core.errors import SourceUnavailable
from hub.core.facet import FacetCopy, FacetKey
from hub.exchange.behalf import acting_for
from hub.exchange.connector import Connector
from hub.loaders.batch import BatchLoader, Loading
from hub.loaders.call_group import Caller, K
from hub.loaders.shared_calls import SharedCalls
from hub.loaders.wants import V

MOST_SHARED_KEYS: Final = 16
"""A request with more keys fills calls of its own; waiting for others would gain it nothing."""

SharedFacet: TypeAlias = SharedCalls[FacetKey, FacetCopy[Any]]
SharedPopulation: TypeAlias = SharedCalls[str, Citizen | None]


class SharedReads(BatchLoader[K, V]):
    """Loads one request's keys through calls that other requests of the same caller may share.

    `calls` gets the ids of the calls that the data came from, and `asked` the agency's name; they stand on the
    request's receipt.
    """

    def __init__(self, shared: SharedCalls[K, V], caller: Caller, calls: set[uuid.UUID], asked: set[str]) -> None:
        super().__init__(shared.source, shared.agency.max_batch, shared.agency.concurrency)
        self._shared = shared
        self._caller = caller
        self._calls = calls
        self._asked = asked

    async def fetch(self, keys: Sequence[K]) -> Sequence[V | BaseException]:
        with acting_for(self._caller.behalf):
            return await self._shared.fetch(keys)

    def begin(self, keys: Sequence[K]) -> Loading[V]:
        """Few keys join a shared call at once, without a task of their own."""
        if len(keys) > MOST_SHARED_KEYS:
            self._asked.add(self._shared.agency.name)
            return super().begin(keys)
        return begin_shared(self._shared, self._caller, keys, self._calls, self._asked)

    async def _load(self, keys: list[K]) -> Sequence[V | BaseException]:
        self._asked.add(self._shared.agency.name)
        if len(keys) > MOST_SHARED_KEYS:
            return await super()._load(keys)
        # No span here: the call has one, which links to this request's. One more for each request would cost most of
        # what a request costs on this way once again.
        answers = await self._shared.load(self._caller, keys)
        self._calls |= answers.calls
        return answers.outcomes


def begin_shared(
    shared: SharedCalls[K, V], caller: Caller, keys: Sequence[K], calls: set[uuid.UUID], asked: set[str]
) -> Loading[V]:
    """Few keys on their way in calls that other requests may share; `calls` and `asked` are those of `SharedReads`."""
    asked.add(shared.agency.name)
    try:
        return shared.begin(caller, keys, calls=calls)
    except SourceUnavailable as error:
        return _Refused([error] * len(keys))


class _Refused(Generic[V]):
    """Implements `Loading` for keys that were not taken."""

    __slots__ = ("_outcomes",)

    def __init__(self, outcomes: Sequence[V | BaseException]) -> None:
        self._outcomes = outcomes

    async def outcomes(self) -> Sequence[V | BaseException]:
        return self._outcomes

    def leave(self) -> None:
        """Nothing is on its way."""


@dataclass(frozen=True, slots=True)
class SharedSources:
    """The shared operations of one process: facets by name, and the population agency's read."""

    facets: Mapping[str, SharedFacet] = field(default_factory=dict)
    population: SharedPopulation | None = None

    @classmethod
    def of(cls, connectors: Iterable[Connector]) -> Self:
        """The operations of those connectors whose manifest has `shares_calls`."""
        sharing = [connector for connector in connectors if connector.manifest.shares_calls]
        facets: dict[str, SharedFacet] = {
            source.facet: SharedCalls(connector.manifest, source.facet, source.fetch)
            for connector in sharing
            for source in connector.sources
        }
        population = next((connector for connector in sharing if connector.population), None)
        return cls(facets, _shared_population(population) if population else None)

    async def aclose(self) -> None:
        """Answers everybody who still waits."""
        await asyncio.gather(*(shared.close() for shared in self.facets.values()))
        if self.population is not None:
            await self.population.close()


NOTHING_SHARED: Final = SharedSources()


def _shared_population(connector: Connector) -> SharedPopulation:
    agency = connector.population
    assert agency is not None

    async def read(nik: str) -> Citizen | Exception | None:
        try:
            return await agency.read(nik)
        except Exception as error:  # noqa: BLE001 - one person's failure is not the others'
            return error

    async def fetch(niks: Sequence[str]) -> Sequence[Citizen | Exception | None]:
        return await asyncio.gather(*(read(nik) for nik in niks))

    return SharedCalls(connector.manifest, "read", fetch)
