"""Whose turn it is. The order is what is tested, so places are given back by hand and no clock is looked at."""

from __future__ import annotations

import asyncio

import pytest

from hub.engine.turns import Turn, Turns

LONG = 3600.0


async def settle() -> None:
    """Lets everything run that can."""
    for _ in range(5):
        await asyncio.sleep(0)


class Line:
    """Those who wait, and the order in which they were let in."""

    def __init__(self, turns: Turns[str]) -> None:
        self.turns = turns
        self.let_in: list[str] = []
        self.held: list[Turn] = []

    async def come(self, *names: str) -> list[asyncio.Task[None]]:
        """One after the other: `a1` is the first of client `a`."""
        tasks = [asyncio.create_task(self._wait(name)) for name in names]
        await settle()
        return tasks

    async def _wait(self, name: str) -> None:
        turn = self.turns.at_once() or await self.turns.wait(name[0])
        self.let_in.append(name)
        self.held.append(turn)

    async def end_all(self) -> None:
        """One after the other, oldest first, until nobody has a turn."""
        while self.held:
            self.held.pop(0).end()
            await settle()


async def test_a_place_that_is_free_is_taken_at_once() -> None:
    line = Line(Turns(2, LONG))
    await line.come("a1", "a2", "b1")
    assert line.let_in == ["a1", "a2"]


async def test_a_flood_stands_in_its_own_line() -> None:
    """A quiet client waits for one operation of the flood, not for all of them."""
    line = Line(Turns(1, LONG))
    await line.come(*(f"a{number}" for number in range(1, 7)), "b1", "c1", "b2")
    await line.end_all()
    assert line.let_in == ["a1", "a2", "b1", "c1", "a3", "b2", "a4", "a5", "a6"]


async def test_nobody_is_let_in_before_those_who_wait() -> None:
    line = Line(Turns(1, LONG))
    await line.come("a1", "a2")
    assert line.turns.at_once() is None
    line.held.pop().end()
    assert line.turns.at_once() is None
    await line.come("b1")
    await line.end_all()
    assert line.let_in == ["a1", "a2", "b1"]
    assert line.turns.at_once() is not None


async def test_who_goes_away_leaves_the_line_and_takes_no_place_along() -> None:
    line = Line(Turns(1, LONG))
    _, gone, _ = await line.come("a1", "a2", "b1")
    gone.cancel()
    await settle()
    line.held.pop().end()
    await settle()
    assert line.let_in == ["a1", "b1"]
    (waiting,) = await line.come("c1")
    # The place is given and the one who waited for it ends, in the same step of the loop.
    line.held.pop().end()
    waiting.cancel()
    await settle()
    assert line.let_in == ["a1", "b1"]
    assert line.turns.at_once() is not None


async def test_a_turn_that_takes_long_keeps_no_place() -> None:
    """It waits for somebody else; the others do not wait for it, and its end frees nothing twice."""
    line = Line(Turns(1, 0.0))
    first, second, third = await line.come("a1", "b1", "c1")
    async with asyncio.timeout(5):
        await asyncio.gather(first, second, third)
    assert line.let_in == ["a1", "b1", "c1"]
    line = Line(Turns(1, LONG))
    await line.come("a1", "b1", "b2")
    ended = line.held[0]
    for _ in range(2):
        ended.end()
        await settle()
    assert line.let_in == ["a1", "b1"]


@pytest.mark.parametrize("places", [1, 3])
async def test_all_are_let_in_in_the_end_and_never_more_than_there_are_places(places: int) -> None:
    turns, inside, most, done = Turns[str](places, LONG), 0, 0, 0

    async def work(name: str) -> None:
        nonlocal inside, most, done
        turn = turns.at_once() or await turns.wait(name)
        try:
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1
            done += 1
        finally:
            turn.end()

    await asyncio.gather(*(work("abcd"[number % 4]) for number in range(100)))
    assert (done, most) == (100, places)
