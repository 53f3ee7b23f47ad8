"""Ctrl-C, SIGTERM and a closed terminal all mean the same: end in order, once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption:
    """Cancels the task at the first signal; `came` says that one did. Further ones cannot disturb the ending."""

    def __init__(self, task: asyncio.Task[object], tell: Callable[[], None]) -> None:
        self.came = False
        self._task = task
        self._tell = tell

    def arrive(self) -> None:
        if self.came:
            return
        self.came = True
        self._task.cancel()
        # The terminal may be what went away.
        with suppress(OSError):
            self._tell()


@contextmanager
def ended_by_signals(tell: Callable[[], None]) -> Iterator[Interruption]:
    """Inside, a signal cancels the current task; the cancellation ends here when a signal caused it."""
    task = asyncio.current_task()
    assert task is not None
    interruption = Interruption(task, tell)
    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, interruption.arrive)
    try:
        yield interruption
    except asyncio.CancelledError:
        if not interruption.came:
            raise
        task.uncancel()
