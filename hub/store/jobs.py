"""Jobs of the worker, on pgqueuer: enqueued inside our transactions, retried, held when they fail, never deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import asyncpg
import orjson
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import PgqException, RetryRequested
from pgqueuer.domain.models import Job
from pgqueuer.domain.settings import db_settings
from pgqueuer.domain.types import Channel

from hub.core.errors import HubError
from hub.telemetry import logger, span

Handler = Callable[[Mapping[str, Any]], Awaitable[None]]
_log = logger(__name__)
_HEARTBEAT: Final = timedelta(seconds=10)
_RECONNECT_SECONDS: Final = 2.0
_FIRST_DELAY: Final = 2.0
_LONGEST_DELAY: Final = 300.0


class TryAgain(Exception):
    """A handler raises it when the job should run again after `seconds`."""

    def __init__(self, seconds: float, reason: str) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.reason = reason


async def run_jobs(database_url: str, handlers: Mapping[str, Handler], stop: asyncio.Event) -> None:
    """Runs jobs until `stop` is set. A lost database connection is made anew; jobs in flight are picked up again."""
    while not stop.is_set():
        try:
            await _run_connected(database_url, handlers, stop)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, PgqException) as error:
            _log.warning("The job queue lost its database; it connects again.", extra={"error": type(error).__name__})
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _RECONNECT_SECONDS)


async def _run_connected(database_url: str, handlers: Mapping[str, Handler], stop: asyncio.Event) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        manager = QueueManager(Queries(AsyncpgDriver(connection)), Channel(db_settings().channel))
        for name, handler in handlers.items():
            manager.entrypoint(name, on_failure="hold", accepts_context=False)(_entrypoint(name, handler))
        stopper = asyncio.create_task(_stop_with(manager, stop))
        try:
            await manager.run(dequeue_timeout=timedelta(seconds=5), heartbeat_timeout=_HEARTBEAT)
        finally:
            stopper.cancel()
    finally:
        await connection.close(timeout=5)


async def _stop_with(manager: QueueManager, stop: asyncio.Event) -> None:
    await stop.wait()
    manager.shutdown.set()


def _entrypoint(name: str, handler: Handler) -> Callable[[Job], Awaitable[None]]:
    async def run(job: Job) -> None:
        with span("job", job=name, attempt=job.attempts):
            try:
                await handler(orjson.loads(job.payload or b"{}"))
            except TryAgain as again:
                raise RetryRequested(timedelta(seconds=again.seconds), again.reason) from again
            except HubError as error:
                _log.warning("A job failed and will run again.", extra={"job": name, "code": error.code.value})
                raise RetryRequested(timedelta(seconds=_backoff(job.attempts)), error.code.value) from error

    return run


def _backoff(attempts: int) -> float:
    """Seconds before the next attempt: doubled each time, five minutes at most."""
    return float(min(_LONGEST_DELAY, _FIRST_DELAY * 2 ** min(attempts, 10)))
