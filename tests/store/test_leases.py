"""Connections between uses: nobody is overtaken, none is lost, none stays busy, and what is prepared stays bounded."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import count

import asyncpg
import pytest

from hub.core.predicates import NO_ROWS
from hub.store import Database
from hub.store.failures import RecordUnavailable
from hub.store.held import PgStatement
from hub.store.leases import Leases


@asynccontextmanager
async def opened(url: str, size: int = 1, acquire_timeout: float = 10.0) -> AsyncIterator[Database]:
    database = await Database.open(url, max_size=size, acquire_timeout=acquire_timeout)
    yield database
    async with asyncio.timeout(10):
        await database.close()


@asynccontextmanager
async def leases(url: str, size: int, idle_seconds: float = 60.0) -> AsyncIterator[tuple[Leases, asyncpg.Pool]]:
    async with asyncpg.create_pool(url, min_size=0, max_size=size) as pool:
        made = Leases(pool, size, 5.0, idle_seconds)
        yield made, pool
        await made.close()


async def test_whoever_asked_first_is_served_first(database: str) -> None:
    async with opened(database, size=2) as db:
        # Who waits for a new connection may be overtaken meanwhile; here both are there from the beginning.
        await asyncio.gather(*(db.read("select pg_sleep(0.1)", ()) for _ in range(2)))
        asked, served = count(), list[int]()

        def there(number: int) -> tuple[str, tuple[()]]:
            served.append(number)
            return "select pg_sleep(0.001)", ()

        async def ask() -> None:
            # Nobody stops while others ask on, so all but two of the twenty always wait. How long the database takes
            # for one of them tells nothing of who was served first: what counts is when the connection is there.
            while (number := next(asked)) < 400:
                await db.read_all(partial(there, number))

        await asyncio.gather(*(ask() for _ in range(20)))
    # Who asks again at once stands behind all who wait.
    assert served == list(range(400))


async def test_whoever_goes_away_while_waiting_takes_no_connection_along(database: str) -> None:
    async with leases(database, 1) as (kept, _):
        for cancelled_first in (True, False):
            lease = await kept.take()
            waiting = asyncio.create_task(kept.take())
            await asyncio.sleep(0)
            # Cancelled before its turn comes, or in the same moment as it comes.
            steps = [waiting.cancel, lambda lease=lease: kept.give_back(lease)]
            for step in steps if cancelled_first else reversed(steps):
                step()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            async with asyncio.timeout(1):
                assert kept.give_back(await kept.take())


async def test_a_statement_that_nobody_waits_for_leaves_no_connection_busy(database: str) -> None:
    async with opened(database) as db, asyncio.timeout(8):
        for how in (db.read, lambda sql, values: db.fetchval(sql, *values)):
            reading = asyncio.create_task(how("select pg_sleep($1::float8)::text", (60.0,)))
            await asyncio.sleep(0.1)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            assert db.in_use == 0
            row = await db.read("select 1, 2", ())
            assert row is not None
            assert tuple(row) == (1, 2)
        busy = "select count(*) from pg_stat_activity where state = 'active' and datname = current_database()"
        assert await db.fetchval(busy) == 1


async def test_a_transaction_that_failed_leaves_nothing_behind(database: str) -> None:
    async with opened(database) as db:
        with suppress(ZeroDivisionError):
            async with db.transaction() as connection:
                await connection.execute("create table half (a int)")
                raise ZeroDivisionError
        assert await db.fetchval("select to_regclass('half')") is None


async def test_a_search_that_is_given_up_leaves_nothing_behind(database: str) -> None:
    """Wherever it is cut off: the next one on the connection is in no transaction and has no settings of it."""
    async with opened(database) as db, asyncio.timeout(20):
        setting = "convert_to(current_setting('enable_seqscan') || pg_sleep(0.004), 'UTF8')"
        sql = f"select {setting}, ''::bytea, '', ''::bytea"
        search = PgStatement(db, "1901", lambda: dt.datetime.now(dt.UTC), sql, searches=True)
        assert (await search.run(NO_ROWS, (), "")).data == b"off"
        for wait in range(24):
            searching = asyncio.create_task(search.run(NO_ROWS, (), ""))
            await asyncio.sleep(wait / 2000)
            searching.cancel()
            await asyncio.wait([searching])
            told = [await db.read("select current_setting('enable_seqscan'), now()::text", ()) for _ in range(2)]
            assert [row and row[0] for row in told] == ["on", "on"]
            # Within one transaction it would be the same moment.
            assert told[0] != told[1]
            assert db.in_use == 0


async def test_those_who_wait_too_long_are_told_and_the_others_are_served(database: str) -> None:
    async with opened(database, acquire_timeout=0.8) as db:
        async with db.connection():
            late = [asyncio.create_task(db.read("select 1", ())) for _ in range(5)]
            await asyncio.sleep(0.7)
            last = asyncio.create_task(db.read("select 1", ()))
            told = await asyncio.gather(*late, return_exceptions=True)
            assert [type(each) for each in told] == [TimeoutError] * 5
            assert not last.done()
        assert await last is not None


async def test_connections_that_were_cut_are_replaced(database: str) -> None:
    async with opened(database, size=3) as db:
        mine = await asyncio.gather(*(db.fetchval("select pg_backend_pid() from pg_sleep(0.1)") for _ in range(3)))
        assert len(set(mine)) == 3
        other = await asyncpg.connect(database)
        await other.fetch("select pg_terminate_backend(pid) from unnest($1::int[]) pid", mine)
        while await other.fetchval("select count(*) from pg_stat_activity where pid = any ($1::int[])", mine):
            await asyncio.sleep(0.01)
        await other.close()
        await asyncio.sleep(0.1)
        again = await asyncio.gather(*(db.fetchval("select pg_backend_pid() from pg_sleep(0.1)") for _ in range(6)))
        assert not set(again) & set(mine)
        assert len(set(again)) == 3


async def test_a_connection_that_breaks_in_use_is_told_of_once(database: str) -> None:
    async with opened(database) as db:
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError):
            await db.read("select pg_terminate_backend(pg_backend_pid())", ())
        assert await db.fetchval("select 1") == 1


async def test_a_place_whose_connection_cannot_be_had_goes_to_the_next(database: str) -> None:
    async with leases(database, 1) as (kept, pool):
        lease = await kept.take()
        waiting = [asyncio.create_task(kept.take()) for _ in range(3)]
        await asyncio.sleep(0)
        pool.terminate()
        await kept.settle(lease)
        told = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(each) for each in told] == [asyncpg.InterfaceError] * 3


async def test_what_nobody_needs_goes_back_to_the_pool(database: str) -> None:
    async with leases(database, 3, idle_seconds=0.2) as (kept, pool):
        for lease in [await kept.take() for _ in range(3)]:
            assert kept.give_back(lease)
        for _ in range(12):
            # One is in use again and again; the two others are not.
            kept.give_back(await kept.take())
            await asyncio.sleep(0.05)
        assert (pool.get_size(), pool.get_idle_size()) == (3, 2)
        async with asyncio.timeout(5):
            while pool.get_idle_size() < 3:
                await asyncio.sleep(0.05)
        kept.give_back(await kept.take())


async def test_the_end_waits_for_what_is_under_way_and_leaves_no_connection(database: str) -> None:
    db = await Database.open(database, max_size=2)
    # Both connections are there already: whoever still waits for one at the end is refused.
    await asyncio.gather(*(db.read("select pg_sleep(0.1)", ()) for _ in range(2)))
    reading = [asyncio.create_task(db.read("select pg_sleep(0.2)::text", ())) for _ in range(2)]
    waiting = asyncio.create_task(db.fetchval("select 1"))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(10):
        await db.close()
    assert all(await asyncio.gather(*reading))
    with pytest.raises(RecordUnavailable):
        await waiting
    with pytest.raises(RecordUnavailable):
        await db.fetchval("select 1")
    other = await asyncpg.connect(database)
    others = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    async with asyncio.timeout(5):
        while await other.fetchval(others):
            await asyncio.sleep(0.01)
    await other.close()


async def test_statements_stay_prepared_up_to_a_size(database: str) -> None:
    async with opened(database) as db:
        for at in range(40):
            await db.read(f"select {at} /* {'x' * 10_000} */", ())
        count = "select count(*) from pg_prepared_statements where length(statement) > 5000"
        assert 5 <= await db.fetchval(count) <= 12
        await db.read(f"select 1 /* {'x' * 1_000_000} */", ())
        # Those that were given up are closed before the next is prepared.
        await db.read("select 'next'", ())
        assert await db.fetchval(count) == 1


async def test_a_statement_whose_types_changed_is_prepared_anew(database: str) -> None:
    """A migration under a hub that runs: every connection finds out by itself, with the same answer."""
    async with opened(database) as db:
        await db.execute("create table typed (tenant text, kind text); insert into typed values ('1', 'a')")
        sql = "select kind, kind is null from typed where tenant = $1"
        assert await db.read(sql, ("1",))
        for change in (
            "alter table typed alter kind type varchar(9)",
            "create type kind as enum ('a', 'b'); alter table typed alter kind type kind using kind::kind",
            "alter table typed alter kind type text; drop type kind",
            "create type kind as enum ('b', 'a'); alter table typed alter kind type kind using kind::kind",
            "alter table typed rename to once; create table typed as select kind, tenant from once",
        ):
            await db.execute(change)
            for _ in range(2):
                row = await db.read(sql, ("1",))
                assert row is not None
                assert tuple(row) == ("a", False)


async def test_a_statement_whose_table_changed_is_prepared_anew(database: str) -> None:
    async with opened(database, size=2) as db:
        await db.execute("create table changing as select 1 as a")
        sql = "select * from changing"
        rows = [await db.read(sql, ())]
        await db.execute("alter table changing add column b int default 2")
        rows += [await db.read(sql, ()), await db.read(sql, ())]
        assert [dict(row) for row in rows if row] == [{"a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2}]


async def test_behind_a_pooler_nothing_is_prepared(database: str) -> None:
    db = await Database.open(database, max_size=1, statement_cache_size=0)
    await db.read("select 1", ())
    assert await db.fetchval("select count(*) from pg_prepared_statements where statement = 'select 1'") == 0
    await db.close()
