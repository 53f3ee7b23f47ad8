"""`hub worker`, and other commands, as processes of their own over a test's database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from hub.sandbox.emulators import connector_environment
from tests.fixtures.demo import OURS, ROOT

NOBODY_THERE = "http://127.0.0.1:9"


def environment(url: str, folder: Path, emulators: str = NOBODY_THERE) -> dict[str, str]:
    """Settings of a hub in the sandbox; `folder` holds its keys, `emulators` is where the agencies are."""
    kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    own = {"HUB_DATABASE_URL": url, "HUB_STATE_DIR": str(folder), "HUB_SANDBOX": "true"}
    return {**kept, **own, **connector_environment(emulators, folder)}


@contextmanager
def worker(
    url: str, folder: Path, emulators: str = NOBODY_THERE, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker, killed at the end if it still runs; `more` are further settings. Its output is FOLDER/worker.log."""
    with (folder / "worker.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "hub", "worker"],
            cwd=ROOT,
            env={**environment(url, folder, emulators), **more},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def command(url: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`hub WORDS`, finished."""
    return subprocess.run(
        [sys.executable, "-m", "hub", *words],
        cwd=ROOT,
        env=environment(url, folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
