"""The agency as the hub knows it: land parcels, read live by NIK."""

from __future__ import annotations

import aiohttp

from examples.connector.land import mapping
from examples.connector.land.client import Service
from examples.connector.land.facet import FACETS
from hub.core.ports import Clock
from hub.exchange.connector import Connector
from hub.exchange.failures import Reason, unavailable
from hub.exchange.one_by_one import OneByOne, Told
from hub.exchange.settings import ConnectorSettings


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    """The connector; it asks nothing yet."""
    service = Service(settings, session)

    async def read(nik: str) -> Told:
        person = await service.person(nik)
        try:
            return Told() if person is None else mapping.told(person, nik)
        except ValueError:
            raise unavailable(settings.manifest, Reason.UNREADABLE) from None

    source = OneByOne(FACETS[0].name, read, settings.manifest, clock)
    return Connector(manifest=settings.manifest, ping=service.reach, sources=(source,))
