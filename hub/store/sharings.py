"""The agreements in force, as the record of processing wants them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import asyncpg

from hub.core.processing import Sharing
from hub.store.database import Database

_IN_FORCE: Final = """
    select id, number, title, recipient, legal_basis, purposes, categories, fields, keep_days, ends_on from agreement
    where tenant = $1 and active and starts_on <= $2 and ends_on >= $2 order by id
"""
_LISTS: Final = ("legal_basis", "purposes", "categories", "fields")


class PgSharings:
    """Implements `hub.core.processing.Sharings`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sharings(self, tenant: str, on: dt.date) -> Sequence[Sharing]:
        return [_sharing(row) for row in await self._database.fetch(_IN_FORCE, tenant, on)]


def _sharing(row: asyncpg.Record) -> Sharing:
    return Sharing(**{**dict(row), **{name: tuple(row[name]) for name in _LISTS}})
