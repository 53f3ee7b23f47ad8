"""The outbox as the worker sees it: the head of each line is taken, tried, and given back with what became of it.

A line is what is told to one target about one person. Its head is its first delivery that is not settled; what stands
behind it waits, and other lines do not.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg

from hub.core.citizen import Citizen
from hub.core.delivery import OPEN, Delivery, DeliveryState
from hub.core.receipt import Receipt
from hub.store import columns
from hub.store.database import Connection, Database
from hub.store.outbox import enqueue_all
from hub.store.publishing import JOB, job_of
from hub.store.receipts import insert_receipt

COLUMNS: Final = (
    "tenant", "id", "target", "kind", "person_id", "version", "changed", "payload", "occurred_at", "state", "attempts",
    "next_attempt_at", "unsure", "problem", "differences", "acknowledgement", "receipt_id", "settled_at", "settled_by",
    "reason",
)  # fmt: skip
_SELECTED: Final = ", ".join(f"d.{name}" for name in COLUMNS)
_HEAD: Final = """
    select h.id from delivery h
    join delivery_target t on t.tenant = h.tenant and t.name = h.target and t.state = 'ACTIVE'
    where h.tenant = $1 and h.target = $2 and h.person_id = $3 and h.settled_at is null
    order by h.position limit 1
"""
# Who finds its own lease is the job that a killed worker had: an attempt may have arrived.
_TAKE: Final = f"""
    with head as materialized ({_HEAD} for update of h)
    update delivery d
    set attempts = d.attempts + 1, leased_until = $6, leased_by = $4, unsure = d.unsure or d.leased_until is not null
    from head where d.tenant = $1 and d.id = head.id and d.state in ('WAITING', 'CONFIRMING')
    and d.next_attempt_at <= $5 and (d.leased_until is null or d.leased_until <= $5 or d.leased_by = $4)
    returning {_SELECTED}
"""
_UNDER_WAY: Final = f"""
    select d.leased_until from delivery d where d.tenant = $1 and d.id = ({_HEAD}) and d.leased_until > $4
"""
_KEEP: Final = """
    update delivery set state = $4, attempts = $5, next_attempt_at = $6, unsure = $7, problem = $8, differences = $9,
        acknowledgement = $10, settled_at = $11, settled_by = $12, leased_until = null, leased_by = null,
        attempted_at = coalesce($13::timestamptz, attempted_at), response_code = case when $13::timestamptz is null
        then response_code else $14 end, latency_ms = case when $13::timestamptz is null then latency_ms else $15 end
    where tenant = $1 and id = $2 and leased_by = $3
"""
_SAYS_ALL: Final = """
    select fields @> $3::text[] and purpose = $4 and agreement is not distinct from $5 from receipt
    where tenant = $1 and id = $2
"""
# Lines whose head has been due for a while though nobody tries it: its job was lost, or its worker. Woken, they count
# as due now, so that lines that only wait for their turn are not woken again and again.
_FORGOTTEN: Final = """
    with forgotten as materialized (
        select d.id from delivery d
        join delivery_target t on t.tenant = d.tenant and t.name = d.target and t.state = 'ACTIVE'
        where d.tenant = $1 and d.state in ('WAITING', 'CONFIRMING') and d.next_attempt_at <= $2
        and (d.leased_until is null or d.leased_until <= $2) and not exists (
            select from delivery e where e.tenant = d.tenant and e.target = d.target and e.person_id = d.person_id
            and e.settled_at is null and e.position < d.position
        ) limit 1000 for update of d skip locked
    )
    update delivery d set next_attempt_at = $3 from forgotten f where d.tenant = $1 and d.id = f.id
    returning d.target, d.person_id
"""
_PERSON: Final = (
    f"select {columns.columns(columns.PERSON, 'p')} from person p"
    " where p.tenant = $1 and p.id = $2 and (p.moved_to is null or $3 = 'citizen.handed-over')"
)
_COUNTS: Final = """
    select target, state, count(*) as count, min(occurred_at) as oldest from delivery
    where tenant = $1 and settled_at is null group by target, state
