"""The base of all loaders: collects keys, cuts them into calls, opens the span, records the size of each batch."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from typing import Final, Generic, Protocol, TypeVar

from strawberry.dataloader import DataLoader

from hub.telemetry import record_batch, span

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)

SQL_BATCH: Final = 500
SQL_CONCURRENCY: Final = 4
AGENCY_CONCURRENCY: Final = 8


class Loading(Protocol[V_co]):
    """Keys that are on their way. Whoever began it waits for the outcomes, and leaves in any case."""

    async def outcomes(self) -> Sequence[V_co | BaseException]:
        """One result per key, in order; an exception in the place of a key that failed."""
        ...

    def leave(self) -> None:
        """Nobody waits any more. Nothing happens when the outcomes are there."""
        ...


class BatchLoader(ABC, Generic[K, V]):
    """Loads values by key for one request: n keys cost ceil(n / max_batch) calls of `fetch`, no key twice.

    A leaf writes `fetch` only. Calls of one batch run side by side, at most `concurrency` at a time. `source` names
    the agency or table in spans and metrics.
    """

    def __init__(self, source: str, max_batch: int = SQL_BATCH, concurrency: int = SQL_CONCURRENCY) -> None:
        self.source = source
        self._max_batch = max(1, max_batch)
        self._concurrency = concurrency

    # Made when they are first needed: most requests use neither of most of their loaders.

    @cached_property
    def _gate(self) -> asyncio.Semaphore:
        return asyncio.Semaphore(self._concurrency)

    @cached_property
    def _loader(self) -> DataLoader[K, V]:
        return DataLoader(self._load)

    @abstractmethod
    async def fetch(self, keys: Sequence[K]) -> Sequence[V | BaseException]:
        """One result per key, in order; an exception in the place of a key that failed."""

    async def load(self, key: K) -> V:
        """The value of one key; raises what its source raised.

        A field that fails cancels its siblings; the shield keeps that from cancelling a value somebody else awaits.
        """
        return await asyncio.shield(self._loader.load(key))

    async def load_many(self, keys: Iterable[K]) -> list[V | BaseException]:
        """The values of the keys in order, with the exception in the place of each that failed."""
        return await asyncio.gather(*(self.load(key) for key in keys), return_exceptions=True)

    async def load_at_once(self, keys: Sequence[K]) -> Sequence[V | BaseException]:
        """The same for distinct keys that are all known now: without a future for each.

        Not for keys that `load` is asked for in the same request: the two do not know of each other.
        """
        try:
            return await self._load(list(keys))
        except Exception as error:  # noqa: BLE001 - as with `load_many`, what keeps all keys away is each key's failure
            return [error] * len(keys)

    def begin(self, keys: Sequence[K]) -> Loading[V]:
        """`load_at_once` while the caller begins with others."""
        return _InTask(asyncio.ensure_future(self.load_at_once(keys)))

    async def _load(self, keys: list[K]) -> Sequence[V | BaseException]:
        size = self._max_batch
        if len(keys) <= size:
            return await self._call(keys) if keys else []
        chunks = [keys[at : at + size] for at in range(0, len(keys), size)]
        parts = await asyncio.gather(*(self._call(chunk) for chunk in chunks))
        return [value for part in parts for value in part]

    async def _call(self, keys: list[K]) -> Sequence[V | BaseException]:
        async with self._gate:
            record_batch(self.source, len(keys))
            with span("batch", source=self.source, size=len(keys)):
                try:
                    return await self.fetch(keys)
                except Exception as error:  # noqa: BLE001 - one call's failure belongs to its keys, not to the others
                    return [error] * len(keys)


class _InTask(Generic[V]):
    """Implements `Loading` by a task."""

    def __init__(self, task: asyncio.Task[Sequence[V | BaseException]]) -> None:
        self._task = task

    async def outcomes(self) -> Sequence[V | BaseException]:
        return await self._task

    def leave(self) -> None:
        self._task.cancel()
