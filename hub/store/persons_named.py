"""Persons by NIK or id as a mutation's rules ask for them: without any filter, for they decide and show nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.citizen import Citizen
from hub.store import columns
from hub.store.database import Connection
from hub.store.regions import Places

_PERSON: Final = columns.columns(columns.PERSON, "p")


async def by_nik(connection: Connection, tenant: str, niks: Sequence[str], places: Places) -> Mapping[str, Citizen]:
    """Only those who stand in this district now."""
    condition, value = _these("q.nik", niks)
    rows = await connection.fetch(
        f"select {_PERSON}, q.nik as asked from {columns.LED_TO}"
        f" where q.tenant = $1 and {condition} and p.moved_to is null",
        tenant,
        value,
    )
    return {row["asked"]: columns.citizen(row, places) for row in rows}


async def locked(
    connection: Connection, tenant: str, ids: Sequence[uuid.UUID], places: Places
) -> Mapping[uuid.UUID, Citizen]:
    """In the order of their ids, so that two that lock the same persons wait for each other and never both."""
    condition, value = _these("q.id", ids)
    rows = await connection.fetch(
        f"select {_PERSON}, q.id as asked from {columns.LED_TO}"
        f" where q.tenant = $1 and {condition} and p.merged_into is null order by p.id for update of p",
        tenant,
        value,
    )
    return {row["asked"]: columns.citizen(row, places) for row in rows}


def _these(column: str, keys: Sequence[object]) -> tuple[str, object]:
    """The condition that a column is one of the keys, and the value of `$2`. For one key PostgreSQL keeps the plan."""
    return (f"{column} = $2", keys[0]) if len(keys) == 1 else (f"{column} = any($2)", keys)
