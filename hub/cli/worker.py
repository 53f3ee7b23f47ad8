"""`hub worker`: read-backs, deliveries and clocks."""

from __future__ import annotations

import asyncio
import signal

import typer
import uvloop

from hub.app import run_worker
from hub.cli.settings import from_environment


def register(application: typer.Typer) -> None:
    application.command("worker")(worker)


def worker() -> None:
    """Run the jobs that follow an answer (settings: HUB_*)."""
    uvloop.run(_until_told())


async def _until_told() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await run_worker(from_environment(), stop)
