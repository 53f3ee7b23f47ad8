"""Objections of citizens: listed by when they are due, opened once, decided once."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from typing import Final

import asyncpg

from hub.core.errors import Conflict
from hub.core.objection import (
    Lifted,
    Objection,
    ObjectionDecision,
    ObjectionFilter,
    ObjectionOutcome,
    ObjectionState,
    Standing,
    Stop,
)
from hub.core.ports import Page
from hub.core.predicates import RowFilter
from hub.store import cursors
from hub.store.columns import whole_person
from hub.store.database import Connection, Database
from hub.store.failures import mapped
from hub.store.queues import about_somebody, in_states
from hub.store.row_filter import Parameters, admitted

_COLUMNS: Final = ", ".join(
    f"d.{name}"
    for name in (
        "tenant", "id", "person_id", "receipt_id", "category", "grounds", "state", "version", "opened_at", "opened_by",
        "due_at", "outcome", "reason", "decided_by", "decided_as", "decided_at", "stop_agreement", "stop_categories",
        "lifted_reason", "lifted_by", "lifted_as", "lifted_at",
    )
)  # fmt: skip
_BY_ID: Final = f"select {_COLUMNS} from objection d where d.tenant = $1 and d.id = $2"
_OPEN: Final = """
    insert into objection (tenant, id, person_id, receipt_id, category, grounds, state, opened_at, opened_by, due_at)
    values ($1, $2, $3, $4, $5, $6, 'OPEN', $7, $8, $9) on conflict do nothing
"""
_STANDING: Final = """
    select d.due_at from objection d where d.tenant = $1 and d.person_id = $2 and d.category = $3
    and d.receipt_id is not distinct from $4 and d.state = 'OPEN'
"""
_DECIDE: Final = """
    update objection set state = 'DECIDED', version = version + 1, outcome = $4, reason = $5, decided_by = $6,
                         decided_as = $7, decided_at = $8, stop_agreement = $9, stop_categories = $10
    where tenant = $1 and id = $2 and version = $3 and state = 'OPEN'
"""
_LIFT: Final = """
    update objection set version = version + 1, lifted_reason = $4, lifted_by = $5, lifted_as = $6, lifted_at = $7
    where tenant = $1 and id = $2 and version = $3 and stop_categories is not null and lifted_at is null
"""
_STOPS: Final = """
    select coalesce(p.merged_into, d.person_id) as person_id, d.stop_agreement, d.stop_categories
    from objection d left join person p on p.tenant = d.tenant and p.id = d.person_id
    where d.tenant = $1 and d.stop_categories is not null and d.lifted_at is null
"""


class PgObjections:
    """Implements `hub.core.objections.Objections`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, tenant: str, chosen: ObjectionFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[Objection]:
        """Ids are ordered by time and all have the same time to run, so the order is that of being due."""
        position = cursors.decode("objection-queue", after, uuid.UUID)
        parameters = Parameters(tenant, [state.value for state in chosen.states])
        terms = [about_somebody(admitted(rows, "p", parameters))]
        if chosen.overdue_at is not None:
            terms.append(f"d.decided_at is null and d.due_at < {parameters.add(chosen.overdue_at, 'timestamptz')}")
        if chosen.only is not None:
            terms.append(f"d.id = {parameters.add(chosen.only, 'uuid')}")
        if position is not None:
            terms.append(f"d.id > {parameters.add(position[0], 'uuid')}")
        chosen_rows = in_states("objection", "$2::text[]", terms, "asc", parameters.add(first + 1, "bigint"))
        found = await self._database.fetch(f"select {_COLUMNS} {chosen_rows}", *parameters.values)
        return _page(found, "objection-queue", first)

    async def of_person(self, tenant: str, person_id: uuid.UUID, first: int, after: str | None) -> Page[Objection]:
        position = cursors.decode("objections", after, uuid.UUID)
        found = await self._database.fetch(
            f"select {_COLUMNS} from objection d where d.tenant = $1"
            f" and d.person_id in ({whole_person('$1', '$2::uuid')})"
            " and ($3::uuid is null or d.id < $3) order by d.id desc limit $4",
            tenant,
            person_id,
            position[0] if position else None,
            first + 1,
        )
        return _page(found, "objections", first)

    async def by_id(self, tenant: str, objection_id: uuid.UUID) -> Objection | None:
        row = await self._database.fetchrow(_BY_ID, tenant, objection_id)
        return _objection(row) if row else None


