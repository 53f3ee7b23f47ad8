"""Daily quotas of agreements, given out in portions to the processes of a hub."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from hub.store.database import Database

# One statement, so that of many processes at the same moment together none gets more than there is.
_TAKE: Final = """
    insert into agreement_quota (tenant, agreement, day, given) values ($1, $2, $3, $4)
    on conflict (tenant, agreement, day) do update set given = agreement_quota.given + $4
    where agreement_quota.given + $4 <= $5
    returning given
"""
_GIVEN: Final = "select agreement, given from agreement_quota where tenant = $1 and agreement = any($2) and day = $3"


class PgQuotas:
    """Implements `hub.core.agency_ports.Quotas` for one district."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def take(self, agreement: str, day: dt.date, persons: int, most: int) -> bool:
        if persons > most:
            return False
        return await self._database.fetchval(_TAKE, self._tenant, agreement, day, persons, most) is not None

    async def given(self, agreements: Sequence[str], day: dt.date) -> Mapping[str, int]:
        rows = await self._database.fetch(_GIVEN, self._tenant, list(agreements), day)
        return {row["agreement"]: row["given"] for row in rows}
