"""Random queues, asked in random ways: what is counted and listed is what plainly looking at each row finds."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pytest

from hub.core.application import ApplicationState
from hub.core.ports import ApplicationFilter
from hub.core.promise_run import AlarmCounts, PromiseAlarm
from hub.core.queue import MOST_COUNTED
from hub.core.regions import within
from hub.store import Database, PgApplications
from hub.store.application_queue import Place, page_sql
from hub.store.bulk import copy_citizens
from hub.store.database import Connection
from tests.store.samples import NOW, TENANT, person

ROWS, QUESTIONS, PAGE = 120, 70, 7
STATES: Final = tuple(ApplicationState)[1:9]
REGIONS: Final = ("19.01.01.1001", "19.01.01.2002", "19.01.03.2003", "19.01.03.2004", "19.02.01.1001")
SERVICES, CLIENTS, CHANNELS = ("familyCard", "moveIn"), ("satu-console", "frontend"), ("ONLINE", "COUNTER")
PEOPLE: Final = ("helper", "citizen", "frontend")
_HANDED_IN: Final = """
    insert into application (tenant, id, tracking_number, service, region_code, client_id, submitted_by, submitted_at,
                             state, version, channel, holder, holder_name)
    values ($1, $2, $3, $4, $5, $6, $7, $8, 'SUBMITTED', 1, $9, $10, $10)
"""
_MOVED: Final = "update application set state = $3, version = version + 1 where tenant = $1 and id = $2"
_COUNTED: Final = """
    update promise_run set stale = false, version = 2, started_at = $3, due_at = $4, ended_at = $5
    where tenant = $1 and application_id = $2
"""
_RAISED: Final = """
    insert into promise_alarm (tenant, application_id, started_at, threshold, due_at, raised_at)
    values ($1, $2, $3, $4, $5, $6)
"""
_APART: Final = """
    update person set sealed = id = $2, merged_into = case id when $3 then $2 when $4 then $5 end where tenant = $1
"""
_MANY: Final = """
    insert into application (tenant, id, tracking_number, service, region_code, client_id, submitted_by, submitted_at,
                             state, version)
    select $1, md5(n::text)::uuid, n::text, 'familyCard', '19.01.01.1001', 'frontend', 'helper', $2,
           (array['SUBMITTED', 'COMPLETE'])[1 + n % 2], 1
    from generate_series(1, $3::integer) n on conflict do nothing
