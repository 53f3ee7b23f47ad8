"""Sharing agreements of one district, as they stand in their table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.core.agreement import Agreement
from hub.core.attributes import Category
from hub.core.purpose import Purpose
from hub.store.database import Database

COLUMNS: Final = (
    "tenant", "id", "number", "title", "provider", "recipient", "legal_basis", "purposes", "categories", "fields",
    "masked", "region", "daily_quota", "starts_on", "ends_on", "keep_days", "disclosure_delay_days", "active", "version",
)  # fmt: skip
_SETS: Final = ("fields", "masked")
_PUT: Final = (
    f"insert into agreement ({', '.join(COLUMNS)}) values ({', '.join(f'${n}' for n in range(1, len(COLUMNS) + 1))})"
    " on conflict (tenant, id) do update set "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name not in {"tenant", "id", "version"})
    + ", version = agreement.version + 1"
)


class PgAgreements:
    """Agreements outside of the four-eyes procedure: those of a demonstration, which are there from its beginning."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def agreement(self, agreement_id: str) -> Agreement | None:
        """In the terms that hold, also where it has ended or was revoked."""
        statement = f"select {', '.join(COLUMNS)} from agreement where tenant = $1 and id = $2"
        row = await self._database.fetchrow(statement, self._tenant, agreement_id)
        return agreement_of(row) if row else None

    async def put(self, agreement: Agreement) -> None:
        """In force from now on, as if it had been approved; one of the same id is replaced."""
        values = {name: getattr(agreement, name) for name in COLUMNS} | {"version": max(agreement.version, 1)}
        sets = {name: sorted(values[name]) for name in ("purposes", "categories", *_SETS)}
        await self._database.execute(_PUT, *(values | sets | {"legal_basis": list(agreement.legal_basis)}).values())


def agreement_of(row: Mapping[str, Any], prefix: str = "") -> Agreement:
    """A row of the table; `prefix` stands before the names of its columns."""
    values = {name: row[f"{prefix}{name}"] for name in COLUMNS}
    sets = {name: frozenset(values[name]) for name in _SETS}
    purposes = frozenset(Purpose(purpose) for purpose in values["purposes"])
    categories = frozenset(Category(category) for category in values["categories"])
    basis = tuple(values["legal_basis"])
    return Agreement(**{**values, **sets, "purposes": purposes, "categories": categories, "legal_basis": basis})
