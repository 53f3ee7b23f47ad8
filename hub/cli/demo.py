"""`hub demo`: the hub in miniature on one machine; `hub demo-hub` and `hub demo-worker` start one part alone.

`hub demo-audit` is `hub audit` for the demonstration that runs, `hub demo-operator` any command of its operator.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import shutil
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from hub.cli import assets
from hub.core.errors import HubError
from hub.sandbox import demo_file, postgres_cluster, processes
from hub.sandbox.demo import DemoPlan, RunningDemo, environment_of, running
from hub.sandbox.errors import SandboxError
from hub.sandbox.interruption import ended_by_signals
from hub.sandbox.practice import bring_cases
from hub.sandbox.progress import bar

_ROOM_BYTES: Final = 512 * 1024 * 1024
_ROOM_BYTES_A_PERSON: Final = 8 * 1024
_FULL_BYTES: Final = 16 * 1024 * 1024
# The database's account may not listen on a lower one.
_FIRST_PORT: Final = 1024
_LAST_PORT: Final = 65535 - 2
_INTERRUPTED: Final = 130
_AS_TYPED: Final = {"ignore_unknown_options": True, "allow_interspersed_args": False}
"""What follows the first word is the command's own, `--help` among it."""
_SAMPLES: Final = 5
# Targets for 5,000 people on two cores with a warm package cache; shown, never asserted.
_FIRST_START_SECONDS: Final = 240
_SECOND_START_SECONDS: Final = 8
_IDLE_MEGABYTES: Final = 500
StateDir = Annotated[Path, typer.Option(envvar="HUB_STATE_DIR", help="Where data, logs and demo.json lie.")]


def register(application: typer.Typer) -> None:
    application.command("demo")(demo)
    application.command("demo-hub")(demo_hub)
    application.command("demo-worker")(demo_worker)
    application.command("demo-cases")(demo_cases)
    application.command("demo-audit", context_settings={"ignore_unknown_options": True})(demo_audit)
    application.command("demo-operator", context_settings=_AS_TYPED)(demo_operator)


def demo(
    state_dir: StateDir = Path("var"),
    port: Annotated[
        int,
        typer.Option(envvar="PORT", min=_FIRST_PORT, max=_LAST_PORT, help="Port of the hub; the next two follow."),
    ] = 8400,
    people: Annotated[int, typer.Option(envvar="PEOPLE", min=200, help="Synthetic people.")] = 5000,
    seed: Annotated[int, typer.Option(envvar="SEED", help="Same seed, same district.")] = 1901,
    training: Annotated[bool, typer.Option(help="With lessons in the console, and cases to practise on.")] = False,
) -> None:
    """Start database, synthetic district, emulators, hub and worker; Ctrl-C ends them."""
    began = float(os.environ.get("DEMO_BEGAN", time.time()))
    # A refusal is one sentence; without a handler Python prints warnings beside it.
    logging.getLogger("hub").addHandler(logging.NullHandler())
    plan = DemoPlan(state_dir.resolve(), port, people, seed, training)
    try:
        _check_room(plan)
        assets.refresh()
        was_ready = asyncio.run(_run(plan, began))
    except OSError as error:
        raise SandboxError(_what_to_do(error, plan.state_dir)) from error
    except HubError as error:
        # On a full disk every part complains in its own way; the cause is what helps.
        for folder in _folders(plan):
            if _free_bytes(folder) < _FULL_BYTES:
                raise SandboxError(_full(folder)) from error
        raise
    if not was_ready:
        raise typer.Exit(_INTERRUPTED)


def demo_hub(state_dir: StateDir = Path("var")) -> None:
    """Start only the hub, in the demonstration that runs from this folder."""
    _join(state_dir.resolve(), "hub", "serve")


def demo_worker(state_dir: StateDir = Path("var")) -> None:
    """Start only the worker, in the demonstration that runs from this folder."""
    _join(state_dir.resolve(), "worker", "worker")


def demo_cases(state_dir: StateDir = Path("var")) -> None:
    """Bring more cases to practise on to each desk, in the demonstration that runs from this folder."""
    numbers = asyncio.run(bring_cases(demo_file.read(state_dir.resolve())))
    typer.echo(f"{len(numbers)} cases wait at the desks.")


def demo_audit(
    what: Annotated[list[str], typer.Argument(help="What follows `hub audit`, such as: head.")],
    state_dir: StateDir = Path("var"),
) -> None:
    """Ask about the receipt log of the demonstration that runs from this folder, as `hub audit` does."""
    arguments = processes.command("audit", *what)
    os.execve(sys.executable, arguments, environment_of(state_dir.resolve()))  # noqa: S606 - our own interpreter and command


def demo_operator(
    what: Annotated[list[str], typer.Argument(help="What follows `hub`, such as: webhook list.")],
    state_dir: StateDir = Path("var"),
) -> None:
    """Do a command of the hub's operator in the demonstration that runs from this folder, with its settings."""
    arguments = processes.command(*what)
    os.execve(sys.executable, arguments, environment_of(state_dir.resolve()))  # noqa: S606 - our own interpreter and command


