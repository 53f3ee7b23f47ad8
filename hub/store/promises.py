"""What became of promises: counted anew where an application moved on, and read for scoreboard and predictions."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import astuple, replace
from typing import Final, TypeVar

from hub.core.application import Application
from hub.core.calendar import WIB
from hub.core.ports import Clock
from hub.core.promise_run import Finished, MonthOfService, PromiseRun
from hub.store.applications import PgApplications
from hub.store.database import Database

T = TypeVar("T")
_KEPT_SECONDS: Final = 300.0
"""How long an answer serves all who ask; the pages that show it are public, so their price must not grow with them."""
_RECENT: Final = dt.timedelta(days=90)
_MOST: Final = 500
_STALE: Final = """
    select application_id from promise_run where tenant = $1 and stale order by application_id limit $2
"""
_OPEN_AGAIN: Final = "update promise_run set stale = true where tenant = $1 and ended_at is null and not stale"
# An application that moved on in between stays stale, and is the next round's work.
_SET: Final = """
    update promise_run r set version = $3, started_at = $4, due_at = $5, ended_at = $6, issued_at = $7, kept = $8,
        review_minutes = $9, work_minutes = $10, disturbances = $11, stale = false
    from application a where r.tenant = $1 and r.application_id = $2
        and a.tenant = r.tenant and a.id = r.application_id and a.version = $3
"""
_RAISE: Final = """
    insert into promise_alarm (tenant, application_id, started_at, threshold, due_at, raised_at)
    select tenant, application_id, started_at, $2, due_at, $4 from promise_run
    where tenant = $1 and ended_at is null and due_at < $3 and started_at is not null
    on conflict do nothing
"""
_FINISHED: Final = """
    select service, issued_at, review_minutes, work_minutes from promise_run
    where tenant = $1 and issued_at > $2 and review_minutes is not null and work_minutes is not null
    order by issued_at desc limit $3
"""
_MONTH: Final = "to_char({at} at time zone 'UTC' + interval '7 hours', 'YYYY-MM')"
_RECEIVED: Final = f"""
    select service, {_MONTH.format(at="submitted_at")} as month, count(*) as received,
        count(*) filter (where ended_at is null) as open
    from promise_run where tenant = $1 and submitted_at >= $2 group by 1, 2
"""
_ISSUED: Final = f"""
    select service, {_MONTH.format(at="issued_at")} as month, count(*) as issued, count(*) filter (where kept) as kept,
        percentile_cont(0.5) within group (order by work_minutes) as median_minutes
    from promise_run where tenant = $1 and issued_at >= $2 group by 1, 2
"""
_DISTURBED: Final = f"""
    select service, {_MONTH.format(at="issued_at")} as month, kind, count(*) as number
    from promise_run cross join unnest(disturbances) kind
    where tenant = $1 and issued_at >= $2 group by 1, 2, 3 order by 3
"""


class PgPromiseRuns:
    """Implements `hub.core.promise_run.PromiseRuns`; the worker counts with it too."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._applications = PgApplications(database)
        self._clock = clock
        self._answers: dict[tuple[str, str, int], tuple[float, object]] = {}

    async def count(self, tenant: str, counted: Callable[[Application], PromiseRun], most: int) -> int:
        """Counts at most so many of those that moved on; returns how many there were."""
        ids = [row["application_id"] for row in await self._database.fetch(_STALE, tenant, most)]
        applications = await self._applications.by_ids(tenant, ids)
        for application in applications.values():
            await self._database.execute(_SET, tenant, *astuple(counted(application)))
        return len(ids)

    async def count_open_again(self, tenant: str) -> None:
        """Lets all that are not answered be counted anew, since the office's hours may be others now."""
        await self._database.execute(_OPEN_AGAIN, tenant)

    async def raise_alarms(self, tenant: str, now: dt.datetime, near: dt.datetime) -> None:
        """An alarm for each promise that is due until `near`, and another for each that is past; each only once."""
        for threshold, until in (("NEAR", near), ("PAST", now)):
            await self._database.execute(_RAISE, tenant, threshold, until, now)

    async def finished(self, tenant: str) -> Sequence[Finished]:
        async def read() -> list[Finished]:
            rows = await self._database.fetch(_FINISHED, tenant, self._clock() - _RECENT, _MOST)
            return [Finished(**row) for row in rows]

        return await self._once(("finished", tenant, 0), read)

    async def months(self, tenant: str, most: int) -> Sequence[MonthOfService]:
        async def read() -> list[MonthOfService]:
            return await self._months(tenant, _begin_of(self._clock(), most))

        return await self._once(("months", tenant, most), read)

    async def _months(self, tenant: str, since: dt.datetime) -> list[MonthOfService]:
        found: dict[tuple[str, str], MonthOfService] = {}
        for statement in (_RECEIVED, _ISSUED):
            for row in await self._database.fetch(statement, tenant, since):
                key = (row["service"], row["month"])
                found[key] = replace(found.get(key, MonthOfService(*key)), **row)
        for row in await self._database.fetch(_DISTURBED, tenant, since):
            one = found[row["service"], row["month"]]
            pair = (row["kind"], row["number"])
            found[row["service"], row["month"]] = replace(one, disturbances=(*one.disturbances, pair))
        return sorted(sorted(found.values(), key=lambda one: one.service), key=lambda one: one.month, reverse=True)

    async def _once(self, key: tuple[str, str, int], read: Callable[[], Awaitable[T]]) -> T:
        kept = self._answers.get(key)
        if kept is not None and time.monotonic() - kept[0] < _KEPT_SECONDS:
            return kept[1]  # type: ignore[return-value]  # a key always stands for answers of one type
        found = await read()
        self._answers[key] = (time.monotonic(), found)
        return found


def _begin_of(now: dt.datetime, months: int) -> dt.datetime:
    """The first instant of the month that begins the last so many, as the office counts."""
    local = now.astimezone(WIB)
    month = local.year * 12 + local.month - months
    return dt.datetime(month // 12, month % 12 + 1, 1, tzinfo=WIB)
