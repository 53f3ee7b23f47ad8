"""Registered documents, the clients that are bound to them, how often each is used, and the errors of each client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

import asyncpg

from hub.core.administration import By
from hub.core.errors import Conflict, ErrorCode
from hub.core.given_errors import DAYS, GivenError
from hub.core.trusted import (
    KEPT,
    MOST_DOCUMENTS,
    WINDOW,
    CheckedDocument,
    CheckedOperation,
    DeprecatedUse,
    Key,
    RegisteredDocument,
    RegisterState,
)
from hub.store.database import Connection, Database
from hub.store.failures import mapped

_STATE: Final = "select version, bound from document_register where tenant = $1"
_TEXT: Final = """
    select body from registered_document where tenant = $1 and client_id = $2 and id = $3 and retired_at is null
"""
_LISTED: Final = """
    select d.client_id, d.id, d.body, d.operations, d.registered_at, d.registered_by_name, d.retired_at,
        coalesce(used.uses, 0)::bigint as uses, used.last_used_on
    from registered_document d
    left join lateral (
        select sum(u.uses) filter (where u.day > $2) as uses, max(u.day) as last_used_on
        from registered_document_use u where u.tenant = d.tenant and u.client_id = d.client_id and u.id = d.id
    ) used on true
    where d.tenant = $1
"""
_ORDER: Final = " order by d.client_id, d.registered_at, d.id"
_DEPRECATED: Final = """
    select coordinate, client_id, sum(uses)::bigint as uses, max(day) as last_used_on from deprecated_use
    where tenant = $1 and day > $2 group by coordinate, client_id order by coordinate, client_id
"""
_ERRORS: Final = """
    select code, least(coalesce(sum(answers) filter (where day = $3), 0), 2147483647)::int as today,
        least(sum(answers), 2147483647)::int as last_thirty_days, max(day) as last_on
    from client_error where tenant = $1 and client_id = $2 and day > $4
    group by code order by last_on desc, last_thirty_days desc, code
"""
_COUNT: Final = """
    insert into {table} (tenant, client_id, {column}, day, {number})
    select $1, given.client_id, given.key, $2, given.uses
    from unnest($3::text[], $4::text[], $5::bigint[]) as given (client_id, key, uses) order by 2, 3
    on conflict (tenant, client_id, {column}, day) do update set {number} = {table}.{number} + excluded.{number}
"""
_COUNT_DOCUMENTS: Final = _COUNT.format(table="registered_document_use", column="id", number="uses")
_COUNT_DEPRECATED: Final = _COUNT.format(table="deprecated_use", column="coordinate", number="uses")
_COUNT_ERRORS: Final = _COUNT.format(table="client_error", column="code", number="answers")
_CODES: Final = frozenset(ErrorCode)
_ERRORS_KEPT: Final = DAYS - dt.timedelta(days=1)
_FORGET: Final = "delete from {table} where tenant = $1 and day < $2"
_TURN: Final = """
    insert into document_register (tenant, version) values ($1, 1)
    on conflict (tenant) do update set version = document_register.version + 1
"""
_LIVE: Final = "select count(*) from registered_document where tenant = $1 and client_id = $2 and retired_at is null"
_REGISTER: Final = """
    insert into registered_document as kept
        (tenant, client_id, id, body, operations, registered_at, registered_by, registered_by_name)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (tenant, client_id, id) do update set operations = excluded.operations, retired_at = null,
        registered_at = excluded.registered_at, registered_by = excluded.registered_by,
        registered_by_name = excluded.registered_by_name
    where kept.retired_at is not null
"""
_RETIRE: Final = """
    update registered_document set retired_at = $4
    where tenant = $1 and client_id = $2 and id = $3 and retired_at is null
"""
_BIND: Final = """
    update document_register set bound = array(select distinct unnest(bound || $2::text) order by 1)
    where tenant = $1 and not $2 = any(bound)
"""
_LOOSEN: Final = """
    update document_register set bound = array_remove(bound, $2) where tenant = $1 and $2 = any(bound)
