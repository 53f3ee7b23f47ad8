"""What an emulator counts and which faults it shows at the moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from hub.exchange.emulation.faults import Faults, broken_answer


class Control:
    """Counts calls by method and key, so that a test can see that no key was asked twice."""

    def __init__(self) -> None:
        self.faults = Faults()
        self._calls: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._totals: Counter[str] = Counter()

    async def called(self, request: web.Request, method: str, key: str) -> web.StreamResponse | None:
        """Counts a call; gives the broken answer when a fault is on, which then is the answer."""
        return await self._called(request, method, [key], key)

    async def called_for(self, request: web.Request, method: str, keys: Sequence[str]) -> web.StreamResponse | None:
        """Counts one call for several keys. The fault `keys` is the service's: one key fails, and not the call."""
        return await self._called(request, method, keys, "")

    async def _called(
        self, request: web.Request, method: str, keys: Sequence[str], key: str
    ) -> web.StreamResponse | None:
        self._calls[method].update(keys)
        self._totals[method] += 1
        faults = self.faults
        if not faults.lost_reply:
            self._count_down()
        return await broken_answer(request, faults, key)

    def done(self, request: web.Request, response: web.Response) -> web.Response:
        """The answer to a call whose work is done, unless a fault loses it: then the connection is dropped."""
        if self.faults.lost_reply:
            self._count_down()
            if request.transport is not None:
                request.transport.abort()
        return response

    def _count_down(self) -> None:
        if self.faults.remaining is not None:
            left = self.faults.remaining - 1
            self.faults = self.faults.model_copy(update={"remaining": left}) if left else Faults()

    def aimed(self, key: str) -> str:
        """The key whose data to give: the one asked for, unless a fault gives those of another."""
        return self.faults.another or key

    def calls(self) -> dict[str, Any]:
        """`{"total": n, "methods": {method: {"total": n, "keys": {key: n}}}}`."""
        methods = {
            name: {"total": self._totals[name], "keys": dict(keys)} for name, keys in sorted(self._calls.items())
        }
        return {"total": self._totals.total(), "methods": methods}

    def reset(self) -> None:
        """No calls, no faults."""
        self._calls.clear()
        self._totals.clear()
        self.faults = Faults()
