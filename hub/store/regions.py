"""Names of regions. Addresses keep the code; its name is looked up when they are read, so it is the current one."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

RELOAD_SECONDS: Final = 300.0

Fetch = Callable[[str], Awaitable[Sequence[Any]]]


class RegionNames:
    """The current names by code, held in memory and read again after some minutes."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._names: Mapping[str, str] = {}
        self._loaded = float("-inf")

    async def current(self) -> Mapping[str, str]:
        """Name by dotted code, of every level. While there are none, each call looks again."""
        if not self._names or time.monotonic() - self._loaded > RELOAD_SECONDS:
            await self.reload()
        return self._names

    async def reload(self) -> None:
        rows = await self._fetch("select code, name from region where valid_until is null")
        self._names = {row["code"]: row["name"] for row in rows}
        self._loaded = time.monotonic()
