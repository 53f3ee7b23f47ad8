"""What the SPDCI facade keeps: who speaks it, messages until they are answered, and subscriptions.

No record of a person is kept here. A message that waits holds what was asked; when it is settled that is forgotten, and
after a week the rest.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg

from hub.core.errors import RateLimited
from hub.store.database import Connection, Database
from hub.store.outbox import enqueue_all

JOB: Final = "spdci"
"""Payload {tenant, id}: answers a message, or tells of an event."""
KEPT_FOR: Final = dt.timedelta(days=7)
MOST_WAITING: Final = 1000
"""Messages of one sender that wait to be answered."""
_SENDER: Final = ("sender_id", "client_id", "callbacks", "receivers", "keys", "unsigned")
_MESSAGE: Final = (
    "id", "domain", "sender_id", "client_id", "message_id", "digest", "action", "transaction_id", "reference_ids",
    "codes", "asked", "scopes", "purpose", "callback", "state", "outcome", "attempts", "received_at",
)  # fmt: skip
_COLUMNS: Final = ", ".join(_MESSAGE)
_PUT: Final = f"""
    insert into spdci_sender (tenant, {", ".join(_SENDER)}, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (tenant, sender_id) do update set client_id = excluded.client_id, callbacks = excluded.callbacks,
        receivers = excluded.receivers, keys = excluded.keys, unsigned = excluded.unsigned
"""
_TAKE: Final = f"""
    insert into spdci_message (tenant, {_COLUMNS})
    values ($1, {", ".join(f"${number}" for number in range(2, len(_MESSAGE) + 2))})
    on conflict (tenant, domain, sender_id, message_id) do nothing returning true
"""
_SAME: Final = f"""
    select {_COLUMNS} from spdci_message where tenant = $1 and domain = $2 and sender_id = $3 and message_id = $4
"""
_WAITING: Final = """
    select count(*) from (
        select from spdci_message where tenant = $1 and sender_id = $2 and state = 'WAITING' limit $3
    ) one
"""
_FOUND: Final = f"""
    select {_COLUMNS} from spdci_message where tenant = $1 and domain = $2 and sender_id = $3 and action = $4
        and case $5::text when 'transaction_id' then transaction_id = ($6::text[])[1]
            when 'correlation_id' then id::text = ($6::text[])[1]
            when 'reference_id_list' then reference_ids && $6::text[] else codes && $6::text[] end
    order by id desc limit 20
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A sender_id of a client. `callbacks` are beginnings of addresses; `keys` a JWK set of public keys."""

    sender_id: str
    client_id: str
    callbacks: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    keys: Mapping[str, Any] | None = None
    unsigned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message. `id` is its correlation_id; `codes` are those of the subscriptions that it names or made."""

    id: uuid.UUID
    domain: str
    sender_id: str
    client_id: str
    message_id: str
    digest: bytes = field(repr=False)
    action: str
    transaction_id: str
    reference_ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    asked: Mapping[str, Any] | None = field(default=None, repr=False)
    scopes: tuple[str, ...] = ()
    purpose: str | None = None
    callback: str | None = field(default=None, repr=False)
    state: str = "RECEIVED"
    outcome: Mapping[str, Any] | None = None
    attempts: int = 0
    received_at: dt.datetime


class PgSpdci:
    """Senders and messages of one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def sender(self, sender_id: str) -> Sender | None:
        row = await self._database.fetchrow(
            f"select {', '.join(_SENDER)} from spdci_sender where tenant = $1 and sender_id = $2",
            self._tenant,
            sender_id,
        )
        return _sender(row) if row else None

    async def senders(self) -> tuple[Sender, ...]:
        rows = await self._database.fetch(
            f"select {', '.join(_SENDER)} from spdci_sender where tenant = $1 order by sender_id", self._tenant
        )
        return tuple(_sender(row) for row in rows)

    async def put_sender(self, sender: Sender, now: dt.datetime) -> None:
        """Adds a sender, or replaces the one of that name."""
        values = (sender.callbacks, sender.receivers, sender.keys, sender.unsigned)
        await self._database.execute(_PUT, self._tenant, sender.sender_id, sender.client_id, *values, now)

    async def remove_sender(self, sender_id: str) -> bool:
        """Whether there was one. Its subscriptions end, and what waits for it is not sent."""
        async with self._database.transaction() as connection:
            given = (self._tenant, sender_id)
            await connection.execute("delete from spdci_subscription where tenant = $1 and sender_id = $2", *given)
            await connection.execute(
                "update spdci_message set state = 'GAVE_UP', asked = null, settled_at = now()"
                " where tenant = $1 and sender_id = $2 and state = 'WAITING'",
                *given,
            )
            done = await connection.execute("delete from spdci_sender where tenant = $1 and sender_id = $2", *given)
            return done == "DELETE 1"

    async def take(self, message: Message) -> Message | None:
        """Keeps a message, and queues it where it waits; the one that was kept before under its message_id, if any.

        Raises RateLimited where too many of this sender wait.
        """
        async with self._database.transaction() as connection:
            if message.state == "WAITING":
                await self._check_room(connection, message.sender_id)
            if await put(connection, self._tenant, message):
                if message.state == "WAITING":
                    await queue(connection, self._tenant, [message.id])
                return None
            of = (message.domain, message.sender_id, message.message_id)
            row = await connection.fetchrow(_SAME, self._tenant, *of)
            assert row is not None
            return _message(row)

    async def message(self, id_: uuid.UUID) -> Message | None:
        row = await self._database.fetchrow(
            f"select {_COLUMNS} from spdci_message where tenant = $1 and id = $2", self._tenant, id_
        )
        return _message(row) if row else None

    async def found(self, who: tuple[str, str], action: str, attribute: str, values: Sequence[str]) -> list[Message]:
        """A sender's own messages (`who`: domain, sender_id), the newest first."""
        rows = await self._database.fetch(_FOUND, self._tenant, *who, action, attribute, list(values))
        return [_message(row) for row in rows]

    async def note(self, id_: uuid.UUID, outcome: Mapping[str, Any], codes: Sequence[str] = ()) -> None:
        """Keeps what came out, before anybody is told of it."""
        await self._database.execute(
            "update spdci_message set outcome = $3, codes = codes || $4::text[] where tenant = $1 and id = $2",
            self._tenant,
            id_,
            dict(outcome),
            list(codes),
        )

    async def attempted(self, id_: uuid.UUID) -> int:
        """Counts an attempt at telling; how many it were."""
        count: int = await self._database.fetchval(
            "update spdci_message set attempts = attempts + 1 where tenant = $1 and id = $2 returning attempts",
            self._tenant,
            id_,
        )
        return count

    async def settle(self, id_: uuid.UUID, state: str, now: dt.datetime) -> None:
        """Ends a message: what was asked is forgotten."""
        await self._database.execute(
            "update spdci_message set state = $3, asked = null, settled_at = $4 where tenant = $1 and id = $2",
            self._tenant,
            id_,
            state,
            now,
        )

    async def purge(self, now: dt.datetime) -> int:
        """Forgets what is older than a week; how many messages it were."""
        done = await self._database.execute(
            "delete from spdci_message where tenant = $1 and received_at < $2", self._tenant, now - KEPT_FOR
        )
        return int(done.rpartition(" ")[2])

    async def _check_room(self, connection: Connection, sender_id: str) -> None:
        if await connection.fetchval(_WAITING, self._tenant, sender_id, MOST_WAITING) >= MOST_WAITING:
            raise RateLimited(
                f"{MOST_WAITING} messages of this sender wait to be answered. Send further ones when they are."
            )


async def put(connection: Connection, tenant: str, message: Message) -> bool:
    """Keeps a message unless its sender sent one of that message_id before."""
    values = [getattr(message, name) for name in _MESSAGE]
    return bool(await connection.fetchval(_TAKE, tenant, *values))


async def queue(connection: Connection, tenant: str, ids: Sequence[uuid.UUID]) -> None:
    """Has the worker answer these; it sees them after the commit."""
    await enqueue_all(connection, JOB, [{"tenant": tenant, "id": str(each)} for each in ids])


def _sender(row: asyncpg.Record) -> Sender:
    return Sender(**{**row, "callbacks": tuple(row["callbacks"]), "receivers": tuple(row["receivers"])})


def _message(row: asyncpg.Record) -> Message:
    lists = {name: tuple(row[name]) for name in ("reference_ids", "codes", "scopes")}
    return Message(**{**row, **lists})
