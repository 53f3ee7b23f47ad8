"""Emergency accesses: who opened whose record, until when, and who reviewed it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

import asyncpg

from hub.core.emergency import EmergencyAccess, EmergencyKind, EmergencyVerdict
from hub.core.opened import Opened, basis_of
from hub.core.ports import Page
from hub.store import cursors
from hub.store.database import Connection, Database
from hub.store.failures import mapped
from hub.store.row_filter import Parameters
from hub.store.times import first_id

_COLUMNS: Final = (
    "id", "person_id", "reader", "reader_name", "client_id", "emergency", "reason", "opened_at", "ends_at",
    "review_due", "reader_nik", "verdict", "reviewed_by", "reviewed_by_name", "reviewed_at", "review_reason",
)  # fmt: skip
_SELECT: Final = f"select tenant, {', '.join(_COLUMNS)} from emergency_access where tenant = $1"
_OPEN: Final = f"""
    insert into emergency_access (tenant, {", ".join(_COLUMNS)})
    values ($1, {", ".join(f"${at}" for at in range(2, len(_COLUMNS) + 2))})
"""
_REVIEW: Final = """
    update emergency_access
    set verdict = $3, reviewed_by = $4, reviewed_by_name = $5, reviewed_at = $6, review_reason = $7
    where tenant = $1 and id = $2
"""


_READ: Final = """
    select id from receipt where tenant = $1 and id >= $2 and id < $3 and agreement = $4 order by id limit 200
"""


class PgEmergencies:
    """Implements `hub.core.oversight_ports.Emergencies`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accesses(self, tenant: str, *, waiting: bool, first: int, after: str | None) -> Page[EmergencyAccess]:
        parameters = Parameters(tenant)
        terms = [_SELECT, *(["verdict is null"] if waiting else [])]
        position = cursors.decode("emergencies", after, uuid.UUID)
        if position is not None:
            terms.append(f"id < {parameters.add(position[0], 'uuid')}")
        text = f"{' and '.join(terms)} order by id desc limit {parameters.add(first + 1, 'bigint')}"
        found = [_access(row) for row in await self._database.fetch(text, *parameters.values)]
        return cursors.page(found, [cursors.encode("emergencies", one.id) for one in found], first)

    async def access(self, tenant: str, access_id: uuid.UUID) -> EmergencyAccess | None:
        row = await self._database.fetchrow(f"{_SELECT} and id = $2", tenant, access_id)
        return _access(row) if row else None


class PgEmergencyWork:
    """Implements `hub.core.oversight_work.EmergencyWork`."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def opened_since(self, reader: str, since: dt.datetime) -> int:
        # Two requests at once of one reader count one after the other.
        with mapped():
            await self._connection.execute(
                "select pg_advisory_xact_lock(hashtext($1), hashtext($2))", "emergency", reader
            )
            count: int = await self._connection.fetchval(
                "select count(*) from emergency_access where tenant = $1 and reader = $2 and ends_at > $3",
                self._tenant,
                reader,
                since,
            )
        return count

    async def open(self, access: EmergencyAccess) -> None:
        with mapped():
            await self._connection.execute(
                _OPEN, self._tenant, access.id, access.person_id, access.reader, access.reader_name, access.client_id,
                access.emergency.value, access.reason, access.opened_at, access.ends_at, access.review_due,
                access.reader_nik, None, None, None, None, None,
            )  # fmt: skip

    async def access(self, access_id: uuid.UUID) -> EmergencyAccess | None:
        with mapped():
            row = await self._connection.fetchrow(f"{_SELECT} and id = $2 for update", self._tenant, access_id)
        return _access(row) if row else None

    async def review(self, reviewed: EmergencyAccess) -> None:
        assert reviewed.verdict is not None
        with mapped():
            await self._connection.execute(
                _REVIEW, self._tenant, reviewed.id, reviewed.verdict.value, reviewed.reviewed_by,
                reviewed.reviewed_by_name, reviewed.reviewed_at, reviewed.review_reason,
            )  # fmt: skip


async def opened_lately(connection: Connection, tenant: str, since: dt.datetime) -> Sequence[EmergencyAccess]:
    """Those of a while, in the order of time. Ids are ordered by it."""
    rows = await connection.fetch(f"{_SELECT} and id >= $2 order by id", tenant, first_id(since))
    return [_access(row) for row in rows]


async def read_under(connection: Connection, access: EmergencyAccess) -> Sequence[uuid.UUID]:
    """The receipts of what was read under it: they are of its hour."""
    first, last = first_id(access.opened_at), first_id(access.ends_at + dt.timedelta(minutes=1))
    rows = await connection.fetch(_READ, access.tenant, first, last, basis_of(access.id))
    return [row["id"] for row in rows]


async def opened_now(database: Database, tenant: str, reader: str) -> tuple[Opened, ...]:
    """The emergency accesses of a reader that are not over."""
    rows = await database.fetch(
        "select id, person_id, ends_at from emergency_access"
        " where tenant = $1 and reader = $2 and ends_at > now() order by id",
        tenant,
        reader,
    )
    return tuple(Opened(row["id"], row["person_id"], row["ends_at"]) for row in rows)


def _access(row: asyncpg.Record) -> EmergencyAccess:
    values = {name: row[name] for name in ("tenant", *_COLUMNS)}
    values["emergency"] = EmergencyKind(row["emergency"])
    values["verdict"] = EmergencyVerdict(row["verdict"]) if row["verdict"] else None
    return EmergencyAccess(**values)
