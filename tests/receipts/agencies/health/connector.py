"""The health agency, which knows what `known` says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aiohttp

from hub.core.errors import BadInput
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock
from hub.exchange import Command, Connector, ConnectorSettings, IngressRoute, Push, PushAnswer
from tests.receipts.agencies.health.facet import FACETS
from tests.receipts.agencies.known import IMMUNISED


class Immunisations:
    """Implements `hub.core.agency_ports.FacetSource`."""

    facet = FACETS[0].name
    max_batch = 16

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        now = self._clock()
        return [FacetCopy(self.facet, IMMUNISED.get(key.nik, ()), now, fresh=True) for key in keys]


def connect(settings: ConnectorSettings, _session: aiohttp.ClientSession, clock: Clock) -> Connector:
    async def reach() -> None:
        """It is always there."""

    route = IngressRoute(name="tell", read=_read, answer=lambda _: PushAnswer(status=400, body=b"{}"))
    return Connector(manifest=settings.manifest, ping=reach, sources=(Immunisations(clock),), ingress=(route,))


def _read(_push: Push) -> Command:
    raise BadInput("It brings nothing.")
