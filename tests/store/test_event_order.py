"""The events of a person follow each other in time, one by one and many at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.core.errors import HubError
from hub.store import Database
from hub.store.bulk import HOUR, copy_citizens, copy_regions
from hub.store.events import SNAPSHOT
from hub.store.import_sql import IN_ORDER
from tests.store.samples import NOW, REGIONS, TENANT, person
from tests.worker.test_importing import CLERK, counted, take

MOMENT = dt.timedelta(milliseconds=1)
WHO = uuid.UUID(int=1)
INSERT = """
    insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose, changed,
                              after)
    select $1, $2, n, 'corrected', at, 'user-1', 'Petugas Contoh', 'console', 'CIVIL_REGISTRATION', '{}', '{}'
    from unnest($3::int[], $4::timestamptz[]) as e(n, at)
"""


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    opened = await Database.open(database, command_timeout=HOUR)
    await copy_regions(opened, REGIONS)
    yield opened
    await opened.close()


async def enter(db: Database, how: str, *events: tuple[int, dt.datetime]) -> list[dt.datetime]:
    """Enters events (version, time) by one statement; gives the times of all that are there."""
    async with db.transaction() as connection:
        await connection.execute(IN_ORDER, how)
        await connection.execute(INSERT, TENANT, WHO, [version for version, _ in events], [at for _, at in events])
    rows = await db.fetch("select at from record_event where person_id = $1 order by version", WHO)
    return [row["at"] for row in rows]


async def test_an_event_is_set_after_the_one_before_it(db: Database) -> None:
    await enter(db, "", (1, NOW))
    assert await enter(db, "", (2, NOW - dt.timedelta(days=1))) == [NOW, NOW + MOMENT]


async def test_who_sets_the_times_is_believed_only_when_they_follow_each_other(db: Database) -> None:
    await enter(db, "statement", (1, NOW))
    late, too_early = NOW + MOMENT, NOW + MOMENT / 2
    for wrong in ([(2, NOW)], [(2, too_early)], [(2, late), (3, late)], [(3, late + MOMENT), (2, too_early)]):
        with pytest.raises(HubError, match="could not finish this, and nothing was changed"):
            await enter(db, "statement", *wrong)
    assert await enter(db, "statement", (3, late + MOMENT), (2, late)) == [NOW, late, late + MOMENT]


async def test_saying_so_ends_with_the_transaction(db: Database) -> None:
    await enter(db, "statement", (1, NOW))
    async with db.transaction() as connection:
        await connection.execute(INSERT, TENANT, WHO, [2], [NOW])
    assert await enter(db, "", (3, NOW)) == [NOW, NOW + MOMENT, NOW + 2 * MOMENT]


async def test_an_import_follows_what_an_agency_has_just_recorded(db: Database, tmp_path: Path) -> None:
    """Two of three are changed; each event holds the whole row as it was and as it is."""
    people = [person(religion="1", as_of=NOW - dt.timedelta(days=9)) for _ in range(3)]
    await copy_citizens(db, people)
    begun = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    await db.execute(
        "insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose,"
        " changed, after) values ($1, $2, 2, 'recorded', $3, $4, $5, $6, $7, '{}', '{}')",
        TENANT, people[0].id, begun, CLERK.actor, CLERK.actor_name, CLERK.client_id, CLERK.purpose,
    )  # fmt: skip
    await db.execute("update person set version = 2 where id = $1", people[0].id)
    rows = f"select p.id, {SNAPSHOT} as row from person p"
    before = {row["id"]: row["row"] for row in await db.fetch(rows)}
    changed = [dataclasses.replace(each, religion="2") for each in people[:2]]
    done = await take(db, tmp_path / "a.csv", [*changed, people[2]])
    assert counted(done, "changed", "same", "refused") == [2, 1, 0]
    after = {row["id"]: row["row"] for row in await db.fetch(rows)}
    events = await db.fetch(
        "select * from record_event where kind = 'imported' and before is not null order by version"
    )
    assert [(event["person_id"], event["version"], event["changed"]) for event in events] == [
        (people[1].id, 2, ["religion"]), (people[0].id, 3, ["religion"]),
    ]  # fmt: skip
    assert events[1]["at"] == begun + MOMENT
    for event in events:
        assert event["before"] == before[event["person_id"]]
        assert event["after"] == after[event["person_id"]]
