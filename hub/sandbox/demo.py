"""The demonstration: database, synthetic district, emulators, hub and worker, started and ended together."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from hub.sandbox import demo_file, processes
from hub.sandbox.errors import SandboxError
from hub.sandbox.postgres import EmbeddedPostgres
from hub.sandbox.seed import Progress, SeedReport, seed
from hub.store.migrate import migrate

ENVIRONMENT_FILE: Final = "demo-environment.json"
HOST: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What to start. Ports: `port` for the hub, then the emulators, then PostgreSQL."""

    state_dir: Path
    port: int
    people: int
    seed: int

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
    def postgres_port(self) -> int:
        return self.port + 2


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """A demonstration that answers."""

    plan: DemoPlan
    report: SeedReport
    data: dict[str, Any]
    children: tuple[processes.Child, ...]


@asynccontextmanager
async def running(plan: DemoPlan, progress: Progress) -> AsyncIterator[RunningDemo]:
    """Starts everything, gives it, and ends everything that was started (and nothing else)."""
    _refuse_second(plan.state_dir)
    for port, what in ((plan.port, "hub"), (plan.emulators_port, "emulators")):
        processes.check_port(port, what)
    plan.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    async with AsyncExitStack() as stack:
        stack.callback(_end_joined, plan.state_dir)
        server = EmbeddedPostgres(plan.state_dir / "postgres", port=plan.postgres_port)
        url = await server.start()
        stack.push_async_callback(server.stop)
        await migrate(url)
        report = await seed(url, plan.state_dir, people=plan.people, seed=plan.seed, progress=progress)
        environment = _environment(plan, url)
        _keep_environment(plan.state_dir, environment)
        children = [await _start(stack, plan, environment, name) for name in ("emulators", "hub", "worker")]
        data = demo_file.build(plan, report, url, {c.name: c.pid for c in children}, server.pid)
        demo_file.write(plan.state_dir, data)
        yield RunningDemo(plan, report, data, tuple(children))


async def until_interrupted() -> None:
    """Waits for Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


def environment_of(state_dir: Path) -> dict[str, str]:
    """The environment of a running demonstration, for a process that joins it; raises SandboxError."""
    try:
        kept: dict[str, str] = orjson.loads((state_dir / ENVIRONMENT_FILE).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise SandboxError("No demonstration runs from this folder. Start one with: make demo") from error
    return {**os.environ, **kept}


_COMMANDS: Final = {"emulators": ("emulators",), "hub": ("serve",), "worker": ("worker",)}


async def _start(stack: AsyncExitStack, plan: DemoPlan, environment: dict[str, str], name: str) -> processes.Child:
    full = {**os.environ, **environment}
    child = await processes.start(name, _COMMANDS[name], full, plan.state_dir / "logs")
    stack.push_async_callback(processes.stop, child)
    probe = {"emulators": f"{plan.emulators_url}/", "hub": f"{plan.hub_url}/health/ready"}.get(name)
    if probe:
        await processes.wait_ready(child, probe)
    return child


def _environment(plan: DemoPlan, database_url: str) -> dict[str, str]:
    """What hub, worker and emulators need; an address already set from outside wins, so a proxy can stand between."""
    own = {
        "HUB_DATABASE_URL": database_url,
        "HUB_PUBLIC_URL": plan.hub_url,
        "HUB_PORT": str(plan.port),
        processes.STATE_MARK: str(plan.state_dir),
        "HUB_SANDBOX": "true",
        "HUB_EMULATORS_PORT": str(plan.emulators_port),
        "HUB_CONNECTOR_POPULATION_URL": f"{plan.emulators_url}/population",
        "HUB_CONNECTOR_HEALTH_URL": f"{plan.emulators_url}/health",
    }
    return {key: os.environ.get(key, value) if "CONNECTOR" in key else value for key, value in own.items()}


def _keep_environment(state_dir: Path, environment: dict[str, str]) -> None:
    demo_file.write_private(state_dir / ENVIRONMENT_FILE, orjson.dumps(environment))


def _refuse_second(state_dir: Path) -> None:
    pids = demo_file.pids(state_dir)
    alive = [pid for pid in pids if processes.is_ours(pid, state_dir)]
    if alive:
        raise SandboxError(
            f"A demonstration from this folder still runs (process {alive[0]}). End it with Ctrl-C in its terminal, "
            f"or: kill {' '.join(map(str, alive))}"
        )


def _end_joined(state_dir: Path) -> None:
    processes.end_joined(demo_file.pids(state_dir), state_dir)
