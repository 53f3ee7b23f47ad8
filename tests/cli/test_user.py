"""`hub user` and `hub enrol`, as an operator calls them: what they do stands in the history, and no word does."""

from __future__ import annotations

from pathlib import Path

from hub.core.accounts import User
from hub.core.actor import Role
from hub.identity.passwords import holds
from hub.store import Database, PgIdentity
from tests.store.samples import TENANT
from tests.worker.process import command


async def test_an_administrator_is_made_gets_a_new_word_and_is_closed(database: str, tmp_path: Path) -> None:
    made = command(database, tmp_path, "user", "administrator", "ani", "--display-name", "Ani (DATA CONTOH)")
    assert made.returncode == 0, made.stderr
    word = made.stdout.splitlines()[0]
    opened = await Database.open(database)
    try:
        user = await _of(opened)
        assert (user.roles, user.region, user.active) == (frozenset({Role.ADMINISTRATOR}), "19.01", True)
        assert user.enrol_until is not None
        assert holds(word, user.password_hash)
        again = command(database, tmp_path, "enrol", "ani")
        assert again.returncode == 0, again.stderr
        assert not holds(word, (await _of(opened)).password_hash)
        closed = command(database, tmp_path, "user", "close", "ani", "--reason", "Untuk pengujian.")
        assert closed.returncode == 0, closed.stderr
        assert not (await _of(opened)).active
        entries = await opened.fetch("select * from account_change order by id")
        assert [row["kind"] for row in entries] == ["CREATED", "WORD_ISSUED", "WORD_ISSUED", "CLOSED"]
        # Whoever reads an entry is asked for the region that stands in it.
        assert {row["after"]["region"] for row in entries} == {"19.01"}
        assert {row["actor"] for row in entries} == {"operator"}
        told = [line.rpartition(" ")[2] for line in again.stdout.splitlines()[:1]] + [word]
        assert not any(each in str([dict(row) for row in entries]) for each in told)
    finally:
        await opened.close()


async def _of(database: Database) -> User:
    found = await PgIdentity(database, TENANT).user_by_name("ani")
    assert found is not None
    return found
