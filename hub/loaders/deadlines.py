"""One timer for all who wait: a timer for each request would cost more than its keys' way through a shared call."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from hub.loaders.wants import Want

W = TypeVar("W", bound=Want[Any, Any])


class Deadlines(Generic[W]):
    """Tells `late` of each who still waits when the deadline comes. Nearly all have the same patience, so the timer
    is set anew only when it has rung, or for one that is more hurried than all others.
    """

    def __init__(self, late: Callable[[W], None]) -> None:
        self._late = late
        self._waiting: dict[W, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = math.inf

    def watch(self, want: W) -> None:
        """Until `forget`, which has to follow."""
        self._waiting[want] = None
        want.watch = self
        if want.deadline < self._rings_at:
            self._set(want.deadline)

    def forget(self, want: W) -> None:
        """Answered, or gone."""
        self._waiting.pop(want, None)

    def stop(self) -> None:
        """Nobody is told any more."""
        self._waiting.clear()
        self._set(math.inf)

    def _set(self, moment: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = moment
        self._timer = None if moment == math.inf else asyncio.get_running_loop().call_at(moment, self._ring)

    def _ring(self) -> None:
        now = asyncio.get_running_loop().time()
        for want in [want for want in self._waiting if want.deadline <= now]:
            self.forget(want)
            self._late(want)
        self._set(min((want.deadline for want in self._waiting), default=math.inf))