"""


class PgTrusted:
    """Implements `hub.core.trusted.TrustedRows`."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def state(self) -> RegisterState:
        row = await self._database.fetchrow(_STATE, self._tenant)
        return RegisterState(row["version"], frozenset(row["bound"])) if row else RegisterState()

    async def text(self, client_id: str, document_id: str) -> str | None:
        found: str | None = await self._database.fetchval(_TEXT, self._tenant, client_id, document_id)
        return found

    async def listed(self, client_id: str | None, day: dt.date) -> list[RegisteredDocument]:
        values: list[object] = [self._tenant, day - WINDOW]
        statement = _LISTED
        if client_id is not None:
            values.append(client_id)
            statement += " and d.client_id = $3"
        return [_document(row) for row in await self._database.fetch(statement + _ORDER, *values)]

    async def deprecated(self, day: dt.date) -> list[DeprecatedUse]:
        rows = await self._database.fetch(_DEPRECATED, self._tenant, day - WINDOW)
        return [DeprecatedUse(**dict(row)) for row in rows]

    async def errors(self, client_id: str, day: dt.date) -> list[GivenError]:
        rows = await self._database.fetch(_ERRORS, self._tenant, client_id, day, day - DAYS)
        # A version of yesterday may have given a code that this one does not know.
        return [GivenError(ErrorCode(row["code"]), *tuple(row)[1:]) for row in rows if row["code"] in _CODES]

    async def count(
        self, day: dt.date, documents: Mapping[Key, int], deprecated: Mapping[Key, int], errors: Mapping[Key, int]
    ) -> None:
        counts = ((_COUNT_DOCUMENTS, documents), (_COUNT_DEPRECATED, deprecated), (_COUNT_ERRORS, errors))
        async with self._database.transaction() as connection:
            for statement, counted in counts:
                if counted:
                    columns = [[key[0] for key in counted], [key[1] for key in counted], list(counted.values())]
                    await connection.execute(statement, self._tenant, day, *columns)

    async def forget(self, day: dt.date) -> None:
        """Drops days of which nobody is told any more."""
        first = {
            "registered_document_use": day - KEPT,
            "deprecated_use": day - KEPT,
            "client_error": day - _ERRORS_KEPT,
        }
        for table, kept in first.items():
            await self._database.execute(_FORGET.format(table=table), self._tenant, kept)


class PgTrustedWork:
    """Implements `hub.core.trusted.TrustedWork`. One transaction at a time changes the register of a district."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def register(self, client_id: str, documents: Collection[CheckedDocument], by: By, at: dt.datetime) -> int:
        with mapped():
            await self._connection.execute(_TURN, self._tenant)
            done = [
                await self._connection.execute(
                    _REGISTER, self._tenant, client_id, one.id, one.text,
                    [operation.as_json() for operation in one.operations], at, by.subject, by.name,
                )
                for one in documents
            ]  # fmt: skip
            live = await self._connection.fetchval(_LIVE, self._tenant, client_id)
        if live > MOST_DOCUMENTS:
            raise Conflict(
                f"{client_id} would have {live} registered documents; {MOST_DOCUMENTS} are the most. Retire those that "
                "nobody uses, then register again."
            )
        return sum(map(_rows, done))

    async def retire(self, client_id: str, document_id: str, at: dt.datetime) -> bool:
        with mapped():
            await self._connection.execute(_TURN, self._tenant)
            return _rows(await self._connection.execute(_RETIRE, self._tenant, client_id, document_id, at)) > 0

    async def bind(self, client_id: str, *, bound: bool) -> bool:
        with mapped():
            await self._connection.execute(_TURN, self._tenant)
            return _rows(await self._connection.execute(_BIND if bound else _LOOSEN, self._tenant, client_id)) > 0


def _rows(done: str) -> int:
    """How many rows a statement changed, by what the driver tells of it."""
    return int(done.rpartition(" ")[2])


def _document(row: asyncpg.Record) -> RegisteredDocument:
    return RegisteredDocument(
        client_id=row["client_id"],
        id=row["id"],
        text=row["body"],
        operations=tuple(CheckedOperation.of_json(one) for one in row["operations"]),
        registered_at=row["registered_at"],
        registered_by=row["registered_by_name"],
        retired_at=row["retired_at"],
        uses=row["uses"],
        last_used_on=row["last_used_on"],
    )
