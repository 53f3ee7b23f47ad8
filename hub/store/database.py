"""The pool of connections. Everything of this room goes through it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import Any, Final, Self

import asyncpg
import orjson

from hub.audit.marks import Marks
from hub.core.receipt import Receipt
from hub.core.writing_ports import Conclusion
from hub.store.failures import mapped, raise_mapped
from hub.store.leases import Connection, Leases
from hub.store.regions import RegionNames

__all__ = ["Connection", "Database"]

_SMALL_STATEMENTS: Final = 100
"""Statements that the driver keeps prepared on a connection: the hub has about so many of its own. Each takes some ten
kilobytes of the backend's memory. Those that are compiled from operations are larger, and are counted by their size."""
_JSONB_VERSION: Final = b"\x01"


class Database:
    """A pool for one database; open one per process and close it at the end.

    Rule of this room: no statement sets session state (`set local` and `set_config(..., true)` are fine). Therefore
    connections go back into the pool without the driver's reset query, which would double a small query's cost.
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], acquire_timeout: float, *, prepares: bool = True) -> None:
        self._pool = pool
        self._leases = Leases(pool, pool.get_max_size(), acquire_timeout)
        self._prepares = prepares
        self.regions = RegionNames(self.fetch)
        self.marks: Marks | None = None
        """Marks the receipts that are written here; without it they bear none, and get no place in the log."""

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        min_size: int = 1,
        max_size: int = 10,
        command_timeout: float = 30.0,
        acquire_timeout: float = 10.0,
        statement_cache_size: int = _SMALL_STATEMENTS,
    ) -> Self:
        """Connects. Timeouts in seconds, for a statement and for a free connection of the pool.

        `statement_cache_size` is 0 where a pooler between here and the database shares its sessions: then nothing is
        prepared.

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
        return cls(pool, acquire_timeout, prepares=statement_cache_size > 0)

    @property
    def in_use(self) -> int:
        """How many connections are in use."""
        return self._leases.in_use

    def marked(self, receipt: Receipt) -> Receipt:
        """The receipt with its marks, as it is written; raises BadInput for one that no text can hold."""
        if self.marks is not None:
            sealed = self.marks.of(receipt, sealed=True) if receipt.behind_seals else None
            receipt.bear(self.marks.of(receipt, sealed=False), sealed)
        return receipt

    def concluded(self, conclusion: Conclusion) -> Conclusion:
        """The same of a mutation's receipt, with its reply."""
        receipt, reply = conclusion
        return self.marked(receipt), reply

    async def ping(self) -> None:
        """Asks whether the database answers; raises a HubError when it does not."""
        await self.fetchval("select 1")

    async def close(self) -> None:
        """Waits for running statements, then closes all connections."""
        await self._leases.close()
        await self._pool.close()

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """A connection for the block; errors of the driver inside it become HubErrors."""
        return _Mapped(self._leases)

    def acquired(self) -> AbstractAsyncContextManager[Connection]:
        """A connection for a block that maps the driver's errors itself."""
        return _Acquired(self._leases)

    async def read(self, sql: str, values: Sequence[Any]) -> asyncpg.Record | None:
        """The first row of a statement that comes again and again. Raises the driver's errors as they are."""
        rows = await self.read_all(lambda: (sql, values))
        return rows[0] if rows else None

    async def read_all(self, asked: Callable[[], tuple[str, Sequence[Any]]]) -> list[asyncpg.Record]:
        """The rows of a statement like that; text and values are asked for when a connection is there."""
        leases = self._leases
        lease = leases.free() or await leases.take()
        try:
            sql, values = asked()
            if self._prepares:
                rows = await lease.fetch(sql, values)
            else:
                rows = await lease.connection.fetch(sql, *values)
        except BaseException:
            await leases.settle(lease)
            raise
        if not leases.give_back(lease):
            await leases.settle(lease)
        return rows

    @asynccontextmanager
    async def transaction(self, *, readonly: bool = False) -> AsyncIterator[Connection]:
        """A connection in a transaction: committed at the end of the block, rolled back on any exception."""
        async with self.connection() as connection, connection.transaction(readonly=readonly):
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """A connection whose statements all see the record as it was at the first of them. It only reads."""
        async with (
            self.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
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
    """A connection for a block. Who leaves it in good order hands the connection to the next."""

    __slots__ = ("_lease", "_leases")

    def __init__(self, leases: Leases) -> None:
        self._leases = leases

    async def __aenter__(self) -> Connection:
        self._lease = self._leases.free() or await self._leases.take()
        return self._lease.connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None or not self._leases.give_back(self._lease):
            await self._leases.settle(self._lease)


class _Mapped(_Acquired):
    """The same, with the driver's errors mapped."""

    __slots__ = ()

    async def __aenter__(self) -> Connection:
        with mapped():
            return await super().__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with mapped():
            await super().__aexit__(kind, error, trace)
        if error is not None:
            raise_mapped(error)


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
