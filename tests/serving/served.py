"""`hub serve` as a process of its own, for the tests of what holds over several of them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from hub.sandbox.emulators import connector_environment
from tests.fixtures.demo import OURS, ROOT, free_ports

START_SECONDS = 90


class Served:
    """`hub serve` as a process of its own."""

    def __init__(self, url: str, folder: Path, *arguments: str, **settings: str) -> None:
        self.port, self.log = free_ports(), folder / "serve.log"
        self.seen: set[psutil.Process] = set()
        kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
        own = {"HUB_DATABASE_URL": url, "HUB_STATE_DIR": str(folder / "state"), "HUB_PORT": str(self.port),
               "HUB_PUBLIC_URL": self.url, "HUB_POOL_SIZE": "2", **settings}  # fmt: skip
        own |= connector_environment("http://127.0.0.1:9", folder)
        with self.log.open("ab") as output:
            self.process = psutil.Popen(
                [sys.executable, "-m", "hub", "serve", *arguments],
                cwd=ROOT, env={**kept, **own}, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def children(self) -> set[int]:
        return {child.pid for child in self.process.children()}

    @property
    def output(self) -> str:
        return self.log.read_text()

    async def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not holds():
            assert self.process.poll() is None, self.output[-3000:]
            assert time.monotonic() < deadline, self.output[-3000:]
            await asyncio.sleep(0.1)

    async def answering(self) -> set[int]:
        """Processes that have answered, as far as their open connections tell."""
        found = set()
        for child in self.process.children():
            if any(c.status == psutil.CONN_LISTEN and c.laddr.port == self.port for c in child.net_connections()):
                found.add(child.pid)
                self.seen.add(child)
        return found

    async def ready(self, count: int) -> set[int]:
        """Waits until so many processes listen; gives them."""
        deadline = time.monotonic() + START_SECONDS
        while len(found := await self.answering()) < count:
            assert self.process.poll() is None, self.output[-3000:]
            assert time.monotonic() < deadline, self.output[-3000:]
            await asyncio.sleep(0.1)
        return found

    def remove(self) -> None:
        """Whatever happened, also to the parent: nothing of it runs any more."""
        children = self.process.children() if self.process.is_running() else []
        for process in {*children, *self.seen, self.process}:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