class PgStops:
    """Implements `hub.core.objections.Stops` for one district."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def standing(self) -> Sequence[Standing]:
        rows = await self._database.fetch(_STOPS, self._tenant)
        return [Standing(row["person_id"], Stop(row["stop_agreement"], tuple(row["stop_categories"]))) for row in rows]


class PgObjectionWrites:
    """Implements `hub.core.objection.ObjectionWrites` on the connection of a transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def known(self, objection_id: uuid.UUID) -> Objection | None:
        with mapped():
            row = await self._connection.fetchrow(_BY_ID, self._tenant, objection_id)
        return _objection(row) if row else None

    async def open(self, objection: Objection) -> None:
        one = objection
        about = (one.person_id, one.receipt_id, one.category)
        with mapped():
            told = await self._connection.execute(
                _OPEN, self._tenant, one.id, *about, one.grounds, one.opened_at, one.opened_by, one.due_at
            )
            if told == "INSERT 0 0":
                raise await self._standing(one)

    async def decide(self, objection: Objection, decision: ObjectionDecision, stop: Stop | None) -> Objection:
        with mapped():
            told = await self._connection.execute(
                _DECIDE,
                self._tenant,
                objection.id,
                objection.version,
                decision.outcome.value,
                decision.reason,
                decision.by,
                decision.role,
                decision.at,
                stop.agreement if stop else None,
                list(stop.categories) if stop else None,
            )
        if told != "UPDATE 1":
            raise Conflict("Somebody decided on this objection meanwhile. Load it again.", path="id")
        return dataclasses.replace(
            objection, state=ObjectionState.DECIDED, version=objection.version + 1, decision=decision, stop=stop
        )

    async def lift(self, objection: Objection, lifted: Lifted) -> Objection:
        about = (objection.id, objection.version)
        with mapped():
            told = await self._connection.execute(
                _LIFT, self._tenant, *about, lifted.reason, lifted.by, lifted.role, lifted.at
            )
        if told != "UPDATE 1" or objection.stop is None:
            raise Conflict("Somebody lifted this meanwhile. Load it again.", path="id")
        stop = dataclasses.replace(objection.stop, lifted=lifted)
        return dataclasses.replace(objection, version=objection.version + 1, stop=stop)

    async def _standing(self, one: Objection) -> Conflict:
        due = await self._connection.fetchval(_STANDING, self._tenant, one.person_id, one.category, one.receipt_id)
        told = due.isoformat() if due else ""
        return Conflict(
            f"This has been objected to already, and an answer is due by {told}. Wait for it.",
            path="accessId" if one.receipt_id else "category",
            details={"dueAt": told},
        )


def _page(rows: Sequence[asyncpg.Record], kind: str, first: int) -> Page[Objection]:
    found = [_objection(row) for row in rows]
    return cursors.page(found, [cursors.encode(kind, one.id) for one in found], first)


def _objection(row: asyncpg.Record) -> Objection:
    decided = row["decided_at"] is not None
    return Objection(
        tenant=row["tenant"],
        id=row["id"],
        person_id=row["person_id"],
        receipt_id=row["receipt_id"],
        category=row["category"],
        grounds=row["grounds"],
        state=ObjectionState(row["state"]),
        version=row["version"],
        opened_at=row["opened_at"],
        opened_by=row["opened_by"],
        due_at=row["due_at"],
        decision=_decision(row) if decided else None,
        stop=_stop(row) if row["stop_categories"] is not None else None,
    )


def _decision(row: asyncpg.Record) -> ObjectionDecision:
    return ObjectionDecision(
        ObjectionOutcome(row["outcome"]), row["reason"], row["decided_by"], row["decided_as"], row["decided_at"]
    )


def _stop(row: asyncpg.Record) -> Stop:
    lifted = None
    if row["lifted_at"] is not None:
        lifted = Lifted(row["lifted_reason"], row["lifted_by"], row["lifted_as"], row["lifted_at"])
    return Stop(row["stop_agreement"], tuple(row["stop_categories"]), lifted)
