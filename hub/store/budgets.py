"""Daily quotas of agencies, given out in portions to the processes of a hub."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.store.database import Database

_OPEN: Final = """
    insert into agency_budget (tenant, agency, day, client_id, given)
    select $1, $2, $3, client, 0 from unnest($4::text[]) client order by client
    on conflict do nothing
"""
_LOCK: Final = """
    select client_id, given from agency_budget
    where tenant = $1 and agency = $2 and day = $3 and client_id = any($4) order by client_id for update
"""
_GIVE: Final = """
    update agency_budget set given = given + $5
    where tenant = $1 and agency = $2 and day = $3 and client_id = any($4)
"""
_EVERYBODY: Final = ""


class PgBudgets:
    """Implements `hub.core.agency_ports.Budgets` for one district."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def take(self, agency: str, day: dt.date, client: str, wanted: int, most: int, most_of_client: int) -> int:
        of_day = self._tenant, agency, day, [_EVERYBODY, client]
        async with self._database.transaction() as connection:
            await connection.execute(_OPEN, *of_day)
            given = {row["client_id"]: row["given"] for row in await connection.fetch(_LOCK, *of_day)}
            left = min(wanted, most - given[_EVERYBODY], most_of_client - given[client])
            if left > 0:
                await connection.execute(_GIVE, *of_day, left)
            return max(0, int(left))
