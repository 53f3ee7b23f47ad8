"""What was found in the receipts, as auditors read it and settle it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

import asyncpg

from hub.core.identifiers import new_id
from hub.core.oversight import (
    Finding,
    FindingFilter,
    FindingKind,
    FindingState,
    KeptFinding,
    LookedAt,
    Reason,
)
from hub.core.ports import Page
from hub.store import cursors
from hub.store.database import Connection, Database
from hub.store.failures import mapped
from hub.store.row_filter import Parameters

FINDING: Final = (
    "kind", "readers", "reader_name", "client_id", "about", "day", "score", "reason_id", "reason_en", "receipts",
    "persons",
)  # fmt: skip
_KEPT: Final = (
    f"select id, {', '.join(FINDING)}, found_at, state, settled_by, settled_by_name, settled_at, settled_reason"
    " from access_finding where tenant = $1"
)
_RECEIPTS: Final = """
    select id, at, actor_name, client_id, purpose, operation, categories, fields, length(subjects) / 16 as persons
    from receipt where tenant = $1 and id = any($2::uuid[]) order by id
"""
_NEW: Final = f"""
    insert into access_finding (tenant, id, key, found_at, {", ".join(FINDING)})
    values ($1, $2, $3, $4, {", ".join(f"${at}" for at in range(5, len(FINDING) + 5))})
"""
_SETTLE: Final = """
    update access_finding set state = $3, settled_by = $4, settled_by_name = $5, settled_at = $6, settled_reason = $7
    where tenant = $1 and id = $2
"""


class PgFindings:
    """Implements `hub.core.oversight_ports.Findings`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def findings(self, tenant: str, wanted: FindingFilter, first: int, after: str | None) -> Page[KeptFinding]:
        parameters = Parameters(tenant)
        terms, order = _terms(wanted, parameters)
        position = cursors.decode("findings", after, uuid.UUID)
        if position is not None:
            terms.append(f"id < {parameters.add(position[0], 'uuid')}")
        text = f"{' and '.join([_KEPT, *terms])} order by {order} limit {parameters.add(first + 1, 'bigint')}"
        found = [kept_of(row) for row in await self._database.fetch(text, *parameters.values)]
        return cursors.page(found, [cursors.encode("findings", one.id) for one in found], first)

    async def finding(self, tenant: str, finding_id: uuid.UUID) -> KeptFinding | None:
        row = await self._database.fetchrow(f"{_KEPT} and id = $2", tenant, finding_id)
        return kept_of(row) if row else None

    async def receipts(self, tenant: str, ids: Sequence[uuid.UUID]) -> Sequence[LookedAt]:
        rows = await self._database.fetch(_RECEIPTS, tenant, list(ids))
        return [
            LookedAt(
                row["id"], row["at"], row["actor_name"], row["client_id"], row["purpose"], row["operation"],
                tuple(row["categories"]), tuple(row["fields"]), row["persons"],
            )
            for row in rows
        ]  # fmt: skip


class PgFindingWork:
    """Implements `hub.core.oversight_work.FindingWork`."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def finding(self, finding_id: uuid.UUID) -> KeptFinding | None:
        with mapped():
            row = await self._connection.fetchrow(f"{_KEPT} and id = $2 for update", self._tenant, finding_id)
        return kept_of(row) if row else None

    async def reader_niks(self, readers: Sequence[str]) -> frozenset[str]:
        statement = "select nik from identity_user where tenant = $1 and id::text = any($2::text[]) and nik is not null"
        with mapped():
            rows = await self._connection.fetch(statement, self._tenant, list(readers))
        return frozenset(row["nik"] for row in rows)

    async def settle(self, settled: KeptFinding) -> None:
        with mapped():
            await self._connection.execute(
                _SETTLE, self._tenant, settled.id, settled.state.value, settled.settled_by, settled.settled_by_name,
                settled.settled_at, settled.settled_reason,
            )  # fmt: skip


async def insert_finding(connection: Connection, tenant: str, key: str, finding: Finding, now: dt.datetime) -> None:
    """A new one, which nobody has settled. `key` tells it from all others of the tenant."""
    await connection.execute(_NEW, tenant, new_id(), key, now, *finding_values(finding))


def finding_of(row: asyncpg.Record) -> Finding:
    """The finding in a row of `FINDING`."""
    return Finding(
        FindingKind(row["kind"]), tuple(row["readers"]), row["reader_name"], row["client_id"], row["about"],
        row["day"], row["score"], Reason(row["reason_id"], row["reason_en"]), tuple(row["receipts"]),
        tuple(row["persons"]),
    )  # fmt: skip


def finding_values(finding: Finding) -> tuple[object, ...]:
    """The values of the columns `FINDING`."""
    return (
        finding.kind.value, list(finding.readers), finding.reader_name, finding.client_id, finding.about, finding.day,
        finding.score, finding.reason.id, finding.reason.en, list(finding.receipts), list(finding.persons),
    )  # fmt: skip


def kept_of(row: asyncpg.Record) -> KeptFinding:
    return KeptFinding(
        row["id"], finding_of(row), row["found_at"], FindingState(row["state"]), row["settled_by"],
        row["settled_by_name"], row["settled_at"], row["settled_reason"],
    )  # fmt: skip


def _terms(wanted: FindingFilter, parameters: Parameters) -> tuple[list[str], str]:
    """The conditions, and the order, the newest first.

    The first of them is a range of one, in whose order the page is, so that it is read by the index of that column:
    with `=` the planner looks for the few of one state, say, among everybody's.
    """
    terms: list[str] = []
    order = "id desc"
    asked = {
        "client_id": wanted.client_id,
        "state": wanted.state.value if wanted.state else None,
        "kind": wanted.kind.value if wanted.kind else None,
    }
    for column, value in asked.items():
        if value is None:
            continue
        one = parameters.add(value, "text")
        if terms:
            terms.append(f"{column} = {one}")
        else:
            terms.append(f"{column} between {one} and {one}")
            order = f"{column} desc, id desc"
    return terms, order
