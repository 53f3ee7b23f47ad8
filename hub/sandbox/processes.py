"""Processes of the demonstration: started apart from the terminal's group, ended in order, and only our own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import aiohttp

from hub.sandbox.errors import SandboxError

_STOP_SECONDS: Final = 15.0
_READY_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.05
STATE_MARK: Final = "HUB_STATE_DIR"


@dataclass(frozen=True, slots=True)
class Child:
    """A process of ours; its output goes to `log`."""

    name: str
    process: asyncio.subprocess.Process
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid


def command(*arguments: str) -> list[str]:
    """The command line of `python -m hub ARGUMENTS` with this very interpreter."""
    return [sys.executable, "-m", "hub", *arguments]


async def start(name: str, arguments: tuple[str, ...], environment: Mapping[str, str], logs: Path) -> Child:
    """Starts `hub ARGUMENTS` in a session of its own, so that Ctrl-C reaches only the supervisor."""
    log = logs / f"{name}.log"
    with _opened(log) as output:
        process = await asyncio.create_subprocess_exec(
            *command(*arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            start_new_session=True,
        )
    return Child(name, process, log)


def _opened(log: Path) -> IO[bytes]:
    log.parent.mkdir(parents=True, exist_ok=True)
    return log.open("ab")


async def wait_ready(child: Child, url: str) -> None:
    """Waits until `url` answers 200; raises SandboxError when the process ends or stays silent."""
    deadline = asyncio.get_running_loop().time() + _READY_SECONDS
    async with aiohttp.ClientSession() as session:
        while asyncio.get_running_loop().time() < deadline:
            if child.process.returncode is not None:
                raise SandboxError(f"The {child.name} ended while it started. Its reason stands in {child.log}.")
            if await _answers(session, url):
                return
            await asyncio.sleep(_POLL_SECONDS)
    raise SandboxError(f"The {child.name} did not answer within {_READY_SECONDS:.0f} s. See {child.log}.")


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url, timeout=aiohttp.ClientTimeout(total=2)) as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


async def stop(child: Child) -> None:
    """Asks the process to end, and kills it when it does not within 15 s."""
    if child.process.returncode is not None:
        return
    child.process.terminate()
    try:
        await asyncio.wait_for(child.process.wait(), _STOP_SECONDS)
    except TimeoutError:
        child.process.kill()
        await child.process.wait()


def is_ours(pid: int, state_dir: Path) -> bool:
    """Whether `pid` is a live hub process of this state directory; a reused number is never taken for ours."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"hub" in arguments and f"{STATE_MARK}={state_dir}".encode() in environment


def end_joined(pids: list[int], state_dir: Path) -> None:
    """Ends processes that joined this demonstration (`make demo-hub`) and are not children of ours."""
    for pid in pids:
        if pid and is_ours(pid, state_dir):
            os.kill(pid, signal.SIGTERM)


def check_port(port: int, what: str) -> None:
    """Raises SandboxError when somebody listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SandboxError(
                f"Port {port} for the {what} is taken. End what listens there, "
                f"or choose others: make demo PORT={port + 100}."
            ) from error


def proportional_memory(pids: list[int]) -> int:
    """Memory of these processes and their children in bytes, shared pages counted once (PSS, Linux)."""
    total = 0
    for pid in _with_children(pids):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


def _with_children(pids: list[int]) -> set[int]:
    found = {pid for pid in pids if pid}
    frontier = list(found)
    while frontier:
        for task in Path(f"/proc/{frontier.pop()}/task").glob("*/children"):
            try:
                children = [int(number) for number in task.read_text(encoding="ascii").split()]
            except OSError:
                continue
            frontier += [child for child in children if child not in found]
            found |= set(children)
    return found
