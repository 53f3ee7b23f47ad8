"""What is kept of promises on a real database: counted by the worker, read for scoreboard, predictions and alarms."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

from hub.core.application import ActionKind, ApplicationState
from hub.core.calendar_file import load_calendar
from hub.core.ports import ApplicationFilter
from hub.core.promise_run import AlarmCounts, PromiseAlarm
from hub.store import Database, PgApplications, PgWrites
from hub.store.promises import PgPromiseRuns
from hub.worker.promises import PromiseRounds
from tests.fakes.service import SERVICE
from tests.store.samples import NOW, TENANT, action, clock, header, request, submission

A = ActionKind
HOURS: Final = load_calendar(Path(__file__).parents[2] / "policies", TENANT).hours
SIGNED: Final[dict[str, Any]] = {"certificate_code": "C", "person_id": None}
STATUS: Final[dict[str, Any]] = {"status": "CONFIRMED"}
TO_ISSUED: Final[tuple[tuple[ActionKind, dict[str, Any]], ...]] = (
    (A.VERIFY, {}),
    (A.RECORD_SIAK, {}),
    (A.CONFIRM_SIAK, STATUS),
    (A.VALIDATE, {}),
    (A.SIGN, SIGNED),
)


async def accepted(db: Database, *more: tuple[ActionKind, dict[str, Any]], begin: dt.datetime = NOW) -> str:
    """An application whose papers are complete an hour after it came in, and that goes on by the hour."""
    head = header("19.01.01.1001", begin)
    async with PgWrites(db, clock).begin(request(str(head.id))) as work:
        one = await work.insert_application(head, submission("user-1"), [])
        for seq, (kind, data) in enumerate(((A.CLAIM, {}), (A.ACCEPT, {}), *more), 2):
            moved = action(seq, kind, data)
            one = await work.append(one, _at(moved, begin + dt.timedelta(hours=seq - 2)))
        await work.reply({})
    return head.tracking_number


def _at(moved: Any, at: dt.datetime) -> Any:
    return type(moved)(moved.seq, moved.kind, moved.actor, moved.actor_name, at, moved.data)


def rounds(db: Database, now: dt.datetime) -> PromiseRounds:
    return PromiseRounds(PgPromiseRuns(db, clock), TENANT, {SERVICE.name: SERVICE}, HOURS, lambda: now)


async def test_a_round_counts_what_moved_on_and_nothing_else(db: Database) -> None:
    await accepted(db)
    stale = "select count(*) from promise_run where stale"
    assert await db.fetchval(stale) == 1
    await rounds(db, NOW).round()
    assert await db.fetchval(stale) == 0
    row = await db.fetchrow("select * from promise_run")
    assert row is not None
    # A Tuesday, 11:00 in the office; due at the same time of the next day.
    assert (row["started_at"], row["due_at"]) == (NOW + dt.timedelta(hours=1), NOW + dt.timedelta(days=1, hours=1))
    assert (row["version"], row["review_minutes"], row["ended_at"]) == (3, 60, None)


async def test_what_moves_on_afterwards_is_counted_again(db: Database) -> None:
    number = await accepted(db)
    await rounds(db, NOW).round()
    one = await PgApplications(db).by_tracking_number(TENANT, number)
    assert one is not None
    async with PgWrites(db, clock).begin(request("return")) as work:
        await work.append(one, action(4, A.RETURN, {"missing": [{"what": "x", "reason": "y"}]}))
        await work.reply({})
    await rounds(db, NOW).round()
    row = await db.fetchrow("select version, started_at, due_at from promise_run")
    assert row is not None
    assert tuple(row) == (4, None, None)


async def test_what_is_issued_is_history_and_stands_on_the_scoreboard(db: Database) -> None:
    late = (A.DELAY, {"disturbance": "NETWORK", "reason": "Putus."}), (A.RESUME, {"reason": "Pulih."})
    for _ in range(5):
        await accepted(db, *late, *TO_ISSUED, begin=NOW - dt.timedelta(hours=2))
    await accepted(db)
    await rounds(db, NOW + dt.timedelta(days=1)).round()
    runs = PgPromiseRuns(db, clock)
    assert len(await runs.finished(TENANT)) == 5
    (month,) = await runs.months(TENANT, 12)
    assert (month.month, month.received, month.open, month.issued, month.kept) == ("2026-11", 6, 1, 5, 5)
    assert month.disturbances == (("NETWORK", 5),)
    assert await runs.months("1902", 12) == []


ADDED_UP: Final = """
    select month::text, counted, number::int from promise_month where tenant = $1 and number <> 0 order by 1, 2
"""
ANEW: Final = """
    select c.month::text, c.counted, count(*)::int as number from promise_run r cross join lateral promise_counts(r) c
    where r.tenant = $1 and r.version > 0 group by 1, 2 order by 1, 2
