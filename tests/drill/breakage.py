"""Ways to end and stop the processes of a demonstration: kill -9 of a part, its database paused, stopped at once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import aiohttp

from hub.sandbox import processes
from tests.fixtures.demo import ROOT, Demo

BACK_SECONDS: Final = 120
_POLL: Final = 0.05


@dataclass
class Parts:
    """The parts of a running demonstration, which may be killed and come back."""

    demo: Demo
    _joined: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill(self, part: str) -> None:
        """kill -9 of every process of a part (hub, worker)."""
        for pid in self.demo.data["pids"][part]:
            os.kill(pid, signal.SIGKILL)
        _until(lambda: not processes.of_demonstration(self.demo.state_dir, part))

    def start(self, part: str) -> None:
        """Starts a part as `make demo-PART` does; does not wait for it."""
        with (self.demo.state_dir / f"{part}-again.log").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "hub", f"demo-{part}"],
                cwd=ROOT, env=self.demo.full_environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                process_group=0,
            )  # fmt: skip
        self._joined.append(process)

    async def answers(self) -> None:
        """Waits until the hub says that it is ready."""
        deadline = time.monotonic() + BACK_SECONDS
        async with aiohttp.ClientSession() as session:
            while not await _is_ready(session, f"{self.demo.data['issuer']}/health/ready"):
                assert time.monotonic() < deadline, "the hub did not come back"
                await asyncio.sleep(_POLL)

    def end(self) -> None:
        """Nothing that this has started runs any more."""
        for process in self._joined:
            if process.poll() is None:
                process.kill()
            process.wait()


@dataclass
class DatabaseServer:
    """The demonstration's PostgreSQL: paused with all its processes, or stopped at once and started again as it was."""

    postmaster: int

    @classmethod
    def of(cls, demo: Demo) -> DatabaseServer:
        return cls(demo.data["pids"]["postgres"])

    def pause(self) -> None:
        self._signal_all(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal_all(signal.SIGCONT)

    def stop_at_once_and_start(self) -> None:
        """SIGQUIT: no process of it finishes anything, and the next start recovers from the log of writes."""
        place = Path(f"/proc/{self.postmaster}")
        command = place.joinpath("cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        environment = dict(
            pair.split(b"=", 1) for pair in place.joinpath("environ").read_bytes().split(b"\0") if b"=" in pair
        )
        binary, directory, owner = (place / "exe").resolve(), (place / "cwd").resolve(), place.stat()
        os.kill(self.postmaster, signal.SIGQUIT)
        _until(lambda: not _lives(place))
        server = subprocess.Popen(
            command, executable=binary, env=environment, cwd=directory, user=owner.st_uid, group=owner.st_gid,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.postmaster = server.pid
        self._server = server

    def end(self) -> None:
        """Ends a server that this has started; the demonstration knows only its own."""
        server: subprocess.Popen[bytes] | None = getattr(self, "_server", None)
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)
            server.wait(BACK_SECONDS)

    def _signal_all(self, number: signal.Signals) -> None:
        children = Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text(encoding="ascii")
        for pid in (self.postmaster, *map(int, children.split())):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue


async def _is_ready(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(address, timeout=aiohttp.ClientTimeout(total=2)) as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def _lives(place: Path) -> bool:
    """Whether the process runs; one that has ended and was not yet waited for does not."""
    try:
        return "State:\tZ" not in place.joinpath("status").read_text(encoding="ascii")
    except OSError:
        return False


def _until(done: Callable[[], bool], seconds: float = BACK_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(_POLL)
