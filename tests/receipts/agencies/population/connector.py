"""The register, which knows whom `known` names."""

from __future__ import annotations

import aiohttp

from hub.core.citizen import Citizen, CitizenClaim, CitizenMatch
from hub.core.ports import Clock
from hub.exchange import Connector, ConnectorSettings
from tests.receipts.agencies.known import REGISTERED


class Register:
    """Implements `hub.core.agency_ports.PopulationAgency`."""

    async def read(self, nik: str) -> Citizen | None:
        return REGISTERED.get(nik)

    async def match(self, claim: CitizenClaim) -> CitizenMatch:
        known = REGISTERED.get(claim.nik)
        same = known is not None and known.full_name == claim.full_name
        return CitizenMatch(known is not None, same, None, None, None, None)


def connect(settings: ConnectorSettings, _session: aiohttp.ClientSession, _clock: Clock) -> Connector:
    async def reach() -> None:
        """It is always there."""

    return Connector(manifest=settings.manifest, ping=reach, population=Register())
