"""The sums behind the office's figures: added to while the worker counts, read by day and never by application."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

import asyncpg

from hub.core import tally
from hub.core.figures import OpenSum, Sum, Wanted
from hub.core.once_only import MeterLine
from hub.core.tally import Registered
from hub.core.vital import Timeliness, VitalCount, VitalEvent
from hub.store import once_only
from hub.store.database import Database

# Both at once: whoever was counted is marked, and whoever is marked is not counted again.
_REGISTER: Final = """
    with first as (
        update promise_run set registered = true where tenant = $1 and application_id = $2 and not registered
        returning service
    )
    insert into office_sum as m (tenant, day, region_code, service, counted, number)
    select $1, $3, $4, f.service, concat_ws(':', 'vital', $5::text, coalesce(p.sex, 'UNKNOWN'), $6::text), 1
    from first f left join person p on p.tenant = $1 and p.id = $7
    on conflict (tenant, day, service, region_code, counted) do update set number = m.number + 1
"""
_INTAKE: Final = f"""
    select {{day}} as day, service, counted, sum(number)::int as number from {{table}}
    where tenant = $1 and {{day}} between $2 and $3 and (region_code = $4 or starts_with(region_code, $4 || '.'))
        and ($5::text is null or service = $5)
        and counted not like 'open:%' and counted not like 'vital:%'
        and (starts_with(counted, '{tally.RECEIVED}:') or counted in ('{tally.HELPED}', '{tally.UNREACHABLE}'))
    group by {{day}}, service, counted having sum(number) > 0
"""
_BY_DAY: Final = _INTAKE.format(day="day", table="office_sum")
_BY_MONTH: Final = _INTAKE.format(day="month", table="office_month")
_WAITS: Final = """
    tenant = $1 and counted like 'open:%' and number > 0
        and (region_code = $2 or starts_with(region_code, $2 || '.')) and ($3::text is null or service = $3)
"""
# Days and months are added up by one transaction, so what the months have more is what is older than the days.
_OPEN: Final = f"""
    with young as (
        select day, counted, sum(number)::int as number from office_sum
        where {_WAITS} and day >= $4 group by day, counted
    ), whole as (
        select counted, sum(number)::int as number from office_month where {_WAITS} group by counted
    ), told as (
        select day, counted, number from young
        union all
        select $4::date - 1, counted,
            w.number - coalesce((select sum(number) from young y where y.counted = w.counted), 0)
        from whole w
    )
    select day, counted, number::int as number from told where number > 0
"""
_ISSUED: Final = f"""
    select month as day, service, counted, sum(number)::int as number from office_month
    where tenant = $1 and month >= date_trunc('month', $2::date::timestamp)::date and month <= $3
        and counted in ('{tally.ISSUED}', '{tally.KEPT}', '{tally.LAWFUL}') and ($4::text is null or service = $4)
    group by month, service, counted having sum(number) > 0
"""
_VITAL: Final = """
    select counted, region_code, sum(number)::int as number from office_sum
    where tenant = $1 and day >= $2 and day < $3 and counted like 'vital:%' group by counted, region_code
"""


async def register(database: Database, tenant: str, application_id: uuid.UUID, event: Registered) -> None:
    """Counts an event once, however often its application is counted."""
    where = (tenant, application_id, event.day, event.region_code)
    await database.execute(_REGISTER, *where, event.event, event.timeliness, event.person_id)


class PgOfficeSums:
    """Implements `hub.core.figures.OfficeSums`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def intake(self, tenant: str, wanted: Wanted) -> Sequence[Sum]:
        statement = _BY_MONTH if wanted.by_month else _BY_DAY
        where = (tenant, wanted.begin, wanted.until, wanted.region, wanted.service)
        return _sums(await self._database.fetch(statement, *where))

    async def open(self, tenant: str, region: str, service: str | None, since: dt.date) -> Sequence[OpenSum]:
        rows = await self._database.fetch(_OPEN, tenant, region, service, since)
        return [OpenSum(**dict(row)) for row in rows]

    async def issued(self, tenant: str, since: dt.date, until: dt.date, service: str | None) -> Sequence[Sum]:
        return _sums(await self._database.fetch(_ISSUED, tenant, since, until, service))

    async def vital(self, tenant: str, since: dt.date, before: dt.date) -> Sequence[VitalCount]:
        return [_vital(row) for row in await self._database.fetch(_VITAL, tenant, since, before)]

    async def once_only(self, tenant: str, since: dt.date, until: dt.date, service: str | None) -> Sequence[MeterLine]:
        return await once_only.lines(self._database, tenant, service, since, until)

    async def districts(self, region: str) -> Sequence[str]:
        return (await self._database.regions.current()).districts(region)


def _sums(rows: Sequence[asyncpg.Record]) -> list[Sum]:
    return [Sum(**dict(row)) for row in rows]


def _vital(row: asyncpg.Record) -> VitalCount:
    _, event, sex, timeliness = row["counted"].split(":")
    return VitalCount(VitalEvent(event), row["region_code"], sex, Timeliness(timeliness), row["number"])
