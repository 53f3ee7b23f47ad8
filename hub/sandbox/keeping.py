"""Parts of a demonstration that are started again when they die: it is not over because its hub was killed.

One that was asked to end (SIGTERM) stays away. What somebody started herself (`hub demo-hub`) is hers: it is left alone
when it ends.
"""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from hub.sandbox import demo_file, processes
from hub.sandbox.errors import SandboxError

MOST_DEATHS: Final = 5
WITHIN_SECONDS: Final = 60.0
"""A part that dies so often in so short a time is not started again: something is wrong with it."""
PAUSE_SECONDS: Final = 2.0
"""Whoever killed a part to start it herself is there before it is started again."""
Start = Callable[[str], Awaitable[processes.Child]]


async def keep(
    state_dir: Path,
    children: list[processes.Child],
    start: Start,
    tell: Callable[[str], None],
    *,
    pause: float = PAUSE_SECONDS,
) -> None:
    """Starts parts again when they die, and puts what it started in their place in `children`.

    Goes on until it is cancelled, or raises SandboxError for a part that dies again and again.
    """
    kept = [_keep(state_dir, children, place, start, tell, pause) for place in range(len(children))]
    keeping = [asyncio.create_task(one) for one in kept]
    try:
        await asyncio.gather(*keeping)
        await asyncio.Event().wait()
    finally:
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)


async def _keep(
    state_dir: Path,
    children: list[processes.Child],
    place: int,
    start: Start,
    tell: Callable[[str], None],
    pause: float,
) -> None:
    """One part, for as long as it is the demonstration's own."""
    deaths: deque[float] = deque(maxlen=MOST_DEATHS)
    while True:
        child = children[place]
        code = await child.process.wait()
        deaths.append(asyncio.get_running_loop().time())
        if code != 0:
            await asyncio.sleep(pause)
        if demo_file.read(state_dir)["pids"][child.name] != [child.pid]:
            tell(f"Not started again from now on: the {child.name}, which you started yourself.")
            return
        if code == 0:
            tell(f"Not started again: the {child.name}, as asked to end.")
            return
        if len(deaths) == MOST_DEATHS and deaths[-1] - deaths[0] < WITHIN_SECONDS:
            raise SandboxError(
                f"The {child.name} ended {MOST_DEATHS} times within {WITHIN_SECONDS:.0f} s, so the demonstration ends "
                f"too{processes.reason(child.log)}"
            )
        children[place] = await start(child.name)
        demo_file.set_pids(state_dir, child.name, [children[place].pid])
        tell(f"Started again: the {child.name}, ended by {_how(code)}. Log: {child.log}")


def _how(code: int) -> str:
    """What a process ended by."""
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
