"""The pool of connections. Everything of this room goes through it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final, Self, TypeAlias

import asyncpg
import orjson
from asyncpg.pool import PoolConnectionProxy

from hub.store.failures import mapped
from hub.store.regions import RegionNames

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"

_JSONB_VERSION: Final = b"\x01"


class Database:
    """A pool for one database; open one per process and close it at the end.

    Rule of this room: no statement sets session state (`set local` and `set_config(..., true)` are fine). Therefore
    connections go back into the pool without the driver's reset query, which would double a small query's cost.
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], acquire_timeout: float) -> None:
        self._pool = pool
        self._acquire_timeout = acquire_timeout
        self.regions = RegionNames(self.fetch)
        self.taken = 0

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        min_size: int = 1,
        max_size: int = 10,
        command_timeout: float = 30.0,
        acquire_timeout: float = 10.0,
        statement_cache_size: int = 200,
    ) -> Self:
        """Connects. Timeouts in seconds, for a statement and for a free connection of the pool.

        `statement_cache_size` is 0 where a pooler between here and the database shares its sessions.

        Raises RecordUnavailable.
        """
        with mapped():
            pool = await asyncpg.create_pool(
                url,
                min_size=min_size,
                max_size=max_size,
                command_timeout=command_timeout,
                statement_cache_size=statement_cache_size,
                init=_prepare,
                reset=_keep,
            )
        return cls(pool, acquire_timeout)

    async def ping(self) -> None:
        """Asks whether the database answers; raises a HubError when it does not."""
        await self.fetchval("select 1")

    async def close(self) -> None:
        """Waits for running statements, then closes all connections."""
        await self._pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for the block; errors of the driver inside it become HubErrors."""
        with mapped():
            async with self.acquired() as connection:
                yield connection

    def acquired(self) -> AbstractAsyncContextManager[Connection]:
        """A connection for a block that maps the driver's errors itself."""
        return _Acquired(self)

    async def take(self) -> Connection:
        """A connection of the pool; for `_Acquired`, which gives it back."""
        self.taken += 1
        try:
            # Where one is free nobody waits, and a limit on waiting would cost more than the statement.
            limit = None if self.taken <= self._pool.get_max_size() else self._acquire_timeout
            return await self._pool.acquire(timeout=limit)
        except BaseException:
            self.taken -= 1
            raise

    async def give_back(self, connection: Connection) -> None:
        self.taken -= 1
        await self._pool.release(connection)

    @asynccontextmanager
    async def transaction(self, *, readonly: bool = False) -> AsyncIterator[Connection]:
        """A connection in a transaction: committed at the end of the block, rolled back on any exception."""
        async with self.connection() as connection, connection.transaction(readonly=readonly):
            yield connection

    async def fetch(self, sql: str, *values: object) -> list[asyncpg.Record]:
        async with self.connection() as connection:
            return await connection.fetch(sql, *values)

    async def fetchrow(self, sql: str, *values: object) -> asyncpg.Record | None:
        async with self.connection() as connection:
            return await connection.fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: object) -> Any:
        async with self.connection() as connection:
            return await connection.fetchval(sql, *values)

    async def execute(self, sql: str, *values: object) -> str:
        """The command's tag, such as `UPDATE 1`."""
        async with self.connection() as connection:
            return await connection.execute(sql, *values)


class _Acquired(AbstractAsyncContextManager["Connection"]):
    """A connection for a block."""

    __slots__ = ("_connection", "_database")

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __aenter__(self) -> Connection:
        self._connection = await self._database.take()
        return self._connection

    async def __aexit__(self, *_error: object) -> None:
        await self._database.give_back(self._connection)


async def _prepare(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """jsonb travels as Python values; ids are plain UUIDs, because the driver's own subclass is no JSON for orjson."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: _JSONB_VERSION + orjson.dumps(value),
        decoder=lambda data: orjson.loads(data[1:]),
        format="binary",
    )
    await connection.set_type_codec(
        "uuid",
        schema="pg_catalog",
        encoder=lambda value: value.bytes,
        decoder=lambda data: uuid.UUID(bytes=data),
        format="binary",
    )


async def _keep(_connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Instead of the reset query: there is no session state to undo."""
