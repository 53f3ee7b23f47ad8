"""`hub serve`: the hub itself, in one process or in several."""

from __future__ import annotations

import asyncio
import errno
import gc
import signal
import sys
from typing import Annotated, Final

import typer
import uvloop
from aiohttp import web

from hub.app import web_application
from hub.cli.processes import Processes, answers, check_free
from hub.cli.settings import from_environment
from hub.core.errors import BadInput
from hub.telemetry.logs import start_logs
from hub.web.front import serving
from hub.web.settings import Settings

_NO_ADDRESS: Final = {errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES}
_SHUTDOWN_SECONDS: Final = 5
_YOUNG_OBJECTS: Final = 10_000
"""So many more made than let go, and the collector of garbage looks at the young ones. Python's own number is 700."""
Count = Annotated[
    int | None, typer.Option("--processes", min=1, max=256, help="Processes on one port; HUB_PROCESSES unless given.")
]


def register(application: typer.Typer) -> None:
    application.command("serve")(serve)


def serve(processes: Count = None) -> None:
    """Serve the GraphQL endpoint, the console and the public pages (settings: HUB_*)."""
    settings = from_environment()
    count = processes or settings.processes
    try:
        if count == 1:
            _alone(settings)
        else:
            _together(settings, count)
    except OSError as error:
        if error.errno not in _NO_ADDRESS:
            raise
        raise BadInput(
            f"Nobody can be served at {settings.host}, port {settings.port}: another program listens there, or this "
            "account may not. Set HUB_HOST and HUB_PORT to a free address."
        ) from error


async def _made(settings: Settings) -> web.Application:
    application = await web_application(settings)
    settle()
    return application


def settle() -> None:
    """What was loaded to make the application stays, so the collector of garbage need not look at it again: walking
    through all of it for every few hundred requests would cost more than answering them. Nor does it look each time
    that some hundred objects more are there: the requests that wait for one commit together hold more than that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)


def _alone(settings: Settings) -> None:
    uvloop.run(_until(settings, (signal.SIGINT, signal.SIGTERM)))


def _together(settings: Settings, count: int) -> None:
    check_free(settings.host, settings.port)
    start_logs(settings.log_level)

    def run(lifeline: int) -> None:
        uvloop.run(_child(settings, lifeline))

    code = Processes(count, run, lambda: answers(settings.host, settings.port)).serve()
    if code:
        sys.exit(code)


async def _child(settings: Settings, lifeline: int) -> None:
    """One of several processes: until SIGTERM, or until the parent is gone and the lifeline can be read."""
    await _until(settings, (signal.SIGTERM,), lifeline, reuse_port=True)


async def _until(
    settings: Settings, signals: tuple[signal.Signals, ...], lifeline: int | None = None, *, reuse_port: bool = False
) -> None:
    """Serves until one of these signals comes, or the lifeline can be read."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in signals:
        loop.add_signal_handler(number, stop.set)
    if lifeline is not None:
        loop.add_reader(lifeline, stop.set)
    application = await _made(settings)
    async with serving(
        application, settings.host, settings.port, shutdown_seconds=_SHUTDOWN_SECONDS, reuse_port=reuse_port
    ):
        await stop.wait()
    if lifeline is not None:
        loop.remove_reader(lifeline)
