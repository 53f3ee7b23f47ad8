"""A facet of an agency whose protocol takes several people in one question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from hub.core.errors import HubError
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock
from hub.exchange.manifest import Manifest
from hub.exchange.one_by_one import Told

ReadMany = Callable[[Sequence[str]], Awaitable[Mapping[str, Told | HubError]]]
"""A function of NIKs, each once: what the agency says of each, or the error of that one alone. A NIK that is left out
is nobody's. It raises a HubError when the whole call failed."""


class InBatches:
    """Implements `hub.core.agency_ports.FacetSource` by a function of several NIKs."""

    def __init__(self, facet: str, read: ReadMany, manifest: Manifest, clock: Clock) -> None:
        self.facet = facet
        self.max_batch = manifest.max_batch
        self._read = read
        self._clock = clock

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """One result per key in order; a key that comes twice is asked for once. Raises what the call raised."""
        found = await self._read(list(dict.fromkeys(key.nik for key in keys)))
        return [self._one(found.get(key.nik, Told())) for key in keys]

    def _one(self, told: Told | HubError) -> FacetCopy[Any] | Exception:
        if isinstance(told, HubError):
            return told
        return FacetCopy(self.facet, told.items, self._clock(), fresh=True, claims=told.claims)