"""


async def test_what_the_scoreboard_reads_is_what_adding_up_gives(db: Database) -> None:
    """However often it is counted again, and whatever happens between."""
    refused = (A.REFUSE, {"code": "NO_MANDATE", "reason": "Belum ada kuasa."})
    late = (A.DELAY, {"disturbance": "NETWORK", "reason": "Putus."}), (A.RESUME, {"reason": "Pulih."})
    number = await accepted(db)
    for more in ((refused,), (refused,), TO_ISSUED, (*late, *TO_ISSUED), ()):
        await accepted(db, *more, begin=NOW - dt.timedelta(hours=len(more)))
        await rounds(db, NOW + dt.timedelta(days=1)).round()
    await PgPromiseRuns(db, clock).count_open_again(TENANT)
    one = await PgApplications(db).by_tracking_number(TENANT, number)
    assert one is not None
    async with PgWrites(db, clock).begin(request("refuse")) as work:
        await work.append(one, action(4, *refused))
        await work.reply({})
    await rounds(db, NOW + dt.timedelta(days=2)).round()
    found = [tuple(row) for row in await db.fetch(ADDED_UP, TENANT)]
    assert found == [tuple(row) for row in await db.fetch(ANEW, TENANT)]
    assert ("2026-11-01", "refused:NO_MANDATE", 3) in found
    (month,) = await PgPromiseRuns(db, clock).months(TENANT, 1)
    assert (month.received, month.open, month.issued, month.refusals) == (6, 1, 2, (("NO_MANDATE", 3),))


async def test_an_alarm_stands_until_the_application_is_answered(db: Database) -> None:
    near, past = await accepted(db), await accepted(db, begin=NOW - dt.timedelta(days=1))
    await accepted(db, *TO_ISSUED, begin=NOW - dt.timedelta(days=1))
    await rounds(db, NOW + dt.timedelta(hours=23, minutes=30)).round()
    applications = PgApplications(db)

    async def listed(alarm: PromiseAlarm, **more: Any) -> list[str]:
        page = await applications.page(TENANT, ApplicationFilter(alarm=alarm, **more), 9, None)
        return [one.header.tracking_number for one in page.items]

    assert (await listed(PromiseAlarm.NEAR), await listed(PromiseAlarm.PAST)) == ([near], [past])
    assert await applications.alarms(TENANT, ApplicationFilter()) == AlarmCounts(near=1, past=1)
    assert await applications.alarms(TENANT, ApplicationFilter(region="19.02")) == AlarmCounts()
    assert await listed(PromiseAlarm.PAST, states=(ApplicationState.IN_REVIEW,)) == []
    one = await applications.by_tracking_number(TENANT, past)
    assert one is not None
    async with PgWrites(db, clock).begin(request("back")) as work:
        await work.append(one, action(4, A.RETURN, {"missing": [{"what": "x", "reason": "y"}]}))
        await work.reply({})
    await rounds(db, NOW + dt.timedelta(days=1)).round()
    assert await listed(PromiseAlarm.PAST) == []


async def test_alarms_are_counted_until_it_is_enough(db: Database) -> None:
    for _ in range(3):
        await accepted(db)
    await rounds(db, NOW + dt.timedelta(days=3)).round()
    assert await PgApplications(db).alarms(TENANT, ApplicationFilter(), 2) == AlarmCounts(near=0, past=2)


async def test_each_alarm_is_raised_once_and_none_for_what_was_answered(db: Database) -> None:
    await accepted(db)
    await accepted(db, *TO_ISSUED)
    raised = "select threshold from promise_alarm order by threshold"

    async def after(length: dt.timedelta) -> list[str]:
        await rounds(db, NOW + length).round()
        return [row["threshold"] for row in await db.fetch(raised)]

    assert await after(dt.timedelta(hours=3)) == []
    assert await after(dt.timedelta(days=1)) == ["NEAR"]
    assert await after(dt.timedelta(days=1)) == ["NEAR"]
    assert await after(dt.timedelta(days=2)) == ["NEAR", "PAST"]


async def test_a_list_gives_the_next_to_be_due_first(db: Database) -> None:
    later, sooner = await accepted(db), await accepted(db, begin=NOW - dt.timedelta(hours=2))
    await accepted(db, *TO_ISSUED)
    await accepted(db, (A.DELAY, {"disturbance": "NETWORK", "reason": "Putus."}))
    await rounds(db, NOW).round()
    applications = PgApplications(db)

    async def found(before: dt.datetime, after: str | None = None, first: int = 1) -> list[str]:
        page = await applications.page(TENANT, ApplicationFilter(due_before=before), first, after)
        rest = await found(before, page.cursors[-1]) if page.has_next else []
        return [one.header.tracking_number for one in page.items] + rest

    assert await found(NOW + dt.timedelta(days=3)) == [sooner, later]
    assert await found(NOW + dt.timedelta(hours=24)) == [sooner]


async def test_a_disturbance_raises_nothing(db: Database) -> None:
    number = await accepted(db, (A.DELAY, {"disturbance": "NETWORK", "reason": "Putus."}))
    await rounds(db, NOW + dt.timedelta(days=3)).round()
    assert await db.fetchval("select count(*) from promise_alarm") == 0
    found = await PgApplications(db).by_tracking_number(TENANT, number)
    assert found is not None


async def test_other_hours_count_the_open_ones_anew(db: Database) -> None:
    await accepted(db)
    await accepted(db, *TO_ISSUED)
    await rounds(db, NOW).round()
    await PgPromiseRuns(db, clock).count_open_again(TENANT)
    assert await db.fetchval("select count(*) from promise_run where stale") == 1
