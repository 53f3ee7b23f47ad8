"""What became of promises: counted anew where an application moved on, and read for scoreboard and predictions."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import fields
from typing import Final, TypeVar

import asyncpg

from hub.core.application import Application
from hub.core.calendar import WIB
from hub.core.ports import Clock
from hub.core.promise_run import Finished, MonthOfService, PromiseRun
from hub.store import office_sums
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
        review_minutes = $9, work_minutes = $10, disturbances = $11, refusal = $12, tallies = $13,
        stale = false
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
# Added up by a trigger while promises are counted: what is read grows with the months, not with the applications.
_MONTHS: Final = """
    select service, to_char(month, 'YYYY-MM') as month, array_agg(counted order by counted) as counted,
        array_agg(number order by counted) as numbers
    from promise_month where tenant = $1 and month >= $2 and number > 0
    group by service, month order by promise_month.month desc, service
"""
_COUNTED: Final = tuple(one.name for one in fields(PromiseRun) if one.name != "registered")
_PLAIN: Final = frozenset({"received", "open", "issued", "kept"})


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
            run = counted(application)
            await self._database.execute(_SET, tenant, *(getattr(run, name) for name in _COUNTED))
            if run.registered is not None:
                await office_sums.register(self._database, tenant, run.application_id, run.registered)
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
            rows = await self._database.fetch(_MONTHS, tenant, _begin_of(self._clock(), most))
            return [_month(row) for row in rows]

        return await self._once(("months", tenant, most), read)

    async def _once(self, key: tuple[str, str, int], read: Callable[[], Awaitable[T]]) -> T:
        kept = self._answers.get(key)
        if kept is not None and time.monotonic() - kept[0] < _KEPT_SECONDS:
            return kept[1]  # type: ignore[return-value]  # a key always stands for answers of one type
        found = await read()
        self._answers[key] = (time.monotonic(), found)
        return found


def _begin_of(now: dt.datetime, months: int) -> dt.date:
    """The first day of the month that begins the last so many, as the office counts."""
    local = now.astimezone(WIB)
    month = local.year * 12 + local.month - months
    return dt.date(month // 12, month % 12 + 1, 1)


def _month(row: asyncpg.Record) -> MonthOfService:
    """A service's month from the things that were counted of it."""
    counts = dict(zip(row["counted"], row["numbers"], strict=True))
    plain = {name: number for name, number in counts.items() if name in _PLAIN}
    tenths = sorted((int(name), number) for name, number in _named(counts, "tenths"))
    return MonthOfService(
        row["service"],
        row["month"],
        **plain,
        median_minutes=_median(tenths),
        disturbances=_named(counts, "disturbed"),
        refusals=_named(counts, "refused"),
    )


def _named(counts: Mapping[str, int], prefix: str) -> tuple[tuple[str, int], ...]:
    """The counts behind a prefix, in the order of their names."""
    found = ((name.partition(":"), number) for name, number in counts.items())
    return tuple(sorted((rest, number) for (first, _, rest), number in found if first == prefix))


def _median(tenths: Sequence[tuple[int, int]]) -> float | None:
    """Minutes, from (tenths of an hour, how many) in their order: the mean of the two in the middle."""
    total, middle, seen = sum(number for _, number in tenths), list[int](), 0
    for tenth, number in tenths:
        middle += [tenth for place in {(total - 1) // 2, total // 2} if seen <= place < seen + number]
        seen += number
    return 6 * sum(middle) / len(middle) if middle else None
