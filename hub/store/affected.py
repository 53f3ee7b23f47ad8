"""Everybody whom a breach affects, in one walk through its receipts, with what a letter needs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from hub.core.breach import Affected, Through
from hub.store.breaches import affected_by
from hub.store.database import Database
from hub.store.failures import mapped

_TOGETHER: Final = 1_000
_WITH_NAMES: Final = """
    select a.*, coalesce(p.nik, '') as nik, coalesce(p.full_name, '') as full_name
    from ({affected}) a left join person p on p.tenant = $1 and p.id = a.person_id
"""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom to tell. "" where the record does not know it."""

    affected: Affected
    nik: str = field(repr=False)
    full_name: str = field(repr=False)


async def every(database: Database, tenant: str, through: Through) -> AsyncIterator[Sequence[Addressee]]:
    """A thousand at a time, in the order of their ids."""
    text, values = affected_by(tenant, through)
    async with database.transaction(readonly=True) as connection:
        with mapped():
            cursor = await connection.cursor(_WITH_NAMES.format(affected=text), *values)
            rows = await cursor.fetch(_TOGETHER, timeout=3600)
        while rows:
            yield [
                Addressee(
                    Affected(
                        row["person_id"], row["receipts"], row["first_at"], row["last_at"], tuple(row["categories"])
                    ),
                    row["nik"],
                    row["full_name"],
                )
                for row in rows
            ]
            with mapped():
                rows = await cursor.fetch(_TOGETHER, timeout=3600)
