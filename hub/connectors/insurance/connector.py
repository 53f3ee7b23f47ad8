"""Health insurance as the hub knows it: membership, read live by NIK."""

from __future__ import annotations

import aiohttp

from hub.connectors.insurance import mapping
from hub.connectors.insurance.client import VClaim
from hub.connectors.insurance.facet import FACETS
from hub.core.ports import Clock
from hub.exchange.connector import Connector
from hub.exchange.failures import Reason, unavailable
from hub.exchange.one_by_one import OneByOne, Told
from hub.exchange.settings import ConnectorSettings


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    """The connector; it asks nothing yet. Who is no member has no coverage."""
    service = VClaim(settings, session, clock)

    async def coverage(nik: str) -> Told:
        member = await service.member(nik)
        try:
            return Told() if member is None else Told((mapping.coverage(member, nik),), mapping.said(member))
        except ValueError:
            raise unavailable(settings.manifest, Reason.UNREADABLE) from None

    source = OneByOne(FACETS[0].name, coverage, settings.manifest, clock)
    return Connector(manifest=settings.manifest, ping=service.reach, sources=(source,))
