"""The migration step on a real server: idempotent, exclusive, and clear about what failed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from hub.store.migrate import MigrationError, migrate

GOOD = "-- migrate:up\nCREATE TABLE desk (id int PRIMARY KEY);\n\n-- migrate:down\nDROP TABLE desk;\n"
BAD = "-- migrate:up\nCREATE TABLE chair (id int);\nCREATE TABEL broken ();\n\n-- migrate:down\nSELECT 1;\n"
QUEUE_TABLES = {"pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics"}


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    (tmp_path / "20260101000000_desk.sql").write_text(GOOD)
    return tmp_path


async def tables(url: str) -> dict[str, bytes]:
    """Name and persistence of each table: b"p" is durable, b"u" is lost in a crash."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT relname, relpersistence FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
    finally:
        await connection.close()
    return {row["relname"]: row["relpersistence"] for row in rows}


async def test_it_makes_our_tables_and_a_durable_queue(empty_database: str, migrations: Path) -> None:
    await migrate(empty_database, migrations)
    found = await tables(empty_database)
    assert set(found) == {"desk", "schema_migrations"} | QUEUE_TABLES
    assert set(found.values()) == {b"p"}


async def test_a_second_call_changes_nothing(empty_database: str, migrations: Path) -> None:
    await migrate(empty_database, migrations)
    before = await tables(empty_database)
    await migrate(empty_database, migrations)
    assert await tables(empty_database) == before


async def test_callers_at_the_same_time_wait_for_each_other(empty_database: str, migrations: Path) -> None:
    # Long enough that callers who do not wait run into the same table.
    slow = GOOD.replace("desk", "lamp").replace("-- migrate:up", "-- migrate:up\nSELECT pg_sleep(0.4);")
    (migrations / "20260102000000_lamp.sql").write_text(slow)
    await asyncio.gather(*(migrate(empty_database, migrations) for _ in range(4)))
    assert "desk" in await tables(empty_database)


async def test_a_failing_migration_is_named_and_leaves_nothing(empty_database: str, migrations: Path) -> None:
    (migrations / "20260102000000_chair.sql").write_text(BAD)
    with pytest.raises(
        MigrationError, match=r"^Migration 20260102000000_chair\.sql failed and was rolled back: .*TABEL"
    ):
        await migrate(empty_database, migrations)
    found = await tables(empty_database)
    assert "desk" in found
    assert "chair" not in found


async def test_a_package_without_migrations_is_refused(empty_database: str, tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="holds no migrations"):
        await migrate(empty_database, tmp_path)


async def test_an_unreachable_database_is_one_sentence_without_the_password(migrations: Path) -> None:
    with pytest.raises(MigrationError) as caught:
        await migrate("postgresql://satu:rahasia@127.0.0.1:1/satu", migrations)
    assert caught.value.message.startswith("The database cannot be reached: ")
    assert "rahasia" not in caught.value.message
