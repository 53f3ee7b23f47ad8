"""The land office, asked over HTTP: `GET /parcels?nik=...` answers a list of parcels."""

from __future__ import annotations

import datetime as dt

import aiohttp

from hub.core.ports import Clock
from hub.exchange import Connector, ConnectorSettings
from hub.exchange.client import HttpClient, Question
from hub.exchange.one_by_one import OneByOne
from tests.seventh.agencies.land.facet import FACETS, LandParcel


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    """The connector; it asks nothing yet."""
    client = HttpClient(settings, session)

    async def parcels(nik: str) -> tuple[LandParcel, ...]:
        question = Question(operation="parcels", method="GET", path="/parcels", idempotent=True, query={"nik": nik})
        said = (await client.ask(question)).json()
        return tuple(LandParcel(one["number"], one["area"], dt.date.fromisoformat(one["registered"])) for one in said)

    async def reach() -> None:
        """An invented agency has nothing that could be asked without a NIK."""

    source = OneByOne(FACETS[0].name, parcels, settings.manifest, clock)
    return Connector(manifest=settings.manifest, ping=reach, sources=(source,))
