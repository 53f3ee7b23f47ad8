"""Health insurance as the hub knows it: membership, read live by NIK."""

from __future__ import annotations

import aiohttp

from hub.connectors.insurance import mapping
from hub.connectors.insurance.client import VClaim
from hub.connectors.insurance.facet import FACETS, HealthCoverage
from hub.core.ports import Clock
from hub.exchange.connector import Connector
from hub.exchange.failures import Reason, unavailable
from hub.exchange.one_by_one import OneByOne
from hub.exchange.settings import ConnectorSettings


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    """The connector; it asks nothing yet. Who is no member has no coverage."""
    service = VClaim(settings, session, clock)

    async def coverage(nik: str) -> tuple[HealthCoverage, ...]:
        member = await service.member(nik)
        try:
            return () if member is None else (mapping.coverage(member, nik),)
        except ValueError:
            raise unavailable(settings.manifest, Reason.UNREADABLE) from None

    source = OneByOne(FACETS[0].name, coverage, settings.manifest, clock)
    return Connector(manifest=settings.manifest, ping=service.reach, sources=(source,))
