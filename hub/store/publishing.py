"""A transaction tells all targets what it did to a person: rows of the outbox, and jobs for the worker.

Everything stands or falls with the transaction. Nothing here holds a value of a person: the worker reads what it needs
from the record's events when it delivers.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Final

import asyncpg

from hub.core.delivery import Notice
from hub.core.identifiers import new_id
from hub.store.database import Connection
from hub.store.outbox import enqueue_all

JOB: Final = "deliver"
"""Payload {tenant, target, person_id, job}: delivers what waits for this target about this person, in its order."""
_INSERT: Final = """
    insert into delivery (tenant, id, target, kind, person_id, version, changed, payload, occurred_at, next_attempt_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
"""


def listening_to(kinds: str, tenant: str = "$1") -> str:
    """The statement that finds the targets of the tenant which listen to one of the `kinds`, a text array."""
    return (
        "select name, kinds, attributes from delivery_target"
        f" where tenant = {tenant} and state <> 'REMOVED' and kinds && {kinds} order by name"
    )


_LISTENERS: Final = listening_to("$2::text[]")


async def publish(connection: Connection, notices: Sequence[Notice]) -> None:
    """Puts notices of one tenant into the outbox of every target that listens, in their order.

    Call it in the transaction that did it, while that holds the row of each person: so what is told about a person
    keeps the order in which it happened. Without a listener this is one small query.
    """
    if not notices:
        return
    tenant, kinds = notices[0].tenant, sorted({notice.kind for notice in notices})
    await tell(connection, await connection.fetch(_LISTENERS, tenant, kinds), notices)


async def tell(connection: Connection, listeners: Sequence[asyncpg.Record], notices: Sequence[Notice]) -> None:
    """The same, with the rows of `listening_to` that a statement of the transaction brought along."""
    told = [(listener["name"], notice) for notice in notices for listener in _wanting(listeners, notice)]
    if not told:
        return
    tenant = notices[0].tenant
    await connection.executemany(_INSERT, [_row(target, notice) for target, notice in told])
    lines = dict.fromkeys((target, notice.person_id) for target, notice in told)
    await enqueue_all(connection, JOB, [job_of(tenant, target, person) for target, person in lines])


def job_of(tenant: str, target: str, person_id: uuid.UUID) -> dict[str, str]:
    """The payload of a job; `job` tells one job from another, over all its runs."""
    return {"tenant": tenant, "target": target, "person_id": str(person_id), "job": str(new_id())}


def _wanting(listeners: Iterable[asyncpg.Record], notice: Notice) -> Iterable[asyncpg.Record]:
    """Those that listen to this; an agency knows what it brought itself."""
    for listener in listeners:
        if notice.client_id != f"agency:{listener['name']}" and wants(listener, notice.kind, notice.changed):
            yield listener


def wants(listener: asyncpg.Record, kind: str, changed: Sequence[str]) -> bool:
    """Whether a row of `listening_to` asks for such an event."""
    listens = kind in listener["kinds"]
    return listens and (not listener["attributes"] or not set(listener["attributes"]).isdisjoint(changed))


def _row(target: str, notice: Notice) -> tuple[object, ...]:
    return (
        notice.tenant,
        new_id(),
        target,
        notice.kind,
        notice.person_id,
        notice.version,
        list(notice.changed),
        dict(notice.data),
        notice.at,
    )
