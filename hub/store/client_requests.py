"""Clients that were asked for and wait for an administrator: read alone, and inside a mutation's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import asyncpg

from hub.core.administration import By
from hub.core.client_request import ClientRequest, Waiting
from hub.store.database import Connection, Database
from hub.store.failures import mapped

_SELECT: Final = """
    select q.tenant, q.client_id, q.name, q.office, q.intent, q.jwks, q.scopes, q.region, q.asked_at, q.refused_at,
        q.refused_by_name, q.reason, c.client_id is not null as registered
    from client_request q left join oauth_client c on c.tenant = q.tenant and c.client_id = q.client_id
    where q.tenant = $1
"""
_ONE: Final = f"{_SELECT} and q.client_id = $2"
_INSIDE: Final = f"""{_SELECT} and (q.region = $2 or starts_with(q.region, $2 || '.'))
    order by (q.refused_at is null and c.client_id is null) desc, q.asked_at desc, q.client_id limit 200
"""
_WAITING: Final = """
    select count(*) filter (where q.refused_at is null and not exists (
            select 1 from oauth_client c where c.tenant = q.tenant and c.client_id = q.client_id
        )) as waiting, count(*) filter (where q.asked_at >= $2) as lately
    from client_request q where q.tenant = $1
"""
_ADD: Final = """
    insert into client_request (tenant, client_id, name, office, intent, jwks, scopes, region, asked_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_REFUSE: Final = """
    update client_request set refused_at = $6, refused_by = $3, refused_by_name = $4, reason = $5
    where tenant = $1 and client_id = $2 and refused_at is null
"""
_FORGET: Final = "delete from client_request where tenant = $1 and asked_at < $2"


class PgRequests:
    """Implements `hub.core.client_request.Requests`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, tenant: str, client_id: str) -> ClientRequest | None:
        row = await self._database.fetchrow(_ONE, tenant, client_id)
        return _request(row) if row else None

    async def inside(self, tenant: str, region: str) -> Sequence[ClientRequest]:
        return [_request(row) for row in await self._database.fetch(_INSIDE, tenant, region)]


class PgRequestWork:
    """Implements `hub.core.client_request.RequestWork`."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def waiting(self, since: dt.datetime) -> Waiting:
        with mapped():
            row = await self._connection.fetchrow(_WAITING, self._tenant, since)
        assert row is not None
        return Waiting(row["waiting"], row["lately"])

    async def add(self, request: ClientRequest) -> None:
        keys = {"keys": [dict(key) for key in request.keys]}
        with mapped():
            await self._connection.execute(
                _ADD, self._tenant, request.client_id, request.name, request.office, request.intent, keys,
                sorted(request.scopes), request.region, request.asked_at,
            )  # fmt: skip

    async def one(self, client_id: str) -> ClientRequest | None:
        with mapped():
            row = await self._connection.fetchrow(_ONE, self._tenant, client_id)
        return _request(row) if row else None

    async def refuse(self, client_id: str, by: By, reason: str, at: dt.datetime) -> bool:
        with mapped():
            done = await self._connection.execute(_REFUSE, self._tenant, client_id, by.subject, by.name, reason, at)
        return done == "UPDATE 1"

    async def forget(self, before: dt.datetime) -> None:
        with mapped():
            await self._connection.execute(_FORGET, self._tenant, before)


def _request(row: asyncpg.Record) -> ClientRequest:
    plain = ("tenant", "client_id", "name", "office", "intent", "region", "asked_at", "refused_at", "reason")
    return ClientRequest(
        **{name: row[name] for name in plain},
        keys=tuple(row["jwks"]["keys"]),
        scopes=frozenset(row["scopes"]),
        refused_by=row["refused_by_name"],
        registered=row["registered"],
    )
