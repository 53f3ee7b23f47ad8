"""`hub worker`: read-backs, deliveries, clocks, and lists that are pulled from agencies."""

from __future__ import annotations

import asyncio
import signal

import typer
import uvloop

from hub import facades
from hub.cli.late_engine import LateEngine
from hub.cli.settings import from_environment
from hub.core.calendar import now
from hub.exchange.public_address import open_public_session
from hub.parts import Common, common
from hub.store.jobs import run_jobs
from hub.telemetry.setup import start
from hub.web.settings import Settings
from hub.worker.jobs import clocks, duplicates, handlers, notices, outbox, promises, pulls, receipt_log, seals


def register(application: typer.Typer) -> None:
    application.command("worker")(worker)


def worker() -> None:
    """Run the jobs that follow an answer (settings: HUB_*)."""
    uvloop.run(_until_told())


async def _until_told() -> None:
    settings, stop = from_environment(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    running = start("satu-worker", log_level=settings.log_level)
    try:
        async with (
            common(settings) as made,
            open_public_session(sandbox=settings.sandbox) as public,
            LateEngine(settings, made) as engine,
            asyncio.TaskGroup() as tasks,
        ):
            tasks.create_task(outbox(settings, made).run(stop))
            tasks.create_task(duplicates(settings, made).run(stop))
            tasks.create_task(promises(settings, made).run(stop))
            tasks.create_task(seals(settings, made).run(stop))
            tasks.create_task(receipt_log(settings, made).run(stop))
            given = _given(settings, made, engine)
            facades_rounds = (each for facade in facades.discover() for each in facade.rounds(given))
            for each in (*pulls(settings, made), *clocks(settings, made), *facades_rounds):
                tasks.create_task(each.run(stop))
            jobs = handlers(settings, made, public, given, stop)
            tasks.create_task(notices(settings, made, jobs).run(stop))
            await run_jobs(settings.database_url.get_secret_value(), jobs, stop)
    finally:
        running.stop()


def _given(settings: Settings, made: Common, ask: facades.Ask) -> facades.Given:
    return facades.Given(
        tenant=settings.tenant,
        public_url=settings.public_url,
        database=made.database,
        clock=now,
        sandbox=settings.sandbox,
        facets=frozenset(made.facets),
        ask=ask,
    )
