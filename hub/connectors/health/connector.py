"""The health agency as the hub knows it. What reads FHIR is loaded with the first question, not by every process."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from hub.connectors.health.facet import FACETS
from hub.core.agency_ports import FacetSource
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock
from hub.exchange.connector import Connector
from hub.exchange.settings import ConnectorSettings


@dataclass(frozen=True, slots=True)
class _Live:
    source: FacetSource
    reach: Callable[[], Awaitable[None]]


class Immunisations:
    """Implements `FacetSource` by the one in `live`."""

    facet = FACETS[0].name

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._settings = settings
        self._session = session
        self._clock = clock
        self._made: _Live | None = None

    @property
    def max_batch(self) -> int:
        return self._settings.manifest.max_batch

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """One result per key in order."""
        return await (await self._live()).source.fetch(keys)

    async def reach(self) -> None:
        """Whether the agency answers and knows the hub's account."""
        await (await self._live()).reach()

    async def _live(self) -> _Live:
        if self._made is None:
            # The models take long enough to load to be felt by others on this loop.
            await asyncio.to_thread(importlib.import_module, f"{__package__}.live")
        # Of several that waited the first one makes it, so that the agency's token is asked for once.
        return self._one()

    def _one(self) -> _Live:
        if self._made is not None:
            return self._made
        from hub.connectors.health.client import SatuSehat  # noqa: PLC0415 - see `_live`
        from hub.connectors.health.live import live_immunisations  # noqa: PLC0415 - see `_live`

        service = SatuSehat(self._settings, self._session, self._clock)
        self._made = _Live(live_immunisations(service, self._settings.manifest, self._clock), service.reach)
        return self._made


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    """The connector; it asks nothing yet."""
    source = Immunisations(settings, session, clock)
    return Connector(manifest=settings.manifest, ping=source.reach, sources=(source,))
