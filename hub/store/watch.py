"""Looks for abuse piece by piece: what is remembered between two pieces, and what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from hub.audit.abuse import Habit, Memory, Sighting, emergencies, joined, observe
from hub.audit.abuse.sightings import KEPT, Sightings
from hub.core.oversight import Finding, Look
from hub.store.database import Connection, Database
from hub.store.emergencies import opened_lately, read_under
from hub.store.findings import FINDING, finding_of, finding_values, insert_finding
from hub.store.looks import piece
from hub.store.times import first_id

LAG: Final = dt.timedelta(minutes=75)
"""How old a receipt is before it is judged: the application for which somebody was looked up may come a little later,
and receipts are not committed in the order of their ids."""
_WEEK: Final = dt.timedelta(days=7)

_BEGIN: Final = "insert into access_watch (tenant, receipt_id) values ($1, $2) on conflict do nothing"
_AT: Final = "select receipt_id from access_watch where tenant = $1 for update skip locked"
_GO_ON: Final = "update access_watch set receipt_id = $2 where tenant = $1"
_HABITS: Final = "select reader, habit from access_habit where tenant = $1 and reader = any($2::text[])"
_KEEP_HABIT: Final = """
    insert into access_habit (tenant, reader, habit) values ($1, $2, $3)
    on conflict (tenant, reader) do update set habit = $3
"""
_SIGHTINGS: Final = """
    with found as (
        select * from access_sighting where tenant = $1 and family = any($2::text[]) and at >= $3
        union
        select * from access_sighting where tenant = $1 and reader = any($4::text[]) and at >= $5
    )
    select f.receipt_id, f.person_id, f.reader, f.at, f.family, f.place, coalesce(p.nik, '') as nik
    from found f left join person p on p.tenant = $1 and p.id = f.person_id order by f.at, f.receipt_id
"""
_KEEP_SIGHTING: Final = """
    insert into access_sighting (tenant, receipt_id, person_id, reader, at, family, place)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
"""
_FORGET: Final = "delete from access_sighting where tenant = $1 and at < $2"
_KNOWN: Final = f"select id, {', '.join(FINDING)} from access_finding where tenant = $1 and key = $2 for update"
# What somebody has settled is not changed: what comes on top of it the same day is hers to have seen.
_MORE: Final = f"""
    update access_finding set {", ".join(f"{name} = ${at}" for at, name in enumerate(FINDING, 3))}
    where tenant = $1 and id = $2 and state = 'OPEN'
"""


class PgWatch:
    """The watch over the receipts of one district; `region` is its dotted code."""

    def __init__(self, database: Database, tenant: str, region: str) -> None:
        self._database = database
        self._tenant = tenant
        self._region = region

    async def next(self, now: dt.datetime, most: int) -> int:
        """Judges the next `most` receipts, all of it in one transaction; gives how many there were, 0 while another
        process does it. What is older than a month when it begins is left alone."""
        async with self._database.transaction() as connection:
            await connection.execute(_BEGIN, self._tenant, first_id(now - KEPT))
            after = await connection.fetchval(_AT, self._tenant)
            if after is None:
                return 0
            found = await piece(connection, self._tenant, self._region, after, first_id(now - LAG), most)
            if found.last is None:
                return 0
            await self._judge(connection, found.looks, now)
            await self._emergencies(connection, now)
            await connection.execute(_GO_ON, self._tenant, found.last)
            return found.receipts

    async def _judge(self, connection: Connection, looks: Sequence[Look], now: dt.datetime) -> None:
        if not looks:
            return
        memory = await self._memory(connection, looks)
        for finding in observe(memory, looks):
            await self._keep(connection, finding, now)
        habits = [(self._tenant, reader, dict(habit.state())) for reader, habit in sorted(memory.habits.items())]
        await connection.executemany(_KEEP_HABIT, habits)
        await connection.executemany(_KEEP_SIGHTING, [self._row(one) for one in memory.sightings.new])
        await connection.execute(_FORGET, self._tenant, looks[-1].at - KEPT)

    async def _emergencies(self, connection: Connection, now: dt.datetime) -> None:
        accesses = await opened_lately(connection, self._tenant, now - emergencies.WITHIN)
        receipts = {one.id: await read_under(connection, one) for one in accesses}
        for finding in emergencies.judged(accesses, receipts):
            await self._keep(connection, finding, now)

    async def _memory(self, connection: Connection, looks: Sequence[Look]) -> Memory:
        readers = sorted({look.reader.subject for look in looks})
        roles = sorted({f"role:{look.reader.role}" for look in looks})
        families = sorted({seen.household or str(seen.person_id) for look in looks for seen in look.seen})
        habits = {
            row["reader"]: Habit.of(row["habit"])
            for row in await connection.fetch(_HABITS, self._tenant, readers + roles)
        }
        since, week = looks[0].at - KEPT, looks[0].at - _WEEK
        rows = await connection.fetch(_SIGHTINGS, self._tenant, families, since, readers, week)
        return Memory(habits, Sightings(Sighting(**dict(row)) for row in rows))

    async def _keep(self, connection: Connection, finding: Finding, now: dt.datetime) -> None:
        key = _key(finding)
        known = await connection.fetchrow(_KNOWN, self._tenant, key)
        if known is None:
            await insert_finding(connection, self._tenant, key, finding, now)
            return
        more = joined(finding_of(known), finding)
        await connection.execute(_MORE, self._tenant, known["id"], *finding_values(more))

    def _row(self, one: Sighting) -> tuple[object, ...]:
        return self._tenant, one.receipt_id, one.person_id, one.reader, one.at, one.family, one.place


def _key(finding: Finding) -> str:
    return "|".join("" if part is None else str(part) for part in finding.key)