def _join(state_dir: Path, part: str, command: str) -> None:
    environment = environment_of(state_dir)
    running_already = processes.of_demonstration(state_dir, part)
    if not all(map(processes.was_started_again, running_already)):
        raise SandboxError(f"The {part} of this demonstration runs already (process {running_already[0]}).")
    # exec keeps the process number, so what is written here stays true.
    demo_file.set_pids(state_dir, part, [os.getpid()])
    # One that the demonstration started again after it was killed makes room: it may have been killed for this.
    asyncio.run(processes.end_all(state_dir, part))
    arguments = processes.command(command)
    os.execve(sys.executable, arguments, environment)  # noqa: S606 - our own interpreter and command


def _check_room(plan: DemoPlan) -> None:
    needed = _ROOM_BYTES + plan.people * _ROOM_BYTES_A_PERSON
    for folder in _folders(plan):
        free = _free_bytes(folder)
        if free < needed:
            raise SandboxError(
                f"The disk of {folder} has {free // 2**20} MB left; the demonstration needs {needed // 2**20} MB. "
                "Free some room, or choose another folder: HUB_STATE_DIR=/path make demo"
            )


def _folders(plan: DemoPlan) -> tuple[Path, Path]:
    """The state directory, and where the database lies: for root that may be another disk."""
    return plan.state_dir, postgres_cluster.expected_home(plan.state_dir / "postgres")


def _free_bytes(folder: Path) -> int:
    """Room on the disk where the folder lies, or will lie."""
    return shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists())).free


def _full(state_dir: Path) -> str:
    return f"The disk of {state_dir} is full. Free some room and start again."


def _what_to_do(error: OSError, state_dir: Path) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _full(state_dir)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}:
        return f"{state_dir} cannot be written by this account. Choose another folder: HUB_STATE_DIR=/path make demo"
    return f"The demonstration cannot go on: {error.strerror or type(error).__name__}. Put that right and start again."


async def _run(plan: DemoPlan, began: float) -> bool:
    """True when it was ready before somebody ended it."""
    screen = Console(soft_wrap=True)
    demonstration = None
    with ended_by_signals(lambda: screen.print("\nEnding what was started ...")):
        async with AsyncExitStack() as stack:
            with bar(screen) as progress:
                demonstration = await stack.enter_async_context(running(plan, progress))
            _show(screen, demonstration, time.time() - began)
            if plan.training and demonstration.report.fresh:
                screen.print(f"{len(await bring_cases(demonstration.data))} cases to practise on wait at the desks.")
            await demonstration.keep(lambda what: screen.print(what, highlight=False, markup=False))
    return demonstration is not None


def _show(screen: Console, demonstration: RunningDemo, seconds: float) -> None:
    data, state_dir = demonstration.data, demonstration.plan.state_dir
    memory = processes.proportional_memory([os.getpid(), *demo_file.pids(state_dir)])
    screen.print()
    screen.print(_addresses(data, state_dir))
    screen.print(_people(data))
    screen.print("The second step of staff: make demo-code WHO=operator.kabupaten\n", highlight=False)
    screen.print(f"Sample NIKs: {' '.join(data['sample']['niks'][:_SAMPLES])}\n", highlight=False)
    screen.print("The first query (paste it into another terminal):\n")
    screen.print(demo_file.first_query(data), highlight=False, markup=False)
    if demonstration.report.notice:
        screen.print(f"\n{demonstration.report.notice}", markup=False)
    screen.print(f"\n{_cost(demonstration.report.fresh, seconds, memory)}", highlight=False)
    screen.print("All people are invented: DATA CONTOH. Ctrl-C ends everything.")


def _cost(fresh: bool, seconds: float, memory: int) -> str:
    """What this start took, beside what it may take; `make bench` measures the same from a fresh clone."""
    start, most = ("first", _FIRST_START_SECONDS) if fresh else ("second", _SECOND_START_SECONDS)
    return (
        f"Ready after {seconds:.1f} s (target of a {start} start: {most} s); "
        f"everything together takes {memory / 1e6:.0f} MB (PSS; target: {_IDLE_MEGABYTES} MB)."
    )


def _table(*headings: str, title: str) -> Table:
    """Addresses and passwords are copied from it, so no cell is ever folded."""
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, no_wrap=True, overflow="ignore")
    return table


def _addresses(data: dict[str, Any], state_dir: Path) -> Table:
    table = _table("what", "where", title="Satu - demonstration")
    for name in ("graphql_url", "console_url", "portal_url", "citizen_url", "issuer", "metrics_url"):
        if data[name]:
            table.add_row(name.removesuffix("_url"), str(data[name]))
    for agency, urls in demo_file.emulators(data).items():
        table.add_row(f"emulator: {agency}", urls["admin_url"])
    table.add_row("everything else", str(state_dir / demo_file.FILE))
    return table


def _people(data: dict[str, Any]) -> Table:
    table = _table("role", "user", "password", title="People who can log in")
    for user in demo_file.users(data):
        table.add_row(user["role"], user["username"], user["password"])
    return table
