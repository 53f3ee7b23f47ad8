"""Tables that are looked at whole, and broken by PostgreSQL itself: a trigger raises at the row, or at the commit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from hub.store import Database

_RAISES: Final = """
    create function out_of_order() returns trigger language plpgsql as $$
    begin raise exception 'disk full' using errcode = 'disk_full'; end $$
"""


@dataclass(frozen=True)
class Tables:
    """Those that a mutation writes."""

    db: Database
    names: Collection[str]

    async def contents(self) -> dict[str, list[str]]:
        """Every row of them, but for the receipts of reading."""
        rows = {table: await self.db.fetch(f"select to_jsonb(t)::text as row from {table} t") for table in self.names}  # noqa: S608  names of the tests
        read = await self.db.fetch("select id from receipt where not fields::text like '%Mutation.%'")
        readings = {str(row["id"]) for row in read}
        return {
            table: sorted(row["row"] for row in found if not any(one in row["row"] for one in readings))
            for table, found in rows.items()
        }

    async def break_(self, table: str, event: str, *, at_commit: bool = False) -> None:
        """From now on no such row is written: an insert, or an update."""
        kind = "constraint trigger" if at_commit else "trigger"
        when = f"after {event} on {table} deferrable initially deferred" if at_commit else f"before {event} on {table}"
        await self.db.execute(_RAISES)
        await self.db.execute(f"create {kind} out_of_order {when} for each row execute function out_of_order()")

    async def mend(self, table: str) -> None:
        await self.db.execute(f"drop trigger out_of_order on {table}")
        await self.db.execute("drop function out_of_order()")
