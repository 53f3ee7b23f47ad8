"""What is held open for a client: how many sockets and streams, and whether the token behind each still holds."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from hub.core.actor import Actor
from hub.core.errors import HubError, RateLimited, Unauthenticated
from hub.engine.traffic import Key, key_of
from hub.identity import Verifier

EVERY: Final = 0.2
"""Seconds from one look at all tokens to the next. What the registry said is believed for less than a second, and both
together are the second within which a stream ends."""


@dataclass(slots=True)
class Held:
    """A socket or stream of a client: the header it came with, who asks again whether that holds, and what ends it.

    `still` raises Unauthenticated when the token does not hold any more; then `end` is called, once.
    """

    actor: Actor
    authorization: str | None
    still: Callable[[], Awaitable[object]]
    end: Callable[[], object]
    asking: asyncio.Task[None] | None = None


class Connections:
    """`most` sockets and streams of one client, `most_silent` sockets that have not said whose they are."""

    def __init__(self, verifier: Verifier, most: int, most_silent: int, every: float = EVERY) -> None:
        self._verifier = verifier
        self._most = most
        self._most_silent = most_silent
        self._every = every
        self._open: Counter[Key] = Counter()
        self._silent = 0
        self._held: dict[int, Held] = {}
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def silent(self) -> Iterator[None]:
        """A socket that has yet to say whose it is. Raises RateLimited."""
        if self._silent >= self._most_silent:
            raise _too_many(f"{self._most_silent} sockets have not said whose they are", self._most_silent)
        self._silent += 1
        try:
            yield
        finally:
            self._silent -= 1

    @contextmanager
    def hold(self, held: Held) -> Iterator[None]:
        """Counts it as open, and watches its token. Raises RateLimited."""
        key = key_of(held.actor)
        if self._open[key] >= self._most:
            raise _too_many(f"{self._most} sockets and streams of this client are open", self._most)
        self._open[key] += 1
        if held.authorization is not None:
            self._held[id(held)] = held
            self._look_later()
        try:
            yield
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]
            self._forget(held)

    def _forget(self, held: Held) -> None:
        self._held.pop(id(held), None)
        if held.asking is not None:
            held.asking.cancel()
        if not self._held and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_later(self) -> None:
        if self._timer is None and self._held:
            self._timer = asyncio.get_running_loop().call_later(self._every, self._look)

    def _look(self) -> None:
        """Asks about those of whom nothing is known for certain just now; one that waits keeps no other waiting."""
        self._timer = None
        for held in self._held.values():
            if held.asking is None and self._verifier.known(held.authorization) is None:
                held.asking = asyncio.create_task(self._ask(held))
        self._look_later()

    async def _ask(self, held: Held) -> None:
        try:
            await held.still()
        except Unauthenticated:
            self._held.pop(id(held), None)
            held.end()
        except HubError:
            pass  # the issuer or the database does not answer: nothing is known against it, and it is asked about again
        finally:
            held.asking = None


def _too_many(what: str, limit: int) -> RateLimited:
    return RateLimited(f"{what}. Close one, or wait, then connect again.", details={"limit": limit, "retryAfter": 1})
