"""`hub demo`: the hub in miniature on one machine; `hub demo-hub` and `hub demo-worker` start one part alone."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from hub.sandbox import demo_file, processes
from hub.sandbox.demo import DemoPlan, RunningDemo, environment_of, running, until_interrupted
from hub.sandbox.errors import SandboxError
from hub.sandbox.progress import bar

_ROOM_BYTES: Final = 512 * 1024 * 1024
StateDir = Annotated[Path, typer.Option(envvar="HUB_STATE_DIR", help="Where data, logs and demo.json lie.")]


def register(application: typer.Typer) -> None:
    application.command("demo")(demo)
    application.command("demo-hub")(demo_hub)
    application.command("demo-worker")(demo_worker)


def demo(
    state_dir: StateDir = Path("var"),
    port: Annotated[int, typer.Option(envvar="PORT", help="Port of the hub; the next two are used as well.")] = 8400,
    people: Annotated[int, typer.Option(envvar="PEOPLE", min=200, help="Synthetic people.")] = 5000,
    seed: Annotated[int, typer.Option(envvar="SEED", help="Same seed, same district.")] = 1901,
) -> None:
    """Start database, synthetic district, emulators, hub and worker; Ctrl-C ends them."""
    began = float(os.environ.get("DEMO_BEGAN", time.time()))
    plan = DemoPlan(state_dir.absolute(), port, people, seed)
    _check_room(plan.state_dir)
    try:
        asyncio.run(_run(plan, began))
    except OSError as error:
        raise SandboxError(
            f"The demonstration cannot go on: {error.strerror}. Free some room and start again."
        ) from error


def demo_hub(state_dir: StateDir = Path("var")) -> None:
    """Start only the hub, in the demonstration that runs from this folder."""
    _join(state_dir.absolute(), "hub", "serve")


def demo_worker(state_dir: StateDir = Path("var")) -> None:
    """Start only the worker, in the demonstration that runs from this folder."""
    _join(state_dir.absolute(), "worker", "worker")


def _join(state_dir: Path, part: str, command: str) -> None:
    environment = environment_of(state_dir)
    # exec keeps the process number, so what is written here stays true.
    demo_file.set_pids(state_dir, part, [os.getpid()])
    arguments = processes.command(command)
    os.execve(sys.executable, arguments, environment)  # noqa: S606 - our own interpreter and command


def _check_room(state_dir: Path) -> None:
    existing = next(folder for folder in (state_dir, *state_dir.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    if free < _ROOM_BYTES:
        raise SandboxError(
            f"The disk of {state_dir} has {free // 2**20} MB left; the demonstration needs {_ROOM_BYTES // 2**20} MB. "
            "Free some room, or choose another folder: HUB_STATE_DIR=/path make demo"
        )


async def _run(plan: DemoPlan, began: float) -> None:
    screen = Console(stderr=False, soft_wrap=True)
    with bar(screen) as progress:
        context = running(plan, progress)
        demonstration = await context.__aenter__()
    try:
        _show(screen, demonstration, time.time() - began)
        await until_interrupted()
        screen.print("Ending what was started ...")
    finally:
        await context.__aexit__(None, None, None)


def _show(screen: Console, demonstration: RunningDemo, seconds: float) -> None:
    data = demonstration.data
    memory = processes.proportional_memory(demo_file.pids(demonstration.plan.state_dir))
    screen.print()
    screen.print(_addresses(data))
    screen.print(_people(data))
    screen.print("The first query (paste it into another terminal, in this folder):\n")
    screen.print(demo_file.first_query(data), highlight=False, markup=False)
    screen.print(
        f"\nReady after {seconds:.1f} s; everything together takes {memory / 1e6:.0f} MB (PSS). "
        "All people are invented: DATA CONTOH. Ctrl-C ends everything."
    )


def _addresses(data: dict[str, object]) -> Table:
    table = Table("what", "where", title="Satu - demonstration", title_justify="left")
    for name in ("graphql_url", "console_url", "portal_url", "issuer", "metrics_url"):
        if data[name]:
            table.add_row(name.removesuffix("_url"), str(data[name]))
    for agency, urls in demo_file.emulators(data).items():
        table.add_row(f"emulator: {agency}", urls["admin_url"])
    table.add_row("everything else", "var/demo.json")
    return table


def _people(data: dict[str, object]) -> Table:
    table = Table("role", "user", "password", title="People who can log in", title_justify="left")
    for user in demo_file.users(data):
        table.add_row(user["role"], user["username"], user["password"])
    return table