"""
_ABOUT: Final = "insert into application_person (tenant, application_id, person_id) values ($1, $2, $3)"


@dataclass(frozen=True)
class Row:
    """An application as a person would write it on a card."""

    id: uuid.UUID
    service: str
    region: str
    client: str
    by: str
    at: dt.datetime
    state: ApplicationState
    channel: str
    holder: str | None
    due: dt.datetime | None
    ended: dt.datetime | None
    started: dt.datetime
    alarms: frozenset[PromiseAlarm]
    names_sealed: bool

    @property
    def runs(self) -> bool:
        return self.due is not None and self.ended is None


def holds(row: Row, asked: ApplicationFilter) -> bool:
    """Whether this one is wanted: each term by itself."""
    terms = (
        not asked.states or row.state in asked.states,
        asked.service in (None, row.service),
        asked.region is None or within(row.region, asked.region),
        asked.client_id in (None, row.client),
        asked.submitted_by in (None, row.by),
        asked.channel in (None, row.channel),
        asked.holder in (None, row.holder),
        not asked.unheld or row.holder is None,
        asked.with_sealed or not row.names_sealed,
        not asked.in_order_of_due or row.runs,
        asked.due_before is None or (row.due is not None and row.due < asked.due_before),
        asked.alarm is not PromiseAlarm.PAST or PromiseAlarm.PAST in row.alarms,
        asked.alarm is not PromiseAlarm.NEAR or row.alarms == {PromiseAlarm.NEAR},
    )
    return all(terms)


def _by_time(row: Row) -> tuple[dt.datetime, uuid.UUID]:
    return row.at, row.id


def _by_due(row: Row) -> tuple[dt.datetime, uuid.UUID]:
    return row.due or NOW, row.id


def in_order(rows: Sequence[Row], asked: ApplicationFilter) -> list[uuid.UUID]:
    """Those that are wanted, as they are listed."""
    wanted = [row for row in rows if holds(row, asked)]
    key = _by_due if asked.in_order_of_due else _by_time
    newest_first = not asked.in_order_of_due and not asked.oldest_first
    return [row.id for row in sorted(wanted, key=key, reverse=newest_first)]


def question(chance: random.Random) -> ApplicationFilter:
    """Few terms at a time, so that most queues are not empty."""
    terms = {
        "states": tuple(chance.sample(STATES, chance.randint(1, 3))),
        "service": chance.choice(SERVICES),
        "region": chance.choice(("19.01", "19.01.03", "19.01.01", "19.01.01.1001", "19.01.09", "")),
        "client_id": chance.choice(CLIENTS),
        "submitted_by": chance.choice(PEOPLE),
        "channel": chance.choice(CHANNELS),
        "holder": chance.choice(("clerk", "nobody at all")),
        "unheld": True,
        "oldest_first": True,
        "with_sealed": True,
    }
    due = {
        "by_due": True,
        "due_before": NOW + dt.timedelta(hours=chance.randint(-20, 40)),
        "alarm": chance.choice(list(PromiseAlarm)),
    }
    chosen = dict(chance.sample(sorted(terms.items()), chance.randint(0, 3)))
    chosen |= dict(chance.sample(sorted(due.items()), chance.choice((0, 0, 1, 1, 2))))
    return ApplicationFilter(**chosen)  # type: ignore[arg-type]  # terms vary by question


@pytest.fixture
async def chance(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.node.name)  # noqa: S311  the same queue each time


@pytest.fixture
async def rows(db: Database, chance: random.Random) -> list[Row]:
    """A queue whose steps were counted and whose alarms were raised at NOW."""
    plain, sealed, gone, away = (person(f"Contoh {name}") for name in ("Biasa", "Tersegel", "Dulu", "Kembar"))
    await copy_citizens(db, [plain, sealed, gone, away])
    await db.execute(_APART, TENANT, sealed.id, gone.id, away.id, plain.id)
    hidden = {sealed.id, gone.id}
    made = []
    async with db.transaction() as connection:
        for number in range(ROWS):
            about = chance.sample([plain.id, sealed.id, gone.id, away.id], chance.choice((0, 1, 1, 2)))
            row = _row(chance, number, names_sealed=bool(hidden & set(about)))
            await _keep(connection, row, number, about)
            made.append(row)
    return made


def _row(chance: random.Random, number: int, *, names_sealed: bool) -> Row:
    due = NOW + dt.timedelta(hours=chance.randint(-30, 60)) if chance.random() < 0.9 else None
    ended = NOW if chance.random() < 0.3 else None
    limits = {PromiseAlarm.NEAR: NOW + dt.timedelta(hours=2), PromiseAlarm.PAST: NOW}
    # A disturbance may have given one more time after its alarms.
    late = due is not None and ended is None and chance.random() < 0.1
    raised = (
        set(PromiseAlarm)
        if late
        else {alarm for alarm, limit in limits.items() if due is not None and ended is None and due < limit}
    )
    return Row(
        uuid.UUID(int=chance.getrandbits(128)), chance.choice(SERVICES), chance.choice(REGIONS),
        chance.choice(CLIENTS), chance.choice(PEOPLE), NOW - dt.timedelta(hours=number // 3), chance.choice(STATES),
        chance.choice(CHANNELS), chance.choice(("clerk", "colleague", None)), due, ended,
        NOW - dt.timedelta(hours=chance.randint(1, 90)), frozenset(raised), names_sealed,
    )  # fmt: skip


async def _keep(connection: Connection, row: Row, number: int, about: Sequence[uuid.UUID]) -> None:
    await connection.execute(
        _HANDED_IN, TENANT, row.id, f"AL-{number:04}", row.service, row.region, row.client, row.by, row.at,
        row.channel, row.holder,
    )  # fmt: skip
    await connection.execute(_COUNTED, TENANT, row.id, row.started, row.due, row.ended)
    if row.state is not ApplicationState.SUBMITTED:
        # Twice before it is counted again.
        await connection.execute(_MOVED, TENANT, row.id, "WITHDRAWN")
        await connection.execute(_MOVED, TENANT, row.id, row.state.name)
    for person_id in about:
        await connection.execute(_ABOUT, TENANT, row.id, person_id)
    for alarm in row.alarms:
        await connection.execute(_RAISED, TENANT, row.id, row.started, alarm.value, row.due, NOW)
    # A clock that ran before this one raised both: they stand no longer.
    for alarm in PromiseAlarm:
        before = row.started - dt.timedelta(days=2)
        await connection.execute(_RAISED, TENANT, row.id, before, alarm.value, before, NOW - dt.timedelta(days=1))


async def listed(db: Database, asked: ApplicationFilter, place: Place) -> tuple[list[uuid.UUID], str]:
    """The page at a place, in the order in which it was found, and the cursor of its last row."""
    page = page_sql(TENANT, asked, PAGE, place)
    found = await db.fetch(f"select a.id, a.at from {page.rows} {page.order}", *page.parameters.values)
    ids = [row["id"] for row in found[:PAGE]]
    return ids, page.cursor(found[len(ids) - 1]["at"], ids[-1]) if ids else ""


async def test_every_number_and_page_is_what_looking_at_each_finds(
    db: Database, rows: list[Row], chance: random.Random
) -> None:
    applications, seen = PgApplications(db), 0
    for _ in range(QUESTIONS):
        asked = question(chance)
        wanted = in_order(rows, asked)
        seen += bool(wanted)
        assert (await applications.glance(TENANT, asked, 5, None)).number == len(wanted), asked
        first, cursor = await listed(db, asked, Place())
        assert first == wanted[:PAGE], asked
        if cursor:
            assert (await listed(db, asked, Place(after=cursor)))[0] == wanted[PAGE : 2 * PAGE], asked
        plain = replace(asked, due_before=None, by_due=False)
        near, past = (
            len(in_order(rows, replace(plain, alarm=alarm))) for alarm in (PromiseAlarm.NEAR, PromiseAlarm.PAST)
        )
        assert await applications.alarms(TENANT, plain, 20) == AlarmCounts(min(near, 20), min(past, 20)), plain
    assert seen > QUESTIONS // 3, "questions that find nothing tell little"


async def test_counting_ends_at_a_thousand(db: Database) -> None:
    both = (ApplicationState.SUBMITTED, ApplicationState.COMPLETE)
    for there, is_more in ((MOST_COUNTED, False), (MOST_COUNTED + 1, True)):
        await db.execute(_MANY, TENANT, NOW, there)
        await db.execute("update promise_run set due_at = $2 where tenant = $1 and due_at is null", TENANT, NOW)
        for asked in (ApplicationFilter(), ApplicationFilter(states=both), ApplicationFilter(by_due=True)):
            told = await PgApplications(db).glance(TENANT, asked, 1, None)
            assert (told.number, told.is_more) == (MOST_COUNTED, is_more), asked
