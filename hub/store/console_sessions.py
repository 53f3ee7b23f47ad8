"""Sessions of the console as sealed rows. What is in them is the console's business."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from hub.core.ports import SealedSession
from hub.store.database import Database

_COLUMNS: Final = "key_hash, sealed, logged_in, created_at, seen_at"
_UPDATE: Final = """
    update console_session set sealed = $3, logged_in = $4, created_at = $5, seen_at = $6
    where tenant = $1 and key_hash = $2
"""
_INSERT: Final = f"""
    insert into console_session (tenant, {_COLUMNS}) values ($1, $2, $3, $4, $5, $6)
    on conflict (tenant, key_hash) do update
    set sealed = excluded.sealed, logged_in = excluded.logged_in, created_at = excluded.created_at,
        seen_at = excluded.seen_at
"""
_ROOM: Final = """
    delete from console_session where tenant = $1 and key_hash in (
        select key_hash from console_session where tenant = $1 and not logged_in order by seen_at desc offset $2
    )
"""


class PgConsoleSessions:
    """Implements `hub.core.ports.SealedSessions` for one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def get(self, key_hash: bytes) -> SealedSession | None:
        row = await self._database.fetchrow(_select(), self._tenant, key_hash)
        return SealedSession(**dict(row)) if row else None

    async def put(self, session: SealedSession) -> None:
        await self._database.execute(_INSERT, self._tenant, *_values(session))

    async def change(
        self, key_hash: bytes, edit: Callable[[SealedSession], SealedSession | None]
    ) -> SealedSession | None:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(f"{_select()} for update", self._tenant, key_hash)
            changed = edit(SealedSession(**dict(row))) if row else None
            if changed is not None:
                await connection.execute(_UPDATE, self._tenant, *_values(changed))
            return changed

    async def delete(self, key_hash: bytes) -> None:
        await self._database.execute(
            "delete from console_session where tenant = $1 and key_hash = $2", self._tenant, key_hash
        )

    async def sweep(self, seen_before: dt.datetime, created_before: dt.datetime, most_waiting: int) -> None:
        await self._database.execute(
            "delete from console_session where tenant = $1 and (seen_at < $2 or created_at < $3)",
            self._tenant, seen_before, created_before,
        )  # fmt: skip
        await self._database.execute(_ROOM, self._tenant, most_waiting)

    @asynccontextmanager
    async def exclusive(self, key_hash: bytes) -> AsyncIterator[None]:
        async with self._database.transaction() as connection:
            number = int.from_bytes(key_hash[:8], "big", signed=True)
            await connection.execute("select pg_advisory_xact_lock($1)", number)
            yield


def _select() -> str:
    return f"select {_COLUMNS} from console_session where tenant = $1 and key_hash = $2"


def _values(session: SealedSession) -> tuple[object, ...]:
    return session.key_hash, session.sealed, session.logged_in, session.created_at, session.seen_at
