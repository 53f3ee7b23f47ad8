"""Connections that stay borrowed from the driver's pool between uses, and go to whoever asks in the order of asking.

The pool itself costs a task for every return, and its waiters may be overtaken: under load some would wait for seconds
while others are served at once. What it is needed for stays with it: connecting, and settling a connection on which
something went wrong.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from asyncpg.prepared_stmt import PreparedStatement

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Prepared: TypeAlias = "PreparedStatement[asyncpg.Record]"

_IDLE_SECONDS: Final = 60.0
"""The pool closes what it has got back after some minutes more."""
_PREPARED_CHARACTERS: Final = 96 * 1024
"""Text of the statements that one connection keeps prepared. A backend takes about 130 bytes for each character of a
large statement, so this is 12 MB of PostgreSQL's memory for a connection at the most."""


class Lease:
    """A borrowed connection and what is prepared on it, the statement used last at the end."""

    __slots__ = ("_characters", "_prepared", "connection")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()
        self._characters = 0

    @property
    def is_open(self) -> bool:
        try:
            return not self.connection.is_closed()
        except asyncpg.InterfaceError:
            # The driver has noticed, and has taken it back by itself.
            return False

    async def fetch(self, sql: str, values: Sequence[Any]) -> list[asyncpg.Record]:
        """The rows, by a statement that stays prepared while it is used."""
        statement = self._prepared.get(sql)
        if statement is None:
            statement = await self._prepare(sql)
        else:
            self._prepared.move_to_end(sql)
        try:
            return await statement.fetch(*values)
        except (asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError):
            # The tables have changed under it. The driver's own way makes it anew.
            self._prepared.clear()
            self._characters = 0
            return await self.connection.fetch(sql, *values)

    async def _prepare(self, sql: str) -> Prepared:
        statement = self._prepared[sql] = await self.connection.prepare(sql)
        self._characters += len(sql)
        while self._characters > _PREPARED_CHARACTERS and len(self._prepared) > 1:
            # The driver closes a statement that nobody holds any more before it prepares the next.
            self._characters -= len(self._prepared.popitem(last=False)[0])
        return statement


class Leases:
    """At most `size` connections. `acquire_timeout` in seconds, for a new connection and for a free one. One that
    nobody needed for `idle_seconds` goes back to the pool.

    Whenever somebody waits, none is free and none may be added.
    """

    def __init__(
        self,
        pool: asyncpg.Pool[asyncpg.Record],
        size: int,
        acquire_timeout: float,
        idle_seconds: float = _IDLE_SECONDS,
    ) -> None:
        self._pool = pool
        self._size = size
        self._timeout = acquire_timeout
        self._idle_seconds = idle_seconds
        self._loop = asyncio.get_running_loop()
        self._free: list[Lease] = []
        self._fewest_free = 0
        self._taken = 0
        self._waiting: deque[tuple[asyncio.Future[Lease | None], float]] = deque()
        self._alarm: asyncio.TimerHandle | None = None
        self._sweep: asyncio.TimerHandle | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._is_closing = False

    @property
    def in_use(self) -> int:
        """How many connections somebody works with, or is being made or settled."""
        return self._taken - len(self._free)

    def free(self) -> Lease | None:
        """A connection that can be had at once: the one used last, so that those not needed stay idle."""
        if not self._free or not self._free[-1].is_open:
            return None
        lease = self._free.pop()
        self._fewest_free = min(self._fewest_free, len(self._free))
        return lease

    async def take(self) -> Lease:
        """A connection, once it is this caller's turn. Raises TimeoutError, and what the driver raises."""
        while self._free:
            if (lease := self.free()) is not None:
                return lease
            await self.settle(self._free.pop())
        if self._taken < self._size:
            self._taken += 1
            return await self._borrowed()
        found = await self._turn()
        return await self._borrowed() if found is None else found

    def give_back(self, lease: Lease) -> bool:
        """After a use that ended in good order. False: it cannot be used again, so it has to be settled."""
        if self._is_closing or not lease.is_open:
            return False
        self._hand_on(lease)
        return True

    async def settle(self, lease: Lease) -> None:
        """After any other use: the pool waits for what is under way, or closes the connection."""
        try:
            await self._pool.release(lease.connection)
        finally:
            self._hand_on(None)

    async def close(self) -> None:
        """Gives back all that is free; the pool waits for the others."""
        self._is_closing = True
        for timer in (self._alarm, self._sweep):
            if timer is not None:
                timer.cancel()
        await self._let_go(len(self._free))

    async def _borrowed(self) -> Lease:
        """A connection of the pool, in a place that was taken for it."""
        try:
            return Lease(await self._pool.acquire(timeout=self._timeout))
        except BaseException:
            self._hand_on(None)
            raise

    async def _turn(self) -> Lease | None:
        """Waits in line: for a connection, or with None the place for another one."""
        waiter: asyncio.Future[Lease | None] = self._loop.create_future()
        self._waiting.append((waiter, self._loop.time() + self._timeout))
        if self._alarm is None:
            self._alarm = self._loop.call_later(self._timeout, self._give_up)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                # Its turn came at the moment in which it went away.
                self._hand_on(waiter.result())
            raise

    def _hand_on(self, lease: Lease | None) -> None:
        """To the one who has waited longest: a connection, or with None the place for another one."""
        while self._waiting:
            waiter, _ = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(lease)
                return
        if lease is None:
            self._taken -= 1
            return
        self._free.append(lease)
        if self._sweep is None:
            self._sweep = self._loop.call_later(self._idle_seconds, self._swept)

    def _give_up(self) -> None:
        """Tells those who have waited too long. One timer serves all: they wait equally long."""
        now = self._loop.time()
        while self._waiting and self._waiting[0][1] <= now:
            waiter, _ = self._waiting.popleft()
            if not waiter.done():
                waiter.set_exception(TimeoutError())
        self._alarm = self._loop.call_at(self._waiting[0][1], self._give_up) if self._waiting else None

    def _swept(self) -> None:
        """Lets go of those at the bottom, which nobody needed since the last time."""
        self._sweep = None
        self._sweeping = self._loop.create_task(self._let_go(self._fewest_free))

    async def _let_go(self, count: int) -> None:
        idle, self._free = self._free[:count], self._free[count:]
        self._fewest_free = len(self._free)
        if self._free:
            self._sweep = self._loop.call_later(self._idle_seconds, self._swept)
        for lease in idle:
            # One that cannot be given back is closed by the pool, which is as good.
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self.settle(lease)
