"""Registries that are declared for GovStack's digital registries: names for attributes of the record, and no rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import asyncpg

from hub.core.errors import Conflict
from hub.store.database import Database

_REGISTRY: Final = ("name", "version", "number", "title", "institution", "fields")
_COLUMNS: Final = ", ".join(_REGISTRY)
_PUT: Final = f"""
    insert into govstack_registry (tenant, {_COLUMNS}, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (tenant, name, version) do update set number = excluded.number, title = excluded.title,
        institution = excluded.institution, fields = excluded.fields
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """`fields` are attributes of the record by the names that this registry has for them."""

    name: str
    version: str
    number: int
    title: str
    institution: str
    fields: Mapping[str, str]


class PgRegistries:
    """Registries of one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def registry(self, name: str, version: str) -> Registry | None:
        row = await self._database.fetchrow(
            f"select {_COLUMNS} from govstack_registry where tenant = $1 and name = $2 and version = $3",
            self._tenant,
            name,
            version,
        )
        return _registry(row) if row else None

    async def registries(self) -> tuple[Registry, ...]:
        """All of them, by their numbers."""
        rows = await self._database.fetch(
            f"select {_COLUMNS} from govstack_registry where tenant = $1 order by number", self._tenant
        )
        return tuple(_registry(row) for row in rows)

    async def put(self, registry: Registry, now: dt.datetime) -> None:
        """Raises Conflict where another registry has its number."""
        values = [getattr(registry, name) for name in _REGISTRY]
        try:
            await self._database.execute(_PUT, self._tenant, *values, now)
        except Conflict:
            raise Conflict(f"Another registry has the number {registry.number}. Take another one.") from None

    async def remove(self, name: str, version: str) -> bool:
        done = await self._database.execute(
            "delete from govstack_registry where tenant = $1 and name = $2 and version = $3",
            self._tenant,
            name,
            version,
        )
        return done != "DELETE 0"


def _registry(row: asyncpg.Record) -> Registry:
    return Registry(**dict(row))
