"""Templates are compiled while nobody waits: who opens a page first gets it as fast as the next one. So it is with
whatever else a first page would wait for."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final, TypeAlias

import jinja2

_AFTER_SECONDS: Final = 5.0
"""A start has other work, and whoever starts for a moment only compiles nothing that is not asked for."""
_BETWEEN_SECONDS: Final = 0.1
"""One takes up to 60 ms, in which nobody is answered; so others come between."""
_QUIET: Final = 0.2
"""The share of a pause in which this process may have had work: where it is more, somebody waits, and so do the
templates."""
_SCHEDULED: Final = Path("/proc/self/schedstat")
_COMPONENT: Final = re.compile(r'"(govuk_frontend_jinja/[^"]+)"')

Other: TypeAlias = Callable[[], Awaitable[object]]


@asynccontextmanager
async def warming(environment: jinja2.Environment, *others: Other) -> AsyncIterator[None]:
    """Does the others and compiles all templates beside whatever is done meanwhile, and stops with it."""
    task = asyncio.create_task(warm(environment, _AFTER_SECONDS, _BETWEEN_SECONDS, *others))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def warm(environment: jinja2.Environment, after: float, between: float, *others: Other) -> None:
    """The others first, for each is what one page would wait for longest; then the templates of our pages, one by one,
    and of the components those that they name."""
    await asyncio.sleep(after)
    await _quiet(between)
    for other in others:
        await other()
        await _quiet(between)
    for name in dict.fromkeys(_named(environment)):
        environment.get_template(name)
        await _quiet(between)


async def _quiet(pause: float) -> None:
    """Returns after a pause in which little else was done."""
    worked = True
    while worked:
        before = _seconds_of_work()
        await asyncio.sleep(pause)
        worked = _seconds_of_work() - before > pause * _QUIET


def _seconds_of_work() -> float:
    """How long the loop's thread has worked, and has waited for a processor that others had; in nanoseconds both stand
    at the beginning of the kernel's file (proc(5)). Where there is none, how long it has worked."""
    try:
        worked, waited, _ = _SCHEDULED.read_bytes().split(maxsplit=2)
    except OSError:
        return time.thread_time()
    return (int(worked) + int(waited)) / 1e9


def _named(environment: jinja2.Environment) -> Iterator[str]:
    assert environment.loader is not None
    for name in environment.list_templates(["html"]):
        if not name.startswith("govuk_frontend_jinja/"):
            yield from _COMPONENT.findall(environment.loader.get_source(environment, name)[0])
            yield name
