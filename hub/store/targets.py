"""Who is told: agencies as their connectors declare, and subscribers with their addresses and sealed secrets."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from hub.core.delivery import DeliveryState, Outlet, Way
from hub.core.errors import NotFound
from hub.core.webhook import Webhook
from hub.store.database import Connection, Database
from hub.store.deliveries import Line, wake

_DECLARE: Final = """
    insert into delivery_target (tenant, name, way, kinds, attributes, created_at) values ($1, $2, $3, $4, $5, $6)
    on conflict (tenant, name) do update set way = excluded.way, kinds = excluded.kinds,
        attributes = excluded.attributes, state = case when delivery_target.state = 'REMOVED' then 'ACTIVE'
        else delivery_target.state end
    where (delivery_target.way, delivery_target.kinds, delivery_target.attributes)
        is distinct from (excluded.way, excluded.kinds, excluded.attributes) or delivery_target.state = 'REMOVED'
"""
_SUBSCRIBE: Final = """
    insert into delivery_target (tenant, name, way, kinds, client_id, purpose, url, secret, created_at)
    values ($1, $2, 'WEBHOOK', $3, $4, $5, $6, $7, $8)
"""
ROTATE: Final = """
    update delivery_target set former_secret = secret, former_until = $4, secret = $3
    where tenant = $1 and name = $2 and way = 'WEBHOOK' and state <> 'REMOVED'
"""
PAUSE: Final = (
    "update delivery_target set state = 'PAUSED', reason = $3 where tenant = $1 and name = $2 and state = 'ACTIVE'"
)
_NAMES: Final = (
    "name", "way", "kinds", "state", "reason", "failing_since", "created_at", "client_id", "purpose", "url", "secret",
    "former_secret", "former_until",
)  # fmt: skip
_FIELDS: Final = ", ".join(_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target. The last six are a subscriber's; its secrets are sealed."""

    name: str
    way: Way
    kinds: tuple[str, ...]
    state: str
    reason: str | None
    failing_since: dt.datetime | None
    created_at: dt.datetime
    client_id: str | None
    purpose: str | None
    url: str | None
    secret: bytes | None = field(repr=False)
    former_secret: bytes | None = field(repr=False)
    former_until: dt.datetime | None


