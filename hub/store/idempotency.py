"""Idempotency keys: one key, one effect, one reply, for 30 days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.errors import BadInput, IdempotencyMismatch
from hub.core.writing_ports import WriteRequest
from hub.store.database import Connection, Database

KEPT: Final = dt.timedelta(days=30)
_LONGEST: Final = 200

# A second request with the same key waits here until the first one's transaction ends: after its commit it finds the
# key taken, after its rollback it takes it. An expired key is taken over.
# Then the person's row, if one is named: after the key, as everywhere, and the row as it is once nobody else has it.
_CLAIM: Final = """
    with claimed as (
        insert into idempotency_reply as i (tenant, client_id, mutation, key, actor, body_hash, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (tenant, client_id, mutation, key) do update
        set actor = excluded.actor, body_hash = excluded.body_hash, created_at = excluded.created_at, reply = null
        where i.created_at < $8
        returning true
    )
    select (
        select p.version from person p where p.tenant = $1 and p.id = $9::uuid and p.moved_to is null for update
    ) as version from claimed
"""
_SCOPE: Final = "tenant = $1 and client_id = $2 and mutation = $3 and key = $4"


@dataclass(frozen=True, slots=True)
class Claim:
    """What came of taking a key: nothing, or the reply that it has already.

    `version` is that of the person whom the request names; this transaction has her row now. None: nobody is named, or
    the record does not hold her.
    """

    replay: Mapping[str, Any] | None = None
    version: int | None = None


def check(request: WriteRequest) -> None:
    """Raises BadInput for a key that is none."""
    if not 0 < len(request.key) <= _LONGEST:
        raise BadInput("An idempotency key has 1 to 200 characters; a UUID is a good one.", path="idempotencyKey")


async def claim(connection: Connection, request: WriteRequest, now: dt.datetime) -> Claim:
    """Takes the key for this transaction, or finds the reply that it has already.

    Raises IdempotencyMismatch when the key was used for another body or by another actor of the client, and
    BadInput for a key that is empty or longer than 200 characters.
    """
    check(request)
    values = (*_scope(request), request.actor.subject, request.body_hash, now, now - KEPT, request.person_id)
    claimed = await connection.fetchrow(_CLAIM, *values)
    if claimed is not None:
        return Claim(version=claimed["version"])
    row = await connection.fetchrow(
        f"select actor, body_hash, reply from idempotency_reply where {_SCOPE}", *_scope(request)
    )
    # Only a transaction that stored its reply commits, so the row of another transaction has one.
    assert row is not None
    if (row["actor"], row["body_hash"]) != (request.actor.subject, request.body_hash):
        raise IdempotencyMismatch(
            "This idempotency key was used for another request. Use a new key for each new request.",
            path="idempotencyKey",
        )
    return Claim(row["reply"])


async def keep(connection: Connection, request: WriteRequest, reply: Mapping[str, Any]) -> None:
    """Stores the reply of a key that this transaction claimed."""
    await connection.execute(f"update idempotency_reply set reply = $5 where {_SCOPE}", *_scope(request), reply)


async def forget(database: Database, tenant: str, now: dt.datetime) -> None:
    """Deletes the replies whose 30 days are over; they may hold personal data."""
    await database.execute("delete from idempotency_reply where tenant = $1 and created_at < $2", tenant, now - KEPT)


def _scope(request: WriteRequest) -> tuple[str, str, str, str]:
    return request.actor.tenant, request.actor.client_id, request.mutation, request.key
