"""How much one client may ask of this process: so many operations a second, so many at once, in turn with others."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final, TypeAlias

from hub.core.actor import Actor
from hub.core.errors import RateLimited
from hub.engine.turns import Turn, Turns

Key: TypeAlias = tuple[str, str]
_MOST_CLIENTS: Final = 4096


@dataclass(frozen=True, slots=True)
class Shares:
    """What one client may ask of one process, and how many operations read at the same time.

    `rate` is operations a second (0: any number), of which `burst` may come at once after a pause; `under_way` those
    that have no answer yet; `running` those of all clients that have their turn; `turn_seconds` how long one keeps it.
    A document that was not read before counts as one more operation for each `bytes_read` of it.
    """

    rate: float = 500
    burst: int = 1_000
    under_way: int = 1_000
    running: int = 64
    turn_seconds: float = 1.0
    bytes_read: int = 64


@dataclass(slots=True)
class Client:
    """One client's operations: `left` of her burst as of `at`, and those under way."""

    left: float
    at: float
    under_way: int = 0


def key_of(actor: Actor) -> Key:
    """Who counts as one client: each person by herself, a service as its registration, all without a token together."""
    return actor.client_id, actor.subject


class Traffic:
    """Lets operations in, or refuses them before anything of them is read."""

    def __init__(self, shares: Shares | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._shares = shares or Shares()
        self._clock = clock
        self._clients: dict[Key, Client] = {}
        self.turns: Turns[Key] = Turns(self._shares.running, self._shares.turn_seconds)
        # What reads a document does nothing else meanwhile, so one at a time is as fast as several.
        self._reading: Turns[Key] = Turns(1, self._shares.turn_seconds)

    def enter(self, key: Key) -> Client:
        """Counts one more operation under way, which whoever asked counts down again. Raises RateLimited."""
        client = self._clients.get(key)
        if client is None:
            client = self._met(key)
        if client.under_way >= self._shares.under_way:
            raise _too_many(self._shares.under_way)
        if self._shares.rate:
            self._spend(client)
        client.under_way += 1
        return client

    async def read(self, key: Key, size: int) -> Turn:
        """A turn to read a document of so many bytes, which counts against the rate. Raises RateLimited."""
        if self._shares.rate:
            # With its own operation no document counts for more than a burst, or it could never be read.
            counts = min(size / self._shares.bytes_read, self._shares.burst - 1)
            self._spend(self._clients.get(key) or self._met(key), counts)
        return self._reading.at_once() or await self._reading.wait(key)

    def _spend(self, client: Client, operations: float = 1) -> None:
        """A token bucket: it fills with `rate` a second up to `burst`."""
        shares, now = self._shares, self._clock()
        left = min(shares.burst, client.left + (now - client.at) * shares.rate)
        client.at = now
        if left < operations:
            client.left = left
            raise _too_fast(shares.rate, (operations - left) / shares.rate)
        client.left = left - operations

    def _met(self, key: Key) -> Client:
        if len(self._clients) >= _MOST_CLIENTS:
            self._forget()
        client = self._clients[key] = Client(self._shares.burst, self._clock())
        return client

    def _forget(self) -> None:
        """Those who have their whole burst again and nothing under way: they would be met as they are."""
        shares, now = self._shares, self._clock()
        self._clients = {
            key: one
            for key, one in self._clients.items()
            if one.under_way or (shares.rate and one.left + (now - one.at) * shares.rate < shares.burst)
        }


def _too_fast(rate: float, seconds: float) -> RateLimited:
    wait = max(1, math.ceil(seconds))
    return RateLimited(
        f"This client asks faster than {rate:g} operations a second; a document that is new counts as several. "
        f"Wait {wait} s, then send less at a time.",
        details={"limit": rate, "retryAfter": wait},
    )


def _too_many(limit: int) -> RateLimited:
    return RateLimited(
        f"{limit} operations of this client are under way. Wait until one of them is answered.",
        details={"limit": limit, "retryAfter": 1},
    )
