"""One pass into several consumers: all of it to each, and an error anywhere ends all."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence

import pytest

from hub.core.errors import Conflict, SourceUnavailable
from hub.sandbox.stream import Channel, fan_out


def once(item: int) -> Iterator[int]:
    yield item


async def feed(channels: Sequence[Channel[int]]) -> None:
    for start in range(0, 1000, 10):
        for channel in channels:
            await channel.put(range(start, start + 10))


async def test_each_consumer_gets_everything_in_order() -> None:
    seen: list[list[int]] = [[], []]

    async def first(channel: Channel[int]) -> None:
        seen[0].extend([row async for row in channel.rows(once)])

    async def second(channel: Channel[int]) -> None:
        seen[1].extend([row async for row in channel.rows(once)])

    await fan_out(feed, [first, second])
    assert seen == [list(range(1000)), list(range(1000))]


async def test_a_consumer_that_fails_ends_the_feed_and_the_others() -> None:
    ended: list[str] = []

    async def failing(channel: Channel[int]) -> None:
        async for row in channel.rows(once):
            if row == 300:
                raise Conflict("A number is there already.")

    async def other(channel: Channel[int]) -> None:
        try:
            async for _row in channel.rows(once):
                pass
            ended.append("whole")
        finally:
            ended.append("closed")

    with pytest.raises(Conflict):
        await fan_out(feed, [failing, other])
    assert ended == ["closed"]


async def test_a_feed_that_fails_never_looks_like_the_end() -> None:
    ended: list[str] = []

    async def broken(channels: Sequence[Channel[int]]) -> None:
        await channels[0].put([1, 2])
        raise SourceUnavailable("The district is gone.")

    async def consumer(channel: Channel[int]) -> None:
        async for _row in channel.rows(once):
            pass
        ended.append("whole")

    with pytest.raises(SourceUnavailable):
        await fan_out(broken, [consumer])
    assert not ended


async def test_without_consumers_the_feed_still_runs() -> None:
    ran: list[int] = []

    async def only(channels: Sequence[Channel[int]]) -> None:
        ran.append(len(channels))

    await fan_out(only, [])
    assert ran == [0]


async def test_a_file_and_a_table_that_fail_at_once_are_one_error() -> None:
    """As on a full disk; which of the two is told is open, and no group of errors comes out."""

    async def broken(_channels: Sequence[Channel[int]]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def failing(_channel: Channel[int]) -> None:
        raise SourceUnavailable("The table is full.")

    with pytest.raises((OSError, SourceUnavailable)):
        await fan_out(broken, [failing])
    with pytest.raises(OSError, match="No space"):
        await fan_out(broken, [])
