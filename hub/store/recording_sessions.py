"""Places in sessions that record biometrics, counted in one row for each session."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Final

from hub.core.service import Session
from hub.store.database import Connection, Database
from hub.store.failures import mapped

_HELD: Final = "select day, slot from session_booking where tenant = $1 and application_id = $2 for update"
# Both rows of a change of mind, in one order, so that two who change places wait for each other and never both.
_LOCK: Final = """
    select from session_slot where tenant = $1 and (day, slot) in (($2::date, $3::text), ($4::date, $5::text))
    order by day, slot for update
"""
_TAKE: Final = """
    insert into session_slot as s (tenant, day, slot, booked) values ($1, $2, $3, 1)
    on conflict (tenant, day, slot) do update set booked = s.booked + 1 where s.booked + s.walked_in < $4
    returning s.booked
"""
_BOOK: Final = """
    insert into session_booking (tenant, application_id, day, slot, booked_on) values ($1, $2, $3, $4, $5)
    on conflict (tenant, application_id) do update
    set day = excluded.day, slot = excluded.slot, booked_on = excluded.booked_on, reminded_at = null
"""
_GIVE_BACK: Final = "update session_slot set booked = booked - 1 where tenant = $1 and day = $2 and slot = $3"
_FORGET: Final = "delete from session_booking where tenant = $1 and application_id = $2"
_WALK_IN: Final = """
    insert into session_slot as s (tenant, day, slot, walked_in) values ($1, $2, $3, 1)
    on conflict (tenant, day, slot) do update set walked_in = s.walked_in + 1
"""
_TAKEN: Final = "select day, slot, booked + walked_in as taken from session_slot where tenant = $1 and day >= $2"


class PgRecordingSessions:
    """Implements `hub.core.recording_session.RecordingSessions` on the connection of a transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def take(self, application_id: uuid.UUID, session: Session, places: int, today: dt.date) -> bool:
        connection, wanted = self._connection, (session.day, session.slot)
        with mapped():
            held = await connection.fetchrow(_HELD, self._tenant, application_id)
            before = (held["day"], held["slot"]) if held else wanted
            if held and before == wanted:
                return True
            await connection.execute(_LOCK, self._tenant, *wanted, *before)
            if await connection.fetchval(_TAKE, self._tenant, *wanted, places) is None:
                return False
            if held:
                await connection.execute(_GIVE_BACK, self._tenant, *before)
            await connection.execute(_BOOK, self._tenant, application_id, *wanted, today)
        return True

    async def release(self, application_id: uuid.UUID) -> None:
        with mapped():
            held = await self._connection.fetchrow(_HELD, self._tenant, application_id)
            if held is not None:
                await self._connection.execute(_GIVE_BACK, self._tenant, held["day"], held["slot"])
                await self._connection.execute(_FORGET, self._tenant, application_id)

    async def walk_in(self, session: Session) -> None:
        with mapped():
            await self._connection.execute(_WALK_IN, self._tenant, session.day, session.slot)

    async def taken(self, since: dt.date) -> Mapping[tuple[dt.date, str], int]:
        with mapped():
            rows = await self._connection.fetch(_TAKEN, self._tenant, since)
        return {(row["day"], row["slot"]): row["taken"] for row in rows}


class PgTakenSessions:
    """Implements `hub.core.recording_session.TakenSessions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def taken(self, tenant: str, since: dt.date) -> Mapping[tuple[dt.date, str], int]:
        rows = await self._database.fetch(_TAKEN, tenant, since)
        return {(row["day"], row["slot"]): row["taken"] for row in rows}
