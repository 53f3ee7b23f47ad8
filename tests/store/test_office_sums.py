"""The office's sums on a real database: added to as the worker counts, and equal to counting anew."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import uuid
from collections.abc import Mapping
from typing import Any, Final

from hub.core.actor import Role
from hub.core.application import ActionKind
from hub.core.definition import Vital
from hub.core.figures import OpenSum, Step, Sum, Wanted, open_of, young_since
from hub.core.service import Service
from hub.core.vital import Timeliness, VitalCount, VitalEvent
from hub.store import Database, PgApplications, PgWrites
from hub.store.bulk import copy_citizens
from hub.store.office_sums import PgOfficeSums
from hub.store.promises import PgPromiseRuns
from hub.worker.promises import PromiseRounds
from tests.fakes.people_of_bangka import person
from tests.fakes.service import SERVICE
from tests.store.samples import NOW, TENANT, action, clock, request
from tests.store.test_promises import HOURS, TO_ISSUED, accepted, rounds

A = ActionKind
TODAY: Final = NOW.date()
WHOLE: Final = Wanted(TODAY - dt.timedelta(days=30), TODAY + dt.timedelta(days=30), Step.DAY, "19.01")
BIRTH: Final = dataclasses.replace(
    SERVICE, definition=dataclasses.replace(SERVICE.definition, vital=Vital(VitalEvent.LIVE_BIRTH, "birthDate"))
)
ANEW: Final = """
    select split_part(line, '|', 1)::date as day, split_part(line, '|', 2) as region, split_part(line, '|', 3) as what,
        count(*)::int as number
    from promise_run cross join lateral unnest(tallies) line where tenant = $1 group by 1, 2, 3 order by 1, 2, 3
"""
KEPT: Final = """
    select day, region_code, counted, number::int from office_sum
    where tenant = $1 and number <> 0 and counted not like 'vital:%' order by 1, 2, 3
"""

MONTHS: Final = """
    select month, region_code, counted, number::int from office_month where tenant = $1 and number <> 0 order by 1, 2, 3
"""
MONTHS_ANEW: Final = """
    select date_trunc('month', day::timestamp)::date, region_code, counted, sum(number)::int from office_sum
    where tenant = $1 and counted not like 'vital:%' group by 1, 2, 3 having sum(number) <> 0 order by 1, 2, 3
"""

PLAIN: Final = """
    insert into promise_run (tenant, application_id, service, region_code, submitted_at, state, submitted_by, client_id)
    values ($1, $2, $3, '19.01.01', now(), 'SUBMITTED', 'somebody', 'frontend')
"""
MOVED: Final = "update promise_run set tallies = $3 where tenant = $1 and application_id = $2"
EACH: Final = """
    select split_part(line, '|', 1)::date as day, split_part(line, '|', 3) as counted, 1 as number
    from promise_run cross join lateral unnest(tallies) line where tenant = $1 and ($3::text is null or service = $3)
        and (split_part(line, '|', 2) = $2 or split_part(line, '|', 2) like $2 || '.%')
