"""What cannot work gets one sentence that says what to do, and nothing half-made is left."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.sandbox.errors import SandboxError
from tests.sandbox.conftest import Launcher, ask

MEGABYTE = 2**20


async def refusal(launcher: Launcher, state_dir: Path, **options: object) -> str:
    """The sentence with which a start is refused."""
    server = launcher(state_dir, **options)
    with pytest.raises(SandboxError) as caught:
        await server.start()
    assert server.pid == 0
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


async def test_a_taken_port(launcher: Launcher, tmp_path: Path, taken_port: int) -> None:
    message = await refusal(launcher, tmp_path, port=taken_port)
    assert message == (
        f"Port {taken_port} on 127.0.0.1 for PostgreSQL is taken. End what listens there, or choose others: "
        f"make demo PORT={taken_port + 100}."
    )


async def test_a_port_of_last_time_that_is_taken_now_is_replaced(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    first = await server.start()
    await server.stop()
    port = int(first.rpartition("/")[0].rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)):
        second = await launcher(tmp_path).start()
    assert second != first
    assert await ask(second, "SELECT 1") == 1


async def test_a_half_made_data_directory(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    await server.start()
    await server.stop()
    (server.data_directory / "global" / "pg_control").unlink()
    message = await refusal(launcher, tmp_path)
    assert message.startswith(f"{server.data_directory} holds only half a database: remove that directory")
    assert (server.data_directory / "PG_VERSION").exists()


async def test_an_initialisation_that_was_cut_off_is_made_anew(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    await server.start()
    await server.stop()
    server.data_directory.rename(server.data_directory.with_name("data.new"))
    (server.data_directory.with_name("data.new") / "PG_VERSION").unlink()
    url = await launcher(tmp_path).start()
    assert await ask(url, "SELECT 1") == 1
    assert not server.data_directory.with_name("data.new").exists()


async def test_a_cluster_of_another_version(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    await server.start()
    await server.stop()
    (server.data_directory / "PG_VERSION").write_text("14\n")
    assert "was made by PostgreSQL 14 and this is 18" in await refusal(launcher, tmp_path)


async def test_a_lost_or_broken_state_file(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    await server.start()
    await server.stop()
    state = tmp_path / "postgres.json"
    kept = state.read_text()
    state.write_text("{")
    assert "cannot be read: call `make clean`" in await refusal(launcher, tmp_path)
    state.write_text(kept)
    assert await ask(await launcher(tmp_path).start(), "SELECT 1") == 1


async def test_a_setting_that_the_server_refuses(launcher: Launcher, tmp_path: Path) -> None:
    message = await refusal(launcher, tmp_path, settings={"shared_buffers": "plenty"})
    assert message.startswith("PostgreSQL could not be started in ")
    assert 'invalid value for parameter "shared_buffers"' in message


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 128 MB that the server's account can enter; ask for it before `launcher`, which empties it."""
    place = Path(f"/var/lib/satu-sandbox-small-{os.getpid()}")
    if os.geteuid() != 0:
        pytest.skip("a small file system can only be mounted by root")
    place.mkdir(mode=0o755)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128m,mode=0755", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        if mounted.returncode != 0:
            pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.strip()}")
        yield place
        subprocess.run(["umount", str(place)], check=True)
    finally:
        shutil.rmtree(place)


def fill(disk: Path, leave: int) -> None:
    """Fill `disk` until only `leave` bytes are free."""
    with (disk / "ballast").open("wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, shutil.disk_usage(disk).free - leave)


async def test_a_full_disk_before_the_first_start(small_disk: Path, launcher: Launcher) -> None:
    fill(small_disk, leave=20 * MEGABYTE)
    message = await refusal(launcher, small_disk)
    assert message == f"The disk that holds {small_disk}/postgres is full: free at least 96 MB and start again."
    assert not (small_disk / "postgres" / "data").exists()
    (small_disk / "ballast").unlink()
    server = launcher(small_disk)
    assert await ask(await server.start(), "SELECT 1") == 1
    await server.remove()


@pytest.mark.parametrize("free", [20 * MEGABYTE, 0])
async def test_a_full_disk_at_a_second_start(small_disk: Path, launcher: Launcher, free: int) -> None:
    server = launcher(small_disk)
    await server.start()
    await server.stop()
    fill(small_disk, leave=free)
    assert "is full: free at least 32 MB" in await refusal(launcher, small_disk)
    (small_disk / "ballast").unlink()
    again = launcher(small_disk)
    assert await ask(await again.start(), "SELECT 1") == 1
    await again.remove()
