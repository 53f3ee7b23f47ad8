"""Health insurance as the hub knows it: membership, read live by NIK."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import aiohttp

from hub.connectors.insurance import mapping
from hub.connectors.insurance.client import VClaim
from hub.connectors.insurance.facet import FACETS, HealthCoverage
from hub.core.errors import HubError
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock
from hub.exchange.connector import Connector
from hub.exchange.failures import Reason, unavailable
from hub.exchange.manifest import Manifest
from hub.exchange.settings import ConnectorSettings


class Coverage:
    """Implements `FacetSource`."""

    facet = FACETS[0].name

    def __init__(self, service: VClaim, manifest: Manifest, clock: Clock) -> None:
        self._service = service
        self._manifest = manifest
        self._clock = clock

    @property
    def max_batch(self) -> int:
        return self._manifest.max_batch

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """One result per key in order; who is no member has no coverage."""
        return await asyncio.gather(*(self._one(key) for key in keys))

    async def _one(self, key: FacetKey) -> FacetCopy[HealthCoverage] | HubError:
        try:
            items = await self._items(key.nik)
        except HubError as error:
            return error
        return FacetCopy(self.facet, items, self._clock(), fresh=True)

    async def _items(self, nik: str) -> tuple[HealthCoverage, ...]:
        member = await self._service.member(nik)
        if member is None:
            return ()
        try:
            return (mapping.coverage(member, nik),)
        except ValueError:
            raise unavailable(self._manifest, Reason.UNREADABLE) from None


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    """The connector; it asks nothing yet."""
    service = VClaim(settings, session, clock)
    source = Coverage(service, settings.manifest, clock)
    return Connector(manifest=settings.manifest, ping=service.reach, sources=(source,))
