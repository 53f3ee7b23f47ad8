"""The import that fills an empty record: nobody is looked up, and who comes twice is found all the same."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.core import actor
from hub.core.actor import Actor
from hub.core.extract.importing import Import
from hub.core.extract.rows import Staged
from hub.sandbox import extract
from hub.store import Database
from hub.store.bulk import HOUR
from hub.store.database import Connection
from hub.store.import_apply import Entered
from hub.store.imports import PgImports
from hub.worker.importing import Importing
from tests.store.samples import NOW, TENANT, person
from tests.worker.test_importing import counted, take

ROWS = 9600
"""More than one piece, and enough that the record is taken for this import alone."""


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    opened = await Database.open(database, command_timeout=HOUR)
    yield opened
    await opened.close()


async def rows_of(db: Database, nik: str | None) -> dict[str, Any]:
    row = await db.fetchrow(
        "select (select count(*) from person where nik = $1) as persons,"
        " (select array_agg(tenant) from nik_directory where nik = $1) as tenants,"
        " (select count(*) from record_event e join person p on p.id = e.person_id where p.nik = $1) as events",
        nik,
    )
    assert row is not None
    return dict(row)


async def test_who_comes_twice_into_an_empty_record_is_entered_once(db: Database, tmp_path: Path) -> None:
    """Beside one in the same piece, one comes in another piece, and one is of another district."""
    one = person()
    people = [dataclasses.replace(one, nik=f"190101150185{n:04}") for n in range(1, ROWS + 1)]
    people[200] = dataclasses.replace(one, nik=people[100].nik, full_name="Kembar Dekat")
    people[-1] = dataclasses.replace(one, nik=people[0].nik, full_name="Kembar Jauh")
    away = people[300].nik
    await db.execute("insert into nik_directory (nik, tenant) values ($1, '1902')", away)
    done = await take(db, tmp_path / "a.csv", people)
    assert counted(done, "rows", "new", "refused", "changed") == [ROWS, ROWS - 3, 3, 0]
    assert [(line.line, line.reason.name) for line in done.refusals] == [
        (202, "NIK_TWICE"), (302, "HELD_ELSEWHERE"), (ROWS + 1, "NIK_TWICE"),
    ]  # fmt: skip
    for nik in (people[0].nik, people[100].nik):
        assert await rows_of(db, nik) == {"persons": 1, "tenants": ["1901"], "events": 1}
    assert await rows_of(db, away) == {"persons": 0, "tenants": ["1902"], "events": 0}
    assert await db.fetchval("select count(*) from person where full_name like 'Kembar%'") == 0
    assert await db.fetchval("select count(*) from record_event") == ROWS - 3


async def test_an_empty_record_is_filled_in_the_order_of_the_file(db: Database, tmp_path: Path) -> None:
    one = person()
    people = [dataclasses.replace(one, nik=f"190101150185{n:04}") for n in range(ROWS, 0, -1)]
    done = await take(db, tmp_path / "a.csv", people)
    assert counted(done, "new", "refused") == [ROWS, 0]
    stored = await db.fetchval("select array_agg(nik order by ctid) from person")
    assert stored == [each.nik for each in people]
    first = await db.fetchrow("select kind, version, purpose, changed, source_agency, before, after from record_event")
    assert first is not None
    assert tuple(first) == ("imported", 1, "CIVIL_REGISTRATION", [], "population", None, None)


class Overtaken(PgImports):
    """Enters the first piece only when all are kept, or no other has come for a second; and then ends."""

    kept_pieces = 0

    async def keep(self, of: Import, begin_at: int, lines: tuple[int, int], piece: Staged) -> None:
        await super().keep(of, begin_at, lines, piece)
        self.kept_pieces += 1

    async def insert(
        self, connection: Connection, of: Import, actor: Actor, now: dt.datetime, lines: tuple[int, int], *, empty: bool
    ) -> Entered:
        before = 0
        while self.kept_pieces > before:
            before = self.kept_pieces
            await asyncio.sleep(1)
        raise ValueError("the process ends here")


async def test_reading_does_not_run_away_from_entering(db: Database, tmp_path: Path) -> None:
    """One piece is being entered, two wait, and one is at the door; the file has eight."""
    one = tmp_path / "one.csv"
    extract.write(one, [person()])
    header, row = one.read_bytes().splitlines(keepends=True)
    path = tmp_path / "a.csv"
    path.write_bytes(header + row * (8 * 1024 * 1024 // len(row)))
    imports = Overtaken(db, TENANT)
    importing = Importing(imports, actor.system(TENANT, "19.01"), lambda: NOW)
    with pytest.raises(ValueError, match="ends here"):
        await importing.read(path, "19.01", NOW, lambda _: None)
    assert 2 <= imports.kept_pieces <= 4