"""


@dataclass(frozen=True, slots=True)
class Line:
    """What is told to one target about one person."""

    target: str
    person_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an attempt. `sent` False: nothing left, so it is no attempt. `counts` False: the receiver answers
    nobody, so it says nothing of this delivery, and its attempts do not run out.

    WAITING means: again, in `seconds`, or after the usual pause where none are given.
    """

    state: DeliveryState
    problem: str | None = None
    sent: bool = True
    counts: bool = True
    unsure: bool = False
    seconds: float | None = None
    acknowledgement: str | None = None
    differences: tuple[str, ...] = ()
    settled_by: str | None = None
    response_code: int | None = None
    latency_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many deliveries of a target are in a state, and since when the oldest has been in the outbox."""

    target: str
    state: DeliveryState
    count: int
    oldest: dt.datetime


@dataclass(frozen=True, slots=True)
class Snapshots:
    """What an event says of a person: before and after."""

    before: Mapping[str, Any] = field(repr=False)
    after: Mapping[str, Any] = field(repr=False)


class PgDeliveries:
    """The outbox of one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def take(self, line: Line, job: uuid.UUID, now: dt.datetime, until: dt.datetime) -> Delivery | None:
        """The head of a line, if it is due and nobody tries it: then it is this job's, until it is given back.

        None also where its target is paused or its head waits for a person.
        """
        row = await self._database.fetchrow(_TAKE, self._tenant, line.target, line.person_id, job, now, until)
        return None if row is None else delivery_of(row)

    async def under_way(self, line: Line, now: dt.datetime) -> dt.datetime | None:
        """Until when the head of a line is somebody else's."""
        found: dt.datetime | None = await self._database.fetchval(
            _UNDER_WAY, self._tenant, line.target, line.person_id, now
        )
        return found

    async def leaves(self, delivery: Delivery, receipt: Receipt) -> None:
        """Writes the receipt, durable when this returns, unless an earlier attempt wrote one that says all of it: an
        agreement may have grown, or become another, since then."""
        if delivery.receipt_id is not None and await self._says_all(delivery.receipt_id, receipt):
            return
        async with self._database.transaction() as connection:
            await insert_receipt(connection, self._database.marked(receipt))
            await connection.execute(
                "update delivery set receipt_id = $3 where tenant = $1 and id = $2",
                self._tenant,
                delivery.id,
                receipt.id,
            )

    async def _says_all(self, receipt_id: uuid.UUID, receipt: Receipt) -> bool:
        found: bool | None = await self._database.fetchval(
            _SAYS_ALL, self._tenant, receipt_id, list(receipt.fields), receipt.purpose, receipt.agreement
        )
        return bool(found)

    async def keep(
        self, delivery: Delivery, job: uuid.UUID, outcome: Outcome, now: dt.datetime, again_at: dt.datetime
    ) -> bool:
        """Gives a delivery back with what became of it; False when it is not this job's any more."""
        settled = outcome.state not in OPEN
        done = await self._database.execute(
            _KEEP,
            self._tenant,
            delivery.id,
            job,
            outcome.state.value,
            delivery.attempts - (not (outcome.sent and outcome.counts)),
            again_at,
            outcome.unsure and not settled,
            outcome.problem,
            list(outcome.differences),
            outcome.acknowledgement,
            now if settled else None,
            outcome.settled_by if settled else None,
            now if outcome.sent else None,
            outcome.response_code,
            outcome.latency_ms,
        )
        return done == "UPDATE 1"

    async def snapshots(self, delivery: Delivery) -> Snapshots:
        """What the event of a delivery says of the person."""
        row = await self._database.fetchrow(
            "select before, after from record_event where tenant = $1 and person_id = $2 and version = $3",
            self._tenant,
            delivery.person_id,
            delivery.version,
        )
        return Snapshots(row["before"] or {}, row["after"] or {}) if row else Snapshots({}, {})

    async def person(self, delivery: Delivery) -> Citizen | None:
        """The person as the record holds her now, whoever may see her: for agencies that are told by law.

        None for one who moved away since: what is left of her here says nothing, and the district that has her tells.
        """
        row = await self._database.fetchrow(_PERSON, self._tenant, delivery.person_id, delivery.kind)
        return columns.citizen(row, await self._database.regions.current()) if row else None

    async def wake_forgotten(self, due_before: dt.datetime, now: dt.datetime) -> int:
        """Queues a job for each line that should have been tried before that; returns how many."""
        async with self._database.transaction() as connection:
            rows = await connection.fetch(_FORGOTTEN, self._tenant, due_before, now)
            lines = [Line(row["target"], row["person_id"]) for row in rows]
            await wake(connection, self._tenant, lines)
        return len(lines)

    async def counts(self) -> tuple[Waiting, ...]:
        """What is not settled, by target and state."""
        rows = await self._database.fetch(_COUNTS, self._tenant)
        return tuple(Waiting(row["target"], DeliveryState(row["state"]), row["count"], row["oldest"]) for row in rows)


async def wake(connection: Connection, tenant: str, lines: list[Line]) -> None:
    """Queues a job for each line, visible after the commit."""
    if lines:
        await enqueue_all(connection, JOB, [job_of(tenant, line.target, line.person_id) for line in lines])


def delivery_of(row: asyncpg.Record) -> Delivery:
    """The delivery in a row that has COLUMNS."""
    values = {name: row[name] for name in COLUMNS}
    values |= {"state": DeliveryState(row["state"])}
    values |= {name: tuple(row[name]) for name in ("changed", "differences")}
    return Delivery(**values)
