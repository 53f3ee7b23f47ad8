"""Pairs that may be one person: what became of them, and the lists that clerks read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Final

import asyncpg

from hub.core.duplicates import CandidateFilter, DuplicateCandidate, DuplicateState
from hub.core.matching import Reason
from hub.core.ports import Page
from hub.core.predicates import NOT_SEALED, RowFilter
from hub.store import cursors
from hub.store.database import Connection, Database
from hub.store.duplicate_scan import basis_of
from hub.store.events import Event
from hub.store.row_filter import Parameters, admitted, in_region

_FORGET: Final = (
    "delete from duplicate_key where tenant = $1 and person_id = any($2)",
    "delete from duplicate_scan where tenant = $1 and person_id = any($2)",
    "delete from duplicate_candidate where tenant = $1 and state = 'OPEN' and (low_id = any($2) or high_id = any($2))",
)
_DECIDE: Final = """
    insert into duplicate_candidate (tenant, low_id, high_id, state, score, reasons, basis, found_at, decided_at,
                                     decided_by, reason)
    values ($1, $2, $3, $4, 0, '{}', $5, $6, $6, $7, $8)
    on conflict (tenant, low_id, high_id) do update
    set state = excluded.state, basis = excluded.basis, decided_at = excluded.decided_at,
        decided_by = excluded.decided_by, reason = excluded.reason
"""
_DISMISS: Final = """
    update duplicate_candidate set state = 'DISMISSED', decided_at = $4, decided_by = $5, reason = $6
    where tenant = $1 and low_id = $2 and high_id = $3 and state = 'OPEN'
"""
_TABLE: Final = """
    select c.low_id, c.high_id, c.state, c.score, case when {whole} then c.reasons else '{{}}' end as reasons,
        c.found_at, c.decided_at, c.reason
    from duplicate_candidate c
    join person l on l.tenant = c.tenant and l.id = c.low_id
    join person h on h.tenant = c.tenant and h.id = c.high_id
"""


async def merged(connection: Connection, tenant: str, survivor: uuid.UUID, gone: uuid.UUID, event: Event) -> None:
    """The pair is settled; other pairs of the person who is gone are looked for anew under the survivor."""
    basis = await basis_of(connection, tenant, survivor, gone)
    low, high = sorted((survivor, gone))
    await connection.execute(_DECIDE, tenant, low, high, "MERGED", basis, event.at, event.actor, event.reason)
    await forget(connection, tenant, [gone])


async def forget(connection: Connection, tenant: str, person_ids: Sequence[uuid.UUID]) -> None:
    """Nobody is asked about these persons any more: they were merged away, or moved to another district."""
    for statement in _FORGET:
        await connection.execute(statement, tenant, person_ids)


async def parted(connection: Connection, tenant: str, one: uuid.UUID, other: uuid.UUID, event: Event) -> None:
    """Whoever takes a merge back says that they are two persons."""
    basis = await basis_of(connection, tenant, one, other)
    low, high = sorted((one, other))
    await connection.execute(_DECIDE, tenant, low, high, "DISMISSED", basis, event.at, event.actor, event.reason)


async def dismissed(connection: Connection, tenant: str, one: uuid.UUID, other: uuid.UUID, event: Event) -> bool:
    """False when they are no open pair."""
    low, high = sorted((one, other))
    tag = await connection.execute(_DISMISS, tenant, low, high, event.at, event.actor, event.reason)
    return tag == "UPDATE 1"


class PgDuplicates:
    """Implements `hub.core.duplicates.Duplicates`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, tenant: str, wanted: CandidateFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[DuplicateCandidate]:
        """The likeliest first. One of the two at least is in sight, and neither is sealed from it.

        Of one who is out of sight nothing is told: neither by reasons that compare the two, nor by her region.
        """
        parameters = Parameters(tenant, wanted.state.value)
        low, high = admitted(rows, "l", parameters), admitted(rows, "h", parameters)
        terms, whole = [f"({low} or {high})"], f"{low} and {high}"
        if wanted.state is DuplicateState.MERGED:
            # Of a merged pair one is left, who is seen or not.
            terms, whole = [f"(case when l.merged_into is null then {low} else {high} end)"], "true"
        if NOT_SEALED.name in rows.names:
            terms.append("not l.sealed and not h.sealed")
        if wanted.person_id is not None:
            mark = parameters.add(wanted.person_id, "uuid")
            terms.append(f"{mark} in (c.low_id, c.high_id)")
        if wanted.region is not None:
            terms.append(
                f"({low} and {in_region(wanted.region, 'l', parameters)}"
                f" or {high} and {in_region(wanted.region, 'h', parameters)})"
            )
        position = _position(after, parameters)
        limit = parameters.add(first + 1, "bigint")
        found = await self._database.fetch(
            f"{_TABLE.format(whole=whole)} where c.tenant = $1 and c.state = $2 and {' and '.join(terms)}"
            f" and {position}"
            f" order by c.score desc, c.low_id, c.high_id limit {limit}",
            *parameters.values,
        )
        items = [_candidate(row) for row in found]
        marks = [cursors.encode("duplicates", one.tenths, one.low_id, one.high_id) for one in items]
        return cursors.page(items, marks, first)


def _position(after: str | None, parameters: Parameters) -> str:
    position: tuple[Any, ...] | None = cursors.decode("duplicates", after, int, uuid.UUID, uuid.UUID)
    if position is None:
        return "true"
    tenths, low, high = position
    score = f"({parameters.add(tenths, 'int')} / 10.0)::real"
    return (
        f"(c.score < {score} or (c.score = {score} and (c.low_id, c.high_id) >"
        f" ({parameters.add(low, 'uuid')}, {parameters.add(high, 'uuid')})))"
    )


def _candidate(row: asyncpg.Record) -> DuplicateCandidate:
    reasons: Sequence[str] = row["reasons"]
    return DuplicateCandidate(
        low_id=row["low_id"],
        high_id=row["high_id"],
        state=DuplicateState(row["state"]),
        score=row["score"],
        reasons=tuple(Reason[name] for name in reasons if name in Reason.__members__),
        found_at=row["found_at"],
        decided_at=row["decided_at"],
        reason=row["reason"],
    )
