"""Servers of a test's own, ended and removed whatever the test does."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from hub.sandbox.errors import SandboxError
from hub.sandbox.postgres import EmbeddedPostgres
from hub.sandbox.postgres_state import process_start

MEMORY = Path("/dev/shm")
Launcher = Callable[..., EmbeddedPostgres]


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Path]:
    """A directory for what a server cannot keep in its own; root's servers can enter it. It ends up empty."""
    base = MEMORY if os.access(MEMORY, os.W_OK) else Path("/var/lib")
    outside = base / f"satu-sandbox-tests-{os.getpid()}-{tmp_path.name}" if os.geteuid() == 0 else tmp_path / "outside"
    yield outside
    left = list(outside.rglob("PG_VERSION")) if outside.exists() else []
    shutil.rmtree(outside, ignore_errors=True)
    assert not left, f"a test left a cluster behind: {left}"


@pytest.fixture
async def launcher(places: Path) -> AsyncIterator[Launcher]:
    """Makes EmbeddedPostgres objects and removes each of them, server and data, after the test."""
    made: list[EmbeddedPostgres] = []

    def make(state_dir: Path, **options: object) -> EmbeddedPostgres:
        server = EmbeddedPostgres(state_dir, **{"fast": True, "outside": places, **options})  # type: ignore[arg-type]  # test-only pass-through
        made.append(server)
        return server

    yield make
    for server in made:
        try:
            await server.remove()
        except SandboxError:
            # Its directory was taken by another one of the list, which is removed in its turn.
            continue


async def ask(url: str, query: str, *values: object) -> object:
    """One value from the server at `url`."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query, *values)
    finally:
        await connection.close()


def is_alive(pid: int) -> bool:
    return process_start(pid) is not None


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
