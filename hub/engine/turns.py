"""Whose turn it is: places for so many operations, handed round between those who wait for one.

Without it a client that sends a thousand operations at once stands a thousand times in the line for a connection, and
whoever comes after it waits for all of them.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Hashable
from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Turn:
    """A place; whoever was given it ends it."""

    __slots__ = ("_turns", "began")

    def __init__(self, turns: Turns[K], began: float) -> None:
        self._turns = turns
        self.began = began

    def end(self) -> None:
        """Gives the place to the next; at most once."""
        self._turns.ended(self)


class Turns(Generic[K]):
    """`places` operations have their turn at the same time; the places go round between the keys that wait.

    A turn lasts at most `seconds`: what takes longer waits for somebody else (an agency, a lock), needs nothing of this
    process meanwhile, and keeps no place from the others.
    """

    def __init__(self, places: int, seconds: float) -> None:
        self._places = places
        self._seconds = seconds
        self._taken: dict[Turn, None] = {}
        self._waiting: OrderedDict[K, deque[asyncio.Future[Turn]]] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None

    def at_once(self) -> Turn | None:
        """A place, when there is a free one and nobody waits."""
        if self._waiting or len(self._taken) >= self._places:
            return None
        return self._given()

    async def wait(self, key: K) -> Turn:
        """A place in turn with the other keys, in order of arrival within one."""
        waiting: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, deque()).append(waiting)
        self._look_later()
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                # It was given to somebody who is gone.
                waiting.result().end()
            raise

    def ended(self, turn: Turn) -> None:
        """The place of this turn is free, if it still had one."""
        if turn in self._taken:
            del self._taken[turn]
            if self._waiting:
                self._hand_on()

    def _given(self) -> Turn:
        turn = Turn(self, monotonic())
        self._taken[turn] = None
        return turn

    def _hand_on(self) -> None:
        while self._waiting and len(self._taken) < self._places:
            waiting = self._next()
            if not waiting.done():
                waiting.set_result(self._given())

    def _next(self) -> asyncio.Future[Turn]:
        """The first of the key whose turn it is; the key goes to the end of the round."""
        key, line = next(iter(self._waiting.items()))
        waiting = line.popleft()
        if line:
            self._waiting.move_to_end(key)
        else:
            del self._waiting[key]
        return waiting

    def _look_later(self) -> None:
        """As long as somebody waits, looks at the oldest turn when its time is over."""
        if self._timer is None and self._waiting and self._taken:
            wait = next(iter(self._taken)).began + self._seconds - monotonic()
            self._timer = asyncio.get_running_loop().call_later(max(wait, 0), self._look)

    def _look(self) -> None:
        self._timer = None
        over = monotonic() - self._seconds
        for turn in [one for one in self._taken if one.began <= over]:
            del self._taken[turn]
        self._hand_on()
        self._look_later()