class PgTargets:
    """The targets of one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def declare(self, outlets: Mapping[str, Outlet], now: dt.datetime) -> None:
        """Makes these the agencies that are told. One that declares nothing any more is told nothing new."""
        async with self._database.transaction() as connection:
            for name, outlet in sorted(outlets.items()):
                kinds, attributes = sorted(outlet.kinds), sorted(outlet.attributes)
                await connection.execute(_DECLARE, self._tenant, name, outlet.way.value, kinds, attributes, now)
            await connection.execute(
                "update delivery_target set state = 'REMOVED', kinds = '{}'"
                " where tenant = $1 and way <> 'WEBHOOK' and state <> 'REMOVED' and name <> all($2::text[])",
                self._tenant,
                sorted(outlets),
            )

    async def get(self, name: str) -> Target | None:
        row = await self._database.fetchrow(
            f"select {_FIELDS} from delivery_target where tenant = $1 and name = $2", self._tenant, name
        )
        return _target(row) if row else None

    async def all(self) -> tuple[Target, ...]:
        """Every target that was not removed, by name."""
        rows = await self._database.fetch(
            f"select {_FIELDS} from delivery_target where tenant = $1 and state <> 'REMOVED' order by name",
            self._tenant,
        )
        return tuple(_target(row) for row in rows)

    async def subscribe(self, webhook: Webhook, secret: bytes) -> None:
        """Adds a subscriber. `secret` is sealed."""
        async with self._database.connection() as connection:
            await subscribe(connection, self._tenant, webhook, secret)

    async def rotate(self, name: str, secret: bytes, former_until: dt.datetime) -> None:
        """Gives a subscriber a new secret; the one before signs besides until then. Raises NotFound."""
        _check(await self._database.execute(ROTATE, self._tenant, name, secret, former_until))

    async def remove(self, name: str, now: dt.datetime) -> None:
        """Ends a subscription: what waits for it is cancelled, and its secrets are forgotten. Raises NotFound."""
        async with self._database.transaction() as connection:
            done = await connection.execute(
                "update delivery_target set state = 'REMOVED', kinds = '{}', secret = '', former_secret = null,"
                " former_until = null where tenant = $1 and name = $2 and way = 'WEBHOOK' and state <> 'REMOVED'",
                self._tenant,
                name,
            )
            _check(done)
            await connection.execute(
                "update delivery set state = $4, settled_at = $3, settled_by = 'subscription removed', unsure = false"
                " where tenant = $1 and target = $2 and settled_at is null",
                self._tenant,
                name,
                now,
                DeliveryState.CANCELLED.value,
            )

    async def pause(self, name: str, reason: str) -> None:
        """Nothing is sent to it until somebody resumes it; what happens meanwhile waits."""
        await self._database.execute(PAUSE, self._tenant, name, reason)

    async def resume(self, name: str, now: dt.datetime) -> None:
        """Sends again, beginning with what waited. Raises NotFound."""
        async with self._database.transaction() as connection:
            await resume(connection, self._tenant, name, now)

    async def tested(self, name: str, result: str, latency_ms: int | None, now: dt.datetime) -> None:
        """Notes what came of a test message: a code, never what the receiver wrote."""
        await self._database.execute(
            "update delivery_target set tested_at = $5, test_result = $3, test_latency_ms = $4"
            " where tenant = $1 and name = $2 and state <> 'REMOVED'",
            self._tenant,
            name,
            result,
            latency_ms,
            now,
        )

    async def was_sealed(self, person_id: uuid.UUID, at: dt.datetime) -> bool:
        """Whether the person was sealed at that moment; the moments of the seal and of its end count."""
        found: bool = await self._database.fetchval(
            "select exists (select from seal where tenant = $1 and person_id = $2 and sealed_at <= $3"
            " and (lifted_at is null or lifted_at >= $3))",
            self._tenant,
            person_id,
            at,
        )
        return found

    async def fared(self, name: str, *, well: bool, now: dt.datetime) -> dt.datetime | None:
        """Notes how an attempt went; returns since when every one has failed."""
        since: dt.datetime | None = await self._database.fetchval(
            "update delivery_target set failing_since = case when $3 then null else coalesce(failing_since, $4) end"
            " where tenant = $1 and name = $2 and ($3 = (failing_since is not null)) returning failing_since",
            self._tenant,
            name,
            well,
            now,
        )
        if since is None and not well:
            since = await self._database.fetchval(
                "select failing_since from delivery_target where tenant = $1 and name = $2", self._tenant, name
            )
        return since


async def subscribe(connection: Connection, tenant: str, webhook: Webhook, secret: bytes) -> None:
    """Adds a subscription, in the caller's transaction. `secret` is sealed."""
    await connection.execute(
        _SUBSCRIBE,
        tenant,
        webhook.name,
        list(webhook.kinds),
        webhook.client_id,
        webhook.purpose.value,
        webhook.url,
        secret,
        webhook.created_at,
    )


async def resume(connection: Connection, tenant: str, name: str, now: dt.datetime) -> None:
    """Has a target sent to again, in the caller's transaction. Raises NotFound."""
    done = await connection.execute(
        "update delivery_target set state = 'ACTIVE', reason = null, failing_since = null"
        " where tenant = $1 and name = $2 and state <> 'REMOVED'",
        tenant,
        name,
    )
    _check(done)
    rows = await connection.fetch(
        "update delivery set next_attempt_at = least(next_attempt_at, $3) where tenant = $1 and target = $2"
        " and settled_at is null and state = 'WAITING' returning person_id",
        tenant,
        name,
        now,
    )
    people = dict.fromkeys(row["person_id"] for row in rows)
    await wake(connection, tenant, [Line(name, person) for person in people])


def _check(done: str) -> None:
    if done != "UPDATE 1":
        raise NotFound("There is no such subscription. `hub webhook list` shows those that there are.")


def _target(row: asyncpg.Record) -> Target:
    return Target(**{**row, "way": Way(row["way"]), "kinds": tuple(row["kinds"])})
