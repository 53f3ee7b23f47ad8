"""Immunisations over REST."""

from __future__ import annotations

import aiohttp

from benchmarks.engine.connectors.agencies.health.facet import FACETS
from benchmarks.engine.rest import facet_connector
from hub.core.ports import Clock
from hub.exchange import Connector, ConnectorSettings


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    return facet_connector(FACETS[0], settings, session, clock)
