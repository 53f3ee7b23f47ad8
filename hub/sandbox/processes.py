"""Processes of the demonstration: started apart from the terminal's group, ended in order, and only our own."""

from __future__ import annotations

import asyncio
import errno
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
_READY_SECONDS: Final = 120.0
_POLL_SECONDS: Final = 0.05
_TAIL_BYTES: Final = 8 * 1024
STATE_MARK: Final = "HUB_STATE_DIR"
AGAIN_MARK: Final = "DEMO_STARTED_AGAIN"
"""In the environment of a part that the demonstration started again after it had died."""
_PARTS: Final = {b"serve": "hub", b"worker": "worker", b"emulators": "emulators", b"demo-seed": "seed"}
"""Last word of the command line -> part of the demonstration."""


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
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")


async def wait_ready(child: Child, url: str) -> None:
    """Waits until `url` answers 200; raises SandboxError when the process ends or stays silent."""
    deadline = asyncio.get_running_loop().time() + _READY_SECONDS
    async with aiohttp.ClientSession() as session:
        while asyncio.get_running_loop().time() < deadline:
            check_alive(child)
            if await _answers(session, url):
                return
            await asyncio.sleep(_POLL_SECONDS)
    raise SandboxError(f"The {child.name} did not answer within {_READY_SECONDS:.0f} s. See {child.log}.")


def check_alive(child: Child) -> None:
    """Raises SandboxError with the reason when the process has ended."""
    if child.process.returncode is not None:
        raise SandboxError(f"The {child.name} ended while it started{reason(child.log)}")


def reason(log: Path) -> str:
    """The last line of the log where it is a sentence for people; otherwise only where to look."""
    with log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
        lines = [line.strip() for line in file.read().decode("utf-8", "replace").splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    if last.endswith((".", "!")) and not last.startswith("{"):
        return f": {last}"
    return f". See {log}."


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


def of_demonstration(state_dir: Path, part: str | None = None) -> list[int]:
    """Live processes of this state directory's demonstration (or one part of it), whoever started them.

    They are known by their command and by the state directory in their environment, so a reused number is never
    taken for ours.
    """
    numbers = sorted(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if (found := part_of(pid, state_dir)) and part in {None, found}]


def part_of(pid: int, state_dir: Path) -> str | None:
    """Which part of this demonstration the process is (hub, worker, emulators, seed); None for anything else."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return None
    if arguments[-3:-1] != [b"-m", b"hub"] or os.fsencode(f"{STATE_MARK}={state_dir}") not in environment:
        return None
    return _PARTS.get(arguments[-1])


def was_started_again(pid: int) -> bool:
    """Whether a process has the mark of one that the demonstration started again."""
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
    return any(entry.startswith(os.fsencode(f"{AGAIN_MARK}=")) for entry in environment)


async def end_all(state_dir: Path, part: str | None = None) -> None:
    """Ends what is left of this demonstration (or of one part of it): parts that joined it, and those of a supervisor
    that was killed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in of_demonstration(state_dir, part):
            _signal(pid, state_dir, number)
        deadline = asyncio.get_running_loop().time() + _STOP_SECONDS
        while of_demonstration(state_dir, part) and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110  a process sets no event
            await asyncio.sleep(_POLL_SECONDS)


def _signal(pid: int, state_dir: Path, number: signal.Signals) -> None:
    """Signals the process while it still is the one that we mean."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        if part_of(pid, state_dir):
            signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        return
    finally:
        os.close(handle)


def check_port(port: int, what: str) -> None:
    """Raises SandboxError when the port cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            # Only listening tells: two sockets that reuse an address may both bind it.
            probe.listen(1)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            problem = "is taken. End what listens there" if taken else "may not be used by this account"
            other = port + 100 if taken else 8400
            raise SandboxError(
                f"Port {port} for the {what} {problem}, or choose others: make demo PORT={other}."
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
