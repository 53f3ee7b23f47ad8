"""What PostgreSQL and its driver say, and what a caller may see of it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import asyncpg
import pytest

from hub.core.citizen import CitizenSearch
from hub.core.errors import BadInput, Conflict, ErrorCode, HubError
from hub.core.predicates import RowFilter
from hub.store import Database, PgPeople
from hub.store.failures import RecordUnavailable
from tests.store.samples import TENANT, person

SECRET = "1901014101509001"


@pytest.mark.parametrize(
    ("statement", "values", "kind"),
    [
        ("select $1::text", ("\0" + SECRET,), BadInput),
        ("select $1::jsonb", ({"a": "\0" + SECRET},), BadInput),
        ("select $1::text", ("\ud800" + SECRET,), BadInput),
        ("select $1::int", (int(SECRET),), BadInput),
        ("select $1::int", (SECRET,), BadInput),
        ("select $1::text::int", (SECRET,), BadInput),
        ("select 1 limit $1", (-1,), BadInput),
        ("insert into region (code, name) values ($1, 'a')", (SECRET,), BadInput),
        ("insert into region (code, name) select '19', $1 from generate_series(1, 2)", (SECRET,), Conflict),
        ("select * from no_such_table where a = $1", (SECRET,), HubError),
        ("selec", (), HubError),
        ("do $$ begin raise exception 'secret 1901014101509001'; end $$", (), HubError),
    ],
)
async def test_an_error_says_what_to_do_and_nothing_else(
    db: Database, caplog: pytest.LogCaptureFixture, statement: str, values: tuple[object, ...], kind: type[HubError]
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(HubError) as caught:
        await db.execute(statement, *values)
    assert type(caught.value) is kind
    assert caught.value.__suppress_context__
    logged = "".join(str(vars(record)) for record in caplog.records)
    for text in (caught.value.message, str(caught.value.details), logged):
        assert SECRET not in text
        assert "no_such_table" not in text
    assert await db.fetchval("select 1") == 1


async def test_a_statement_that_takes_too_long_is_given_up(database: str) -> None:
    db = await Database.open(database, command_timeout=0.5)
    with pytest.raises(RecordUnavailable) as caught:
        await db.fetchval("select pg_sleep(5)")
    assert caught.value.code is ErrorCode.INTERNAL
    assert await db.fetchval("select 1") == 1
    await db.close()


async def test_a_pool_without_a_free_connection_says_so(database: str) -> None:
    db = await Database.open(database, max_size=1, acquire_timeout=0.1)
    async with db.connection():
        with pytest.raises(RecordUnavailable):
            await db.fetchval("select 1")
    assert await db.fetchval("select 1") == 1
    await db.close()


@pytest.mark.parametrize("url", ["postgresql://satu:rahasia@127.0.0.1:1/satu", "nonsense://rahasia"])
async def test_a_database_that_cannot_be_reached_is_one_sentence(url: str) -> None:
    with pytest.raises(RecordUnavailable) as caught:
        await Database.open(url)
    assert "rahasia" not in caught.value.message


async def test_a_lost_connection_is_made_anew(db: Database, database: str) -> None:
    mine = await db.fetchval("select pg_backend_pid()")
    other = await asyncpg.connect(database)
    try:
        await other.execute("select pg_terminate_backend($1)", mine)
        while await other.fetchval("select true from pg_stat_activity where pid = $1", mine):
            await asyncio.sleep(0.01)
    finally:
        await other.close()
    # Whether the pool has noticed by now is a matter of chance; if not, the caller is told so once.
    with suppress(RecordUnavailable):
        await PgPeople(db).by_niks(TENANT, [person().nik or ""], RowFilter(("not_sealed",)))
    assert await db.fetchval("select pg_backend_pid()") != mine


async def test_no_session_state_survives_a_search(database: str) -> None:
    """Connections are not reset when they go back: nothing may be left on them."""
    state = "select name, setting from pg_settings union all select name, '' from pg_prepared_statements where from_sql"
    db = await Database.open(database, max_size=1, statement_cache_size=0)
    # Libraries that are loaded at their first use bring settings along.
    await db.fetch("select similarity('a', 'b')")
    await db.execute("do $$ begin perform 1; end $$")
    before = await db.fetch(state)
    await PgPeople(db).search(TENANT, CitizenSearch("Suparman"), RowFilter(("not_sealed",)), 5, None)
    assert await db.fetch(state) == before
    await db.close()
