"""Subscriptions of the SPDCI facade: to the events of one person each, of which the worker finds the new ones.

The worker looks at versions of the record; whoever writes it is not slowed down by those who listen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from hub.core.identifiers import new_id
from hub.store.database import Connection, Database
from hub.store.spdci import Message, put, queue

MOST: Final = 10_000
"""Subscriptions of one sender."""
_AT_ONCE: Final = 200
_NAMES: Final = (
    "code", "domain", "sender_id", "client_id", "event_type", "record_type", "person_id", "told_version",
    "transaction_id", "reference_id", "scopes", "purpose", "callback",
)  # fmt: skip
_COLUMNS: Final = ", ".join(_NAMES)
_PUT: Final = f"""
    insert into spdci_subscription (tenant, {_COLUMNS}, created_at)
    select $1, {", ".join(f"${number}" for number in range(2, len(_NAMES) + 3))}
    where (select count(*) from (
        select from spdci_subscription where tenant = $1 and domain = $3 and sender_id = $4 limit {MOST}
    ) one) < {MOST}
    on conflict do nothing returning true
"""
# What happened while she was sealed, and the beginning and the end of the seal, are told to nobody.
_NEWS: Final = f"""
    select {", ".join(f"s.{name}" for name in _NAMES)}, p.version, n.changed, n.versions
    from spdci_subscription s
    join person p on p.tenant = s.tenant and p.id = s.person_id
    cross join lateral (
        select array_agg(distinct c.name) filter (where c.name is not null) as changed,
            array_agg(distinct e.version) as versions
        from record_event e left join lateral unnest(e.changed) c(name) on true
        where e.tenant = s.tenant and e.person_id = s.person_id and e.version > s.told_version and not exists (
            select from seal l where l.tenant = e.tenant and l.person_id = e.person_id and l.sealed_at <= e.at
            and (l.lifted_at is null or l.lifted_at >= e.at)
        )
    ) n
    where s.tenant = $1 and p.version > s.told_version
    order by s.code limit {_AT_ONCE} for update of s skip locked
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """To events of one person. `told_version` is the version of her record of which was told last."""

    code: str
    domain: str
    sender_id: str
    client_id: str
    event_type: str
    record_type: str
    person_id: uuid.UUID
    told_version: int
    transaction_id: str
    reference_id: str
    scopes: tuple[str, ...]
    purpose: str | None
    callback: str = field(repr=False)


Wants = Callable[[Subscription, Collection[str]], bool]
"""Whether a subscription is about such changes: names of attributes and facets."""


class PgSpdciSubscriptions:
    """Those of one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def add(self, subscription: Subscription, now: dt.datetime) -> bool:
        """Whether it is there now: not, where the sender has another one of the same, or too many."""
        values = [getattr(subscription, name) for name in _NAMES]
        if await self._database.fetchval(_PUT, self._tenant, *values, now):
            return True
        found = "select true from spdci_subscription where tenant = $1 and code = $2"
        return bool(await self._database.fetchval(found, self._tenant, subscription.code))

    async def end(self, domain: str, sender_id: str, codes: Sequence[str]) -> list[str]:
        """Ends a sender's own; those that there were."""
        rows = await self._database.fetch(
            "delete from spdci_subscription where tenant = $1 and domain = $2 and sender_id = $3 and code = any($4)"
            " returning code",
            self._tenant,
            domain,
            sender_id,
            list(codes),
        )
        return [row["code"] for row in rows]

    async def look(self, wants: Wants, now: dt.datetime) -> int:
        """Queues a message for each subscription whose person has news that it is about; how many had any news."""
        async with self._database.transaction() as connection:
            rows = await connection.fetch(_NEWS, self._tenant)
            for row in rows:
                subscription = _subscription(row)
                if row["versions"] and wants(subscription, row["changed"] or ()):
                    await self._tell(connection, subscription, row["version"], now)
                await connection.execute(
                    "update spdci_subscription set told_version = $3 where tenant = $1 and code = $2",
                    self._tenant,
                    subscription.code,
                    row["version"],
                )
            return len(rows)

    async def _tell(self, connection: Connection, subscription: Subscription, version: int, now: dt.datetime) -> None:
        told = f"{subscription.code}.{version}"
        event = {
            "person": str(subscription.person_id),
            "event_type": subscription.event_type,
            "record_type": subscription.record_type,
        }
        message = Message(
            id=new_id(),
            domain=subscription.domain,
            sender_id=subscription.sender_id,
            client_id=subscription.client_id,
            message_id=told,
            digest=hashlib.sha256(told.encode()).digest(),
            action="notify",
            transaction_id=subscription.transaction_id,
            reference_ids=(subscription.reference_id,),
            codes=(subscription.code,),
            asked=event,
            scopes=subscription.scopes,
            purpose=subscription.purpose,
            callback=subscription.callback,
            state="WAITING",
            received_at=now,
        )
        if await put(connection, self._tenant, message):
            await queue(connection, self._tenant, [message.id])


def _subscription(row: asyncpg.Record) -> Subscription:
    return Subscription(**{**{name: row[name] for name in _NAMES}, "scopes": tuple(row["scopes"])})
