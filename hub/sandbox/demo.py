"""The demonstration: database, synthetic district, emulators, hub and worker, started and ended together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from hub.sandbox import demo_file, keeping, messages, processes, witness
from hub.sandbox.emulators import connector_environment, packages
from hub.sandbox.errors import AlreadyRunning, SandboxError
from hub.sandbox.memory import give_back_memory
from hub.sandbox.postgres import EmbeddedPostgres
from hub.sandbox.postgres_state import lock
from hub.sandbox.sample_application import submit_once
from hub.sandbox.seed_state import SeedReport
from hub.sandbox.seeding import Errand, Progress, seed_apart

ENVIRONMENT_FILE: Final = "demo-environment.json"
LOCK_FILE: Final = "demo.lock"
HOST: Final = "127.0.0.1"
_COMMANDS: Final = {"emulators": ("emulators",), "hub": ("serve",), "worker": ("worker",)}


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What to start. Ports: `port` for the hub, then the emulators, PostgreSQL and the mail emulator. `training`: with
    lessons in the console."""

    state_dir: Path
    port: int
    people: int
    seed: int
    training: bool = False

    @property
    def hub_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def emulators_port(self) -> int:
        return self.port + 1

    @property
    def emulators_url(self) -> str:
        return f"http://{HOST}:{self.emulators_port}"

    @property
    def smtp_port(self) -> int:
        return self.port + 3

    @property
    def postgres_port(self) -> int:
        return self.port + 2


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """A demonstration that answers."""

    plan: DemoPlan
    report: SeedReport
    data: dict[str, Any]
    children: list[processes.Child]
    environment: dict[str, str]

    async def keep(self, tell: Callable[[str], None]) -> None:
        """Starts a part again when it dies, until this is cancelled. Raises SandboxError for one that always dies."""
        environment = {**self.environment, processes.AGAIN_MARK: "true"}

        async def again(name: str) -> processes.Child:
            return await _start(self.plan, environment, name)

        await keeping.keep(self.plan.state_dir, self.children, again, tell)


@asynccontextmanager
async def running(plan: DemoPlan, progress: Progress) -> AsyncIterator[RunningDemo]:
    """Starts everything, gives it, and ends everything that was started (and nothing else)."""
    with _held(plan.state_dir):
        # Left by a supervisor that was killed; while the folder is ours, nobody else can have started them.
        await processes.end_all(plan.state_dir)
        for port, what in ((plan.port, "hub"), (plan.emulators_port, "emulators"), (plan.smtp_port, "mail emulator")):
            processes.check_port(port, what)
        followed = _forget(plan.state_dir)
        async with AsyncExitStack() as stack:
            server = EmbeddedPostgres(plan.state_dir / "postgres", port=plan.postgres_port)
            stack.push_async_callback(server.stop)
            url = await server.start()
            stack.push_async_callback(processes.end_all, plan.state_dir)
            errand = Errand(url, str(plan.state_dir), plan.people, plan.seed, plan.hub_url)
            report = await seed_apart(errand, progress)
            if report.fresh:
                witness.forget(plan.state_dir)
            environment = _environment(plan, url)
            _keep_environment(plan.state_dir, environment)
            # Together: each spends seconds on loading itself, and none needs another one for that.
            children: list[processes.Child] = []
            stack.push_async_callback(_stop_all, children)
            # One that stands in no list yet when another cannot be started is found by its mark.
            children += [await _start(plan, environment, name) for name in _COMMANDS]
            await _wait_for_all(plan, children)
            data = demo_file.build(plan, report, url, {c.name: c.pid for c in children}, server.pid)
            data["sample"]["tracking_number"] = followed or await submit_once(data)
            demo_file.write(plan.state_dir, data)
            give_back_memory()
            yield RunningDemo(plan, report, data, children, environment)


def environment_of(state_dir: Path) -> dict[str, str]:
    """The environment of a running demonstration, for a process that joins it; raises SandboxError.

    A connector's address set from outside wins here too, so that a part may come back with a proxy before an agency.
    """
    if not _is_held(state_dir):
        raise SandboxError("No demonstration runs from this folder. Start one with: make demo")
    try:
        kept: dict[str, str] = orjson.loads((state_dir / ENVIRONMENT_FILE).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise SandboxError("The demonstration in this folder is still starting. Try again in a moment.") from error
    return {**os.environ, **_outside_wins(kept)}


def _forget(state_dir: Path) -> str:
    """Removes demo.json, since whoever waits for it must not find that of last time; returns its tracking number."""
    try:
        number: str = demo_file.read(state_dir)["sample"]["tracking_number"]
    except (SandboxError, KeyError, AssertionError):
        number = ""
    (state_dir / demo_file.FILE).unlink(missing_ok=True)
    return number


async def _start(plan: DemoPlan, environment: dict[str, str], name: str) -> processes.Child:
    return await processes.start(name, _COMMANDS[name], {**os.environ, **environment}, plan.state_dir / "logs")


async def _stop_all(children: list[processes.Child]) -> None:
    """Together: each may wait for what it still has to send, and whoever ended the demonstration waits for all."""
    await asyncio.gather(*(processes.stop(child) for child in children))


async def _wait_for_all(plan: DemoPlan, children: list[processes.Child]) -> None:
    probes = {"emulators": f"{plan.emulators_url}/", "hub": f"{plan.hub_url}/health/ready"}
    for child in children:
        if child.name in probes:
            await processes.wait_ready(child, probes[child.name])
    for child in children:
        processes.check_alive(child)


def _environment(plan: DemoPlan, database_url: str) -> dict[str, str]:
    """What hub, worker and emulators need; an address already set from outside wins, so a proxy can stand between, and
    so do witnesses and the number of connections."""
    return _outside_wins(
        {
            "HUB_DATABASE_URL": database_url,
            "HUB_PUBLIC_URL": plan.hub_url,
            "HUB_PORT": str(plan.port),
            processes.STATE_MARK: str(plan.state_dir),
            "HUB_SANDBOX": "true",
            "HUB_TRAINING": str(plan.training).lower(),
            # One machine and few people: each further connection costs some 6 MB for as long as it is kept.
            "HUB_POOL_SIZE": "6",
            "HUB_CONNECTORS": packages(),
            "HUB_EMULATORS_PORT": str(plan.emulators_port),
            **connector_environment(plan.emulators_url, plan.state_dir),
            **messages.environment(plan.emulators_url, plan.smtp_port),
            **witness.environment(plan.emulators_url, plan.state_dir),
        }
    )


def _outside_wins(own: dict[str, str]) -> dict[str, str]:
    free = ("HUB_CONNECTOR_", "HUB_WITNESSES", "HUB_POOL_SIZE")
    return {name: os.environ.get(name, value) if name.startswith(free) else value for name, value in own.items()}


def _keep_environment(state_dir: Path, environment: dict[str, str]) -> None:
    demo_file.write_private(state_dir / ENVIRONMENT_FILE, orjson.dumps(environment))


@contextmanager
def _held(state_dir: Path) -> Iterator[None]:
    """Holds the folder until the end, however it comes; a second demonstration is refused."""
    state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock(state_dir / LOCK_FILE):
        # What a killed one left behind would be believed by who joins.
        (state_dir / ENVIRONMENT_FILE).unlink(missing_ok=True)
        yield


def _is_held(state_dir: Path) -> bool:
    try:
        lock(state_dir / LOCK_FILE).close()
    except AlreadyRunning:
        return True
    except OSError:
        return False
    return False
