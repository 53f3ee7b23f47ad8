"""Sessions that several processes see: on a real database, sealed, edited with nobody in between."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.console.base.session import IDLE, Session, begin
from hub.console.base.shared_sessions import SessionKey, SharedSessions
from hub.core.errors import BadInput
from hub.store import Database, PgConsoleSessions

TENANT = "1901"
NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def key(tmp_path: Path) -> SessionKey:
    return SessionKey.load(tmp_path / "console")


@pytest.fixture
def here(db: Database, key: SessionKey, clock: Clock) -> SharedSessions:
    return SharedSessions(PgConsoleSessions(db, TENANT), key, clock)


@pytest.fixture
async def there(database: str, tmp_path: Path, key: SessionKey, clock: Clock) -> AsyncIterator[SharedSessions]:
    """The same sessions as another process has them: its own connections, the key read from the folder."""
    opened = await Database.open(database)
    yield SharedSessions(PgConsoleSessions(opened, TENANT), SessionKey.load(tmp_path / "console"), clock)
    await opened.close()


def working(now: dt.datetime = NOW) -> Session:
    _, session = begin(now)
    return dataclasses.replace(
        session, access_token="access-contoh", refresh_token="refresh-contoh", notice=("Sudah.", "Done.")
    )


async def test_another_process_sees_all_of_it(here: SharedSessions, there: SharedSessions) -> None:
    session = working()
    await here.put(session)
    assert await there.get(session.key) == session
    await there.delete(session.key)
    assert await here.get(session.key) is None
    assert await here.change(session.key, lambda s: s) is None


async def test_the_database_holds_no_token_and_not_the_cookies_word(here: SharedSessions, db: Database) -> None:
    word, session = begin(NOW)
    await here.put(dataclasses.replace(session, access_token="access-contoh", verifier="verifier-contoh"))
    (row,) = await db.fetch("select * from console_session")
    held = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row.values())
    for secret in (word, "access-contoh", "verifier-contoh", session.csrf):
        assert secret.encode() not in held


async def test_a_row_opens_in_its_own_place_and_with_its_own_key_only(
    here: SharedSessions, db: Database, tmp_path: Path, clock: Clock
) -> None:
    mine, theirs = working(), working()
    await here.put(mine)
    await here.put(theirs)
    await db.execute(
        "update console_session set sealed = (select sealed from console_session where key_hash = $1)"
        " where key_hash = $2",
        bytes.fromhex(theirs.key), bytes.fromhex(mine.key),
    )  # fmt: skip
    assert await here.get(mine.key) is None
    assert await here.get(theirs.key) == theirs
    other = SharedSessions(PgConsoleSessions(db, TENANT), SessionKey.load(tmp_path / "other"), clock)
    assert await other.get(theirs.key) is None
    assert await other.change(theirs.key, lambda s: s) is None
    elsewhere = SharedSessions(PgConsoleSessions(db, "1902"), SessionKey.load(tmp_path / "console"), clock)
    assert await elsewhere.get(theirs.key) is None


async def test_edits_of_two_processes_are_both_there(here: SharedSessions, there: SharedSessions) -> None:
    session = dataclasses.replace(working(), return_to="")
    await here.put(session)

    def longer(known: Session) -> Session:
        return dataclasses.replace(known, return_to=known.return_to + "x")

    await asyncio.gather(*(sessions.change(session.key, longer) for sessions in (here, there) for _ in range(10)))
    found = await here.get(session.key)
    assert found is not None
    assert found.return_to == "x" * 20


async def test_one_process_at_a_time_renews(here: SharedSessions, there: SharedSessions) -> None:
    session, under_way, most = working(), 0, 0

    async def renews(sessions: SharedSessions) -> None:
        nonlocal under_way, most
        async with sessions.exclusive(session.key):
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.05)
            under_way -= 1

    await asyncio.gather(renews(here), renews(there), renews(here))
    assert most == 1


async def test_what_has_ended_is_forgotten_when_somebody_comes(
    here: SharedSessions, db: Database, clock: Clock
) -> None:
    old, fresh = working(), working(NOW + dt.timedelta(minutes=25))
    await here.put(old)
    await here.put(fresh)
    clock.now = NOW + IDLE + dt.timedelta(minutes=1)
    await here.put(begin(clock.now)[1])
    assert await here.get(old.key) is None
    assert await here.get(fresh.key) == fresh
    assert await db.fetchval("select count(*) from console_session") == 2


async def test_a_flood_of_log_ins_pushes_nobody_out(here: SharedSessions, db: Database) -> None:
    session = working()
    await here.put(session)
    rows = PgConsoleSessions(db, TENANT)
    for second in range(5):
        await here.put(begin(NOW + dt.timedelta(seconds=second))[1])
    await rows.sweep(NOW - IDLE, NOW - IDLE, 2)
    assert await here.get(session.key) == session
    waiting = await db.fetch("select seen_at from console_session where not logged_in order by seen_at")
    assert [row["seen_at"] for row in waiting] == [NOW + dt.timedelta(seconds=second) for second in (3, 4)]


def test_the_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    session = working()
    sealed = SessionKey.load(tmp_path).seal(session)
    assert SessionKey.load(tmp_path).open(sealed) == session
    path = tmp_path / "session.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(BadInput, match="mode 0600"):
        SessionKey.load(tmp_path)
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(BadInput):
        SessionKey.load(tmp_path)
