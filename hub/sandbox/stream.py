"""One pass over the district feeds several tables at once, each by COPY in a transaction of its own.

Memory stays bounded: the district waits for the slowest table. An error anywhere rolls everything back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from typing import Final, Generic, TypeVar

from hub.core.errors import HubError

T = TypeVar("T")
R = TypeVar("R")

_WAITING_BATCHES: Final = 4


class Channel(Generic[T]):
    """Batches on their way from one producer to one consumer."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Sequence[T] | None] = asyncio.Queue(_WAITING_BATCHES)

    async def put(self, batch: Sequence[T]) -> None:
        await self._queue.put(batch)

    async def end(self) -> None:
        await self._queue.put(None)

    async def rows(self, rows_of: Callable[[T], Iterable[R]]) -> AsyncGenerator[R, None]:
        """The rows of each item, as they come."""
        while (batch := await self._queue.get()) is not None:
            for item in batch:
                for row in rows_of(item):
                    yield row


Feed = Callable[[Sequence[Channel[T]]], Awaitable[None]]
Consumer = Callable[[Channel[T]], Awaitable[object]]


async def fan_out(feed: Feed[T], consumers: Sequence[Consumer[T]]) -> None:
    """Runs `feed` and the consumers together. Raises the first HubError or OSError that one of them raised.

    On a full disk a table and a file of `feed` may each fail in their own way, in the same moment.
    """
    channels: list[Channel[T]] = [Channel() for _ in consumers]
    try:
        async with asyncio.TaskGroup() as group:
            for consumer, channel in zip(consumers, channels, strict=True):
                group.create_task(_ended(consumer(channel)))
            group.create_task(_fed(feed, channels))
    except* (HubError, OSError) as errors:
        raise _first(errors) from errors


async def _ended(work: Awaitable[object]) -> None:
    await work


async def _fed(feed: Feed[T], channels: Sequence[Channel[T]]) -> None:
    await feed(channels)
    for channel in channels:
        await channel.end()


def _first(errors: BaseExceptionGroup[HubError | OSError]) -> HubError | OSError:
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, HubError | OSError)
    return error
