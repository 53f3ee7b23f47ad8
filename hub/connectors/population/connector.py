"""The population agency as the hub knows it: read and match."""

from __future__ import annotations

import aiohttp

from hub.connectors.population import mapping
from hub.connectors.population.client import AccessService
from hub.core.citizen import Citizen, CitizenClaim, CitizenMatch
from hub.core.ports import Clock
from hub.exchange.connector import Connector
from hub.exchange.failures import Reason, unavailable
from hub.exchange.manifest import Manifest
from hub.exchange.settings import ConnectorSettings


class Population:
    """Implements `PopulationAgency` by the access web service."""

    def __init__(self, service: AccessService, manifest: Manifest, clock: Clock) -> None:
        self._service = service
        self._manifest = manifest
        self._clock = clock

    async def read(self, nik: str) -> Citizen | None:
        """The person with this NIK; None when the active register has none."""
        fields = await self._service.read(nik)
        if fields is None:
            return None
        try:
            return mapping.citizen(fields, nik, self._clock())
        except ValueError:
            raise unavailable(self._manifest, Reason.UNREADABLE) from None

    async def match(self, claim: CitizenClaim) -> CitizenMatch:
        """The agency's own comparison; no data of the person reach the hub."""
        asked = mapping.elements(claim)
        fields = await self._service.match(claim.nik, asked)
        try:
            return mapping.match(fields, asked)
        except ValueError:
            raise unavailable(self._manifest, Reason.UNREADABLE) from None


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    """The connector; it asks nothing yet."""
    service = AccessService(settings, session)
    population = Population(service, settings.manifest, clock)
    return Connector(manifest=settings.manifest, ping=service.reach, population=population)
