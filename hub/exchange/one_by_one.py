"""A facet of an agency whose protocol takes one person a question."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.core.contradiction import Claims
from hub.core.errors import HubError
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock
from hub.exchange.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Told:
    """What an agency answered about one person: the facet's items, and what it says of the record's attributes."""

    items: tuple[Any, ...] = field(default=(), repr=False)
    claims: Claims | None = field(default=None, repr=False)


Read = Callable[[str], Awaitable[Told | tuple[Any, ...]]]
"""A function of one NIK; items alone where the agency says nothing else of the person."""


class OneByOne:
    """Implements `hub.core.agency_ports.FacetSource` by a function of one NIK.

    `read` gives what the agency says of a person, no items for somebody whom it does not know; it raises HubErrors.
    """

    def __init__(self, facet: str, read: Read, manifest: Manifest, clock: Clock) -> None:
        self.facet = facet
        self.max_batch = manifest.max_batch
        self._read = read
        self._clock = clock

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """One result per key in order."""
        return await asyncio.gather(*(self._one(key.nik) for key in keys))

    async def _one(self, nik: str) -> FacetCopy[Any] | Exception:
        try:
            told = await self._read(nik)
        except HubError as error:
            return error
        if not isinstance(told, Told):
            told = Told(told)
        return FacetCopy(self.facet, told.items, self._clock(), fresh=True, claims=told.claims)
