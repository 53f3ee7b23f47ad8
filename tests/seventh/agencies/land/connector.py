"""The land office, asked over HTTP: `GET /parcels?nik=...` answers a list of parcels."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from typing import Any

import aiohttp

from hub.core.errors import HubError
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock
from hub.exchange import Connector, ConnectorSettings
from hub.exchange.client import HttpClient, Question
from tests.seventh.agencies.land.facet import FACETS, LandParcel


class Parcels:
    """Implements `hub.core.ports.FacetSource`."""

    facet = FACETS[0].name

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.max_batch = settings.manifest.max_batch
        self._client = HttpClient(settings, session)
        self._clock = clock

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """One result per key in order."""
        return await asyncio.gather(*(self._one(key.nik) for key in keys))

    async def _one(self, nik: str) -> FacetCopy[Any] | Exception:
        question = Question(operation="parcels", method="GET", path="/parcels", idempotent=True, query={"nik": nik})
        try:
            said = (await self._client.ask(question)).json()
        except HubError as error:
            return error
        items = tuple(LandParcel(one["number"], one["area"], dt.date.fromisoformat(one["registered"])) for one in said)
        return FacetCopy(self.facet, items, self._clock(), fresh=True)


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    """The connector; it asks nothing yet."""

    async def reach() -> None:
        """An invented agency has nothing that could be asked without a NIK."""

    return Connector(manifest=settings.manifest, ping=reach, sources=(Parcels(settings, session, clock),))
