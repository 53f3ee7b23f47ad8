"""`hub demo-seed`: what `hub demo` starts to fill its database, and what ends when that is done; not for people."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson
import typer

from hub.core.errors import HubError
from hub.sandbox.interruption import ended_by_signals
from hub.sandbox.seed import seed
from hub.sandbox.seeding import COMMAND, Errand, Progress
from hub.store.migrate import migrate

_SECONDS_BETWEEN: Final = 0.1


def register(application: typer.Typer) -> None:
    application.command(COMMAND, hidden=True)(demo_seed)


def demo_seed() -> None:
    """Bring the schema and the district that standard input names; only `hub demo` starts it."""
    # A refusal is passed on as one sentence; without a handler Python prints warnings beside it.
    logging.getLogger("hub").addHandler(logging.NullHandler())
    errand = Errand(**orjson.loads(sys.stdin.buffer.read()))
    try:
        asyncio.run(_do(errand))
    except OSError as error:
        _say({"failed": [error.errno, error.strerror or type(error).__name__]})
    except HubError as error:
        _say({"refused": error.message})


async def _do(errand: Errand) -> None:
    """Nothing is said of an end that somebody asked for."""
    with ended_by_signals(lambda: None):
        await migrate(errand.database_url)
        report = await seed(
            errand.database_url,
            Path(errand.state_dir),
            people=errand.people,
            seed=errand.seed,
            progress=_now_and_then(),
            hub_url=errand.hub_url,
        )
        _say({"done": {name: getattr(report, name) for name in ("seconds", "fresh", "notice")}})


def _now_and_then() -> Progress:
    """Says how far it is ten times a second at most, and of each thing its beginning and its end."""
    said: dict[str, float] = {}

    def advance(what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what not in said or done >= total or now - said[what] >= _SECONDS_BETWEEN:
            said[what] = now
            _say({"advance": [what, done, total]})

    return advance


def _say(message: Mapping[str, Any]) -> None:
    """Raises BrokenPipeError where the supervisor has gone, and so ends what nobody waits for."""
    sys.stdout.buffer.write(orjson.dumps(message) + b"\n")
    sys.stdout.buffer.flush()
