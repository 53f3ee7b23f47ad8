"""One timer tells everybody who is late, in time, and nobody else."""

from __future__ import annotations

import asyncio

from hub.loaders.deadlines import Deadlines
from hub.loaders.wants import Want


async def test_each_is_told_at_its_own_time_whatever_the_order() -> None:
    loop = asyncio.get_running_loop()
    told: list[tuple[str, float]] = []
    names: dict[Want[str, str], str] = {}
    deadlines: Deadlines[Want[str, str]] = Deadlines(lambda want: told.append((names[want], loop.time())))
    now = loop.time()
    wants = {name: Want[str, str]([name], now + after) for name, after in (("b", 0.06), ("c", 0.09), ("a", 0.03))}
    for name, want in wants.items():
        names[want] = name
        deadlines.watch(want)
    answered: Want[str, str] = Want(["d"], now + 0.05)
    deadlines.watch(answered)
    deadlines.forget(answered)
    async with asyncio.timeout(5):
        while len(told) < 3:
            await asyncio.sleep(0.005)
    assert [name for name, _ in told] == ["a", "b", "c"]
    assert all(at >= wants[name].deadline for name, at in told)
    later: Want[str, str] = Want(["e"], loop.time() + 0.01)
    names[later] = "e"
    deadlines.watch(later)
    async with asyncio.timeout(5):
        while len(told) < 4:
            await asyncio.sleep(0.005)


async def test_after_the_end_nobody_is_told() -> None:
    told: list[object] = []
    deadlines: Deadlines[Want[str, str]] = Deadlines(told.append)
    deadlines.watch(Want(["a"], asyncio.get_running_loop().time() + 0.01))
    deadlines.stop()
    await asyncio.sleep(0.05)
    assert told == []
