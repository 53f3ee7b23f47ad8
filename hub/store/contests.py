"""Discrepancies inside a mutation's transaction: a contest is opened, and one of whatever kind is decided, once."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Final

from hub.core.discrepancy import Decision, Discrepancy, DiscrepancyState
from hub.core.errors import Conflict
from hub.store.database import Connection
from hub.store.discrepancies import COLUMNS, discrepancy, told_of
from hub.store.failures import mapped
from hub.store.publishing import publish

_KNOWN: Final = f"select {COLUMNS} from discrepancy d where d.tenant = $1 and d.id = $2"
_OPEN: Final = """
    insert into discrepancy (tenant, id, person_id, attribute, source, claim, mark, recorded, state, opened_at,
                             changed_at, opened_by, due_at, documents)
    values ($1, $2, $3, $4, $5, $6, $7, $8, 'OPEN', $9, $9, $10, $11, $12)
    on conflict (tenant, person_id, attribute, source) where state = 'OPEN' do nothing
"""
_STANDING: Final = f"""
    select {COLUMNS} from discrepancy d
    where d.tenant = $1 and d.person_id = $2 and d.attribute = $3 and d.source = $4 and d.state = 'OPEN'
"""
_DECIDE: Final = """
    update discrepancy set state = 'DECIDED', version = version + 1, changed_at = $4, ruling = $5, reason = $6,
                           decided_by = $7, decided_by_name = $8, decided_at = $4, decided_value = $9
    where tenant = $1 and id = $2 and version = $3 and state = 'OPEN'
"""


class PgDiscrepancyWrites:
    """Implements `hub.core.discrepancy.DiscrepancyWrites` on the connection of a transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def known(self, discrepancy_id: uuid.UUID) -> Discrepancy | None:
        with mapped():
            row = await self._connection.fetchrow(_KNOWN, self._tenant, discrepancy_id)
        return discrepancy(row) if row else None

    async def open(self, contest: Discrepancy) -> None:
        with mapped():
            told = await self._connection.execute(
                _OPEN,
                self._tenant,
                contest.id,
                contest.person_id,
                contest.attribute,
                contest.source,
                contest.claim,
                contest.mark,
                contest.recorded,
                contest.opened_at,
                contest.opened_by,
                contest.due_at,
                list(contest.documents),
            )
            if told == "INSERT 0 0":
                raise await self._standing(contest)
            await self._tell("opened", contest)

    async def decide(self, discrepancy: Discrepancy, decision: Decision) -> Discrepancy:
        with mapped():
            told = await self._connection.execute(
                _DECIDE,
                self._tenant,
                discrepancy.id,
                discrepancy.version,
                decision.at,
                decision.ruling.value,
                decision.reason,
                decision.by,
                decision.by_name,
                decision.value,
            )
            if told != "UPDATE 1":
                raise Conflict("Somebody changed this discrepancy meanwhile. Load it again.", path="id")
            decided = dataclasses.replace(
                discrepancy,
                state=DiscrepancyState.DECIDED,
                version=discrepancy.version + 1,
                changed_at=decision.at,
                decision=decision,
            )
            await self._tell("resolved", decided)
        return decided

    async def _standing(self, contest: Discrepancy) -> Conflict:
        row = await self._connection.fetchrow(
            _STANDING, self._tenant, contest.person_id, contest.attribute, contest.source
        )
        due = row["due_at"].isoformat() if row else ""
        return Conflict(
            f"This attribute is contested already, and an answer is due by {due}. Wait for it.",
            path="attribute",
            details={"dueAt": due},
        )

    async def _tell(self, word: str, one: Discrepancy) -> None:
        at = one.changed_at
        await publish(self._connection, [told_of(self._tenant, word, one.person_id, one.attribute, one.id, at)])
