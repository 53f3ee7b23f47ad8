"""A facet of an agency whose protocol takes one person a question."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from hub.core.errors import HubError
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock
from hub.exchange.manifest import Manifest


class OneByOne:
    """Implements `hub.core.ports.FacetSource` by a function of one NIK.

    `read` gives the items of a person, none for somebody whom the agency does not know; it raises HubErrors.
    """

    def __init__(
        self, facet: str, read: Callable[[str], Awaitable[tuple[Any, ...]]], manifest: Manifest, clock: Clock
    ) -> None:
        self.facet = facet
        self.max_batch = manifest.max_batch
        self._read = read
        self._clock = clock

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """One result per key in order."""
        return await asyncio.gather(*(self._one(key.nik) for key in keys))

    async def _one(self, nik: str) -> FacetCopy[Any] | Exception:
        try:
            items = await self._read(nik)
        except HubError as error:
            return error
        return FacetCopy(self.facet, items, self._clock(), fresh=True)