"""


def counts(found: list[Sum]) -> Mapping[str, int]:
    return {one.counted: one.number for one in found}


async def test_what_comes_in_is_counted_with_its_channel_and_where_it_waits(db: Database) -> None:
    await accepted(db)
    await rounds(db, NOW).round()
    sums = PgOfficeSums(db)
    intake = counts(list(await sums.intake(TENANT, WHOLE)))
    assert {name: number for name, number in intake.items() if name.startswith("received")} == {"received:ONLINE": 1}
    (waiting,) = await sums.open(TENANT, "19.01", None, TODAY)
    assert waiting == OpenSum(TODAY, f"open:COMPLETE:{Role.VERIFIER.value}", 1)
    assert await sums.open(TENANT, "19.01.02", None, TODAY) == []
    assert await sums.open(TENANT, "19.01.01", "another", TODAY) == []
    assert await sums.open("1902", "19.01", None, TODAY) == []
    whole = dataclasses.replace(WHOLE, step=Step.QUARTER, since=TODAY, until=TODAY)
    assert counts(list(await sums.intake(TENANT, whole))) == intake


async def test_sums_are_what_counting_anew_gives_whatever_happens_between(db: Database) -> None:
    refused = (A.REFUSE, {"code": "NO_MANDATE", "reason": "Belum ada kuasa."})
    number = await accepted(db)
    for more in ((refused,), TO_ISSUED, (), TO_ISSUED):
        await accepted(db, *more, begin=NOW - dt.timedelta(hours=len(more)))
        await rounds(db, NOW + dt.timedelta(days=1)).round()
    await PgPromiseRuns(db, clock).count_open_again(TENANT)
    one = await PgApplications(db).by_tracking_number(TENANT, number)
    assert one is not None
    async with PgWrites(db, clock).begin(request("refuse")) as work:
        await work.append(one, action(4, *refused))
        await work.reply({})
    await rounds(db, NOW + dt.timedelta(days=2)).round()
    kept = [tuple(row) for row in await db.fetch(KEPT, TENANT)]
    assert kept == [tuple(row) for row in await db.fetch(ANEW, TENANT)]
    months = [tuple(row) for row in await db.fetch(MONTHS, TENANT)]
    assert months == [tuple(row) for row in await db.fetch(MONTHS_ANEW, TENANT)]
    issued = counts(list(await PgOfficeSums(db).issued(TENANT, TODAY, TODAY, None)))
    assert issued == {"issued": 2, "kept": 2, "lawful": 2}
    assert [one.number for one in await PgOfficeSums(db).open(TENANT, "19.01", None, TODAY)] == [1]


async def test_ages_are_what_looking_at_each_day_finds(db: Database) -> None:
    """Three hundred by chance, of half a year, and moved on by chance: days and months together tell every age."""
    chance = random.Random(5)  # noqa: S311  by chance, no secret
    services, districts = ("birth-certificate", "death-certificate"), ("19.01.01", "19.01.02", "19.01.020")
    states = ("SUBMITTED:operator", "NEEDS_CORRECTION:applicant", "COMPLETE:verifier")
    open_ones = [(uuid.uuid4(), chance.choice(services)) for _ in range(300)]
    async with db.transaction() as connection:
        await connection.executemany(PLAIN, [(TENANT, *one) for one in open_ones])
    for some in (open_ones, open_ones[::2], open_ones[::3]):
        lines = [
            f"{TODAY - dt.timedelta(chance.randrange(200))}|{chance.choice(districts)}|open:{chance.choice(states)}"
            for _ in some
        ]
        kept = [[line] if chance.random() < 0.9 else [] for line in lines]
        async with db.transaction() as connection:
            await connection.executemany(MOVED, [(TENANT, key, k) for (key, _), k in zip(some, kept, strict=True)])
    for region in ("19.01", *districts):
        for service in (None, *services):
            told = open_of(await PgOfficeSums(db).open(TENANT, region, service, young_since(TODAY)), TODAY)
            rows = await db.fetch(EACH, TENANT, region, service)
            assert told == open_of([OpenSum(**dict(row)) for row in rows], TODAY), (region, service)
            assert len(told) > 3


async def test_a_vital_event_is_counted_once_when_it_is_registered(db: Database) -> None:
    """And never again, however often its application is counted, nor elsewhere when the child moves."""
    child = dataclasses.replace(person("Anak Contoh"), tenant=TENANT)
    await copy_citizens(db, [child])
    signed: tuple[tuple[ActionKind, dict[str, Any]], ...] = (
        *TO_ISSUED[:-1],
        (A.SIGN, {"certificate_code": "C", "person_id": str(child.id)}),
    )
    await accepted(db, *signed)
    services: dict[str, Service] = {"birth-certificate": BIRTH}
    for _ in range(2):
        await PromiseRounds(PgPromiseRuns(db, clock), TENANT, services, HOURS, lambda: NOW + dt.timedelta(1)).round()
        await db.execute("update promise_run set stale = true")
        await db.execute("update person set region_code = '19.01.02.2002' where id = $1", child.id)
    found = await PgOfficeSums(db).vital(TENANT, dt.date(2026, 10, 1), dt.date(2027, 1, 1))
    sex = child.sex.name if child.sex else "UNKNOWN"
    assert found == [VitalCount(VitalEvent.LIVE_BIRTH, "19.01.01.1001", sex, Timeliness.UNKNOWN, 1)]
    assert await PgOfficeSums(db).vital(TENANT, dt.date(2026, 7, 1), dt.date(2026, 10, 1)) == []


async def test_what_is_kept_of_an_application_names_nobody(db: Database) -> None:
    await accepted(db, *TO_ISSUED)
    await rounds(db, NOW + dt.timedelta(days=1)).round()
    lines = await db.fetchval("select tallies from promise_run")
    assert len(lines) >= 4
    assert all(line.count("|") == 2 and len(line) < 60 for line in lines)
