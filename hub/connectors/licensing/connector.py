"""The licensing agency as the hub knows it: OSS, which calls and is called."""

from __future__ import annotations

import aiohttp

from hub.connectors.licensing.client import Oss
from hub.connectors.licensing.ingress import routes
from hub.connectors.licensing.outbound import LicenceStatuses
from hub.core.ports import Clock
from hub.exchange.connector import Connector
from hub.exchange.settings import ConnectorSettings


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:  # noqa: ARG001  nothing here depends on the time
    """The connector; it asks nothing yet. Licences come by `receiveNIB` and are read from the record."""
    oss = Oss(settings, session)
    return Connector(
        manifest=settings.manifest,
        ping=oss.reach,
        licensing=oss,
        ingress=routes(settings.credentials),
        push=LicenceStatuses(oss),
    )
