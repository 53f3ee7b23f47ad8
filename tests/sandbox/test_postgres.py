"""The embedded server's life: start, stop, start again, and what is left when somebody is killed."""

from __future__ import annotations

import asyncio
import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from hub.sandbox import postgres_account, postgres_binaries
from hub.sandbox.errors import AlreadyRunning, SandboxError
from tests.sandbox.conftest import Launcher, ask, is_alive, kill

LAUNCH = Path(__file__).with_name("launch_postgres.py")
ROOT = Path(__file__).parents[2]


async def test_it_answers_as_an_owner_without_superuser_rights(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    url = await server.start()
    assert is_alive(server.pid)
    assert await ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    for extension in ("pg_trgm", "btree_gist", "citext", "unaccent"):
        await ask(url, f"CREATE EXTENSION {extension}")
    assert await ask(server.superuser_url, "SELECT current_setting('is_superuser')") == "on"


async def test_the_cluster_is_made_as_promised(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    url = await server.start()
    assert await ask(url, "SELECT current_setting('data_checksums')") == "on"
    locale = "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = current_database()"
    assert await ask(url, locale) == "b C.UTF-8"
    assert await ask(url, "SELECT current_setting('listen_addresses')") == "127.0.0.1"
    assert await ask(server.superuser_url, "SELECT current_setting('unix_socket_directories')") == ""
    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(url.replace("satu:", "satu:x"), "SELECT 1")


async def test_the_password_is_kept_from_others(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    password = urlsplit(await server.start()).password
    assert password
    assert len(password) >= 32
    state = tmp_path / "postgres.json"
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert password in state.read_text()
    assert password.encode() not in Path(f"/proc/{server.pid}/cmdline").read_bytes()
    assert password.encode() not in Path(f"/proc/{server.pid}/environ").read_bytes()


async def test_no_value_of_a_statement_reaches_the_log(launcher: Launcher, tmp_path: Path) -> None:
    url = await launcher(tmp_path).start()
    with pytest.raises(asyncpg.PostgresError):
        await ask(url, "SELECT 'Siti Contoh', 1 / $1::int", 0)
    await ask(url, "CREATE TABLE person (name text PRIMARY KEY)")
    for expected in (None, asyncpg.UniqueViolationError):
        if expected is None:
            await ask(url, "INSERT INTO person VALUES ('Siti Contoh')")
        else:
            with pytest.raises(expected):
                await ask(url, "INSERT INTO person VALUES ('Siti Contoh')")
    log = (tmp_path / "postgres.log").read_text()
    assert "division by zero" in log
    assert "Siti" not in log


async def test_a_second_start_keeps_the_data_and_the_port(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    first = await server.start()
    await ask(first, "CREATE TABLE kept (id int)")
    await server.stop()
    assert server.pid == 0
    again = launcher(tmp_path)
    assert await again.start() == first
    assert await ask(first, "SELECT count(*) FROM kept") == 0


async def test_a_killed_server_recovers_what_was_committed(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path, fast=False)
    url = await server.start()
    await ask(url, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")
    kill(server.pid)
    await server.stop()
    url = await launcher(tmp_path, fast=False).start()
    assert await ask(url, "SELECT count(*) FROM kept") == 1000


@contextmanager
def another_process(
    state_dir: Path, cache: Path, *arguments: str
) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    command = [sys.executable, str(LAUNCH), str(state_dir), str(cache), *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())
        process.communicate("\n")


async def test_the_server_of_a_killed_launcher_is_ended_and_its_data_go_on(
    launcher: Launcher, tmp_path: Path, places: Path
) -> None:
    with another_process(tmp_path, places, "die") as (process, said):
        process.wait()
    left = int(said["pid"])
    assert is_alive(left)
    await ask(said["url"], "CREATE TABLE kept (id int)")
    url = await launcher(tmp_path, outside=places / "outside").start()
    assert not is_alive(left)
    assert await ask(url, "SELECT count(*) FROM kept") == 0


async def test_a_second_demo_in_the_same_place_is_refused_and_the_first_goes_on(
    launcher: Launcher, tmp_path: Path
) -> None:
    first = launcher(tmp_path)
    url = await first.start()
    with pytest.raises(AlreadyRunning, match="A demo is already running"):
        await launcher(tmp_path).start()
    assert await ask(url, "SELECT 1") == 1


async def test_two_checkouts_never_meet(launcher: Launcher, tmp_path: Path) -> None:
    one, other = launcher(tmp_path / "one" / "var"), launcher(tmp_path / "other" / "var")
    first, second = await asyncio.gather(one.start(), other.start())
    assert urlsplit(first).port != urlsplit(second).port
    assert one.data_directory != other.data_directory
    await one.stop()
    assert await ask(second, "SELECT 1") == 1


async def test_a_copied_checkout_gets_a_cluster_of_its_own(launcher: Launcher, tmp_path: Path) -> None:
    original = launcher(tmp_path / "one")
    await original.start()
    (tmp_path / "two").mkdir()
    shutil.copy(tmp_path / "one" / "postgres.json", tmp_path / "two")
    copy = launcher(tmp_path / "two")
    await copy.start()
    assert copy.data_directory != original.data_directory
    assert is_alive(original.pid)


async def test_a_server_that_somebody_else_started_is_left_alone(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    await server.start()
    await server.stop()
    account = postgres_account.choose()
    program = str(postgres_binaries.locate(account) / "postgres")
    options = ["-D", str(server.data_directory), "--unix_socket_directories=", f"--port={urlsplit(server.url).port}"]
    with (tmp_path / "foreign.log").open("wb") as log:
        foreign = postgres_account.spawn(account, [program, *options], log)
    try:
        while not (server.data_directory / "postmaster.pid").exists():
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        with pytest.raises(SandboxError, match=f"not started here .process {foreign.pid}."):
            await launcher(tmp_path).start()
        assert foreign.poll() is None
    finally:
        foreign.terminate()
        foreign.wait()


async def test_a_pid_file_whose_number_now_belongs_to_a_stranger_is_stale(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    await server.start()
    pid_file = server.data_directory / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    kill(server.pid)
    await server.stop()
    with (tmp_path / "stranger.log").open("wb") as log:
        stranger = postgres_account.spawn(postgres_account.choose(), ["/bin/sleep", "60"], log)
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        url = await launcher(tmp_path).start()
        assert await ask(url, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_a_start_that_is_cancelled_leaves_nothing_running(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    starting = asyncio.ensure_future(server.start())
    await asyncio.sleep(0.3)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert server.pid == 0
    again = launcher(tmp_path)
    await again.start()
    assert is_alive(again.pid)


async def test_removing_leaves_neither_server_nor_data(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    await server.start()
    pid, data = server.pid, server.data_directory
    await server.remove()
    assert not is_alive(pid)
    assert not data.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["postgres.lock"]
