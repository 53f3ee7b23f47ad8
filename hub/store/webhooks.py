"""Subscriptions as their own client sees and changes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from hub.core.delivery import DeliveryState
from hub.core.ports import Page
from hub.core.purpose import Purpose
from hub.core.webhook import MOST_REPLAYED, Span, Webhook, WebhookDelivery, Whose, too_many
from hub.store import cursors, targets
from hub.store.database import Connection, Database
from hub.store.deliveries import Line, wake

_FIELDS: Final = (
    "name, client_id, url, kinds, purpose, state, reason, failing_since, created_at, tested_at, test_result,"
    " test_latency_ms"
)
_SEEN: Final = f"""
    select {_FIELDS} from delivery_target t
    where tenant = $1 and way = 'WEBHOOK' and state <> 'REMOVED' and ($2::text is null or client_id = $2)
    and ($3::text is null or exists (
        select from oauth_client c where c.tenant = t.tenant and c.client_id = t.client_id
        and (c.region = $3 or starts_with(c.region, $3 || '.'))
    )) and ($4::text is null or name = $4)
"""
# Told once, or at least tried: before that nobody decided whether the subscriber may know of it.
_TOLD: Final = "(receipt_id is not null or replays > 0)"
_LOG: Final = f"""
    select id, kind, occurred_at, state, attempts, attempted_at, response_code, problem, latency_ms, replays
    from delivery where tenant = $1 and target = $2 and {_TOLD}
    and ($3::timestamptz is null or (occurred_at, id) < ($3, $4::uuid)) order by occurred_at desc, id desc limit $5
"""
_REPLAYABLE: Final = f"""
    select id from delivery where tenant = $1 and target = $2 and {_TOLD} and occurred_at >= $3 and occurred_at < $4
    and state in ('DELIVERED', 'WITHHELD', 'DEAD') order by occurred_at, id limit $5
"""
# The row keeps its id, and its place in the line: what follows waits, as it did the first time.
_REPLAY: Final = """
    update delivery set state = 'WAITING', attempts = 0, next_attempt_at = $3, problem = null, acknowledgement = null,
        receipt_id = null, settled_at = null, settled_by = null, unsure = false, replays = replays + 1
    where tenant = $1 and id = any($2::uuid[]) returning target, person_id
"""


class PgWebhooks:
    """Implements `hub.core.webhook.WebhookLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, tenant: str, whose: Whose, name: str | None = None) -> Sequence[Webhook]:
        rows = await self._database.fetch(
            f"{_SEEN} order by created_at, name", tenant, whose.client_id, whose.within, name
        )
        return [_webhook(row) for row in rows]

    async def log(self, tenant: str, name: str, first: int, after: str | None) -> Page[WebhookDelivery]:
        at, id_ = cursors.decode("webhook", after, dt.datetime, UUID) or (None, None)
        rows = await self._database.fetch(_LOG, tenant, name, at, id_, first + 1)
        found = [WebhookDelivery(**{**row, "state": DeliveryState(row["state"])}) for row in rows]
        return cursors.page(found, [cursors.encode("webhook", each.occurred_at, each.id) for each in found], first)

    async def replayable(self, tenant: str, name: str, span: Span) -> int:
        rows = await self._database.fetch(_REPLAYABLE, tenant, name, span.start, span.end, MOST_REPLAYED + 1)
        return _few_enough(len(rows))


class PgWebhookWrites:
    """Implements `hub.core.webhook.WebhookWrites`."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def one(self, whose: Whose, name: str) -> Webhook | None:
        row = await self._connection.fetchrow(f"{_SEEN} for update", self._tenant, whose.client_id, whose.within, name)
        return _webhook(row) if row else None

    async def count(self, client_id: str) -> int:
        await self._connection.execute(
            "select pg_advisory_xact_lock(hashtextextended($1, 0))", f"webhook {self._tenant} {client_id}"
        )
        return len(await self._connection.fetch(_SEEN, self._tenant, client_id, None, None))

    async def add(self, webhook: Webhook, secret: bytes) -> None:
        await targets.subscribe(self._connection, self._tenant, webhook, secret)

    async def pause(self, name: str, reason: str) -> None:
        await self._connection.execute(targets.PAUSE, self._tenant, name, reason)

    async def resume(self, name: str, now: dt.datetime) -> None:
        await targets.resume(self._connection, self._tenant, name, now)

    async def rotate(self, name: str, secret: bytes, former_until: dt.datetime) -> None:
        await self._connection.execute(targets.ROTATE, self._tenant, name, secret, former_until)

    async def test(self, name: str, now: dt.datetime) -> None:
        await self._connection.execute(
            "update delivery_target set tested_at = $3, test_result = 'WAITING', test_latency_ms = null"
            " where tenant = $1 and name = $2",
            self._tenant,
            name,
            now,
        )

    async def replay(self, name: str, span: Span, now: dt.datetime) -> int:
        most = MOST_REPLAYED + 1
        chosen = await self._connection.fetch(
            f"{_REPLAYABLE} for update", self._tenant, name, span.start, span.end, most
        )
        _few_enough(len(chosen))
        rows = await self._connection.fetch(_REPLAY, self._tenant, [row["id"] for row in chosen], now)
        people = dict.fromkeys(row["person_id"] for row in rows)
        await wake(self._connection, self._tenant, [Line(name, person) for person in people])
        return len(rows)


def _few_enough(count: int) -> int:
    """Raises BadInput for more than are told again at once."""
    if count > MOST_REPLAYED:
        raise too_many()
    return count


def _webhook(row: asyncpg.Record) -> Webhook:
    return Webhook(**{**row, "kinds": tuple(row["kinds"]), "purpose": Purpose(row["purpose"])})
