"""A real agency over HTTP that takes many people in one call, and its connector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock
from hub.exchange import Connector, ConnectorSettings
from hub.exchange.client import HttpClient, Question
from hub.exchange.failures import Reason, unavailable
from hub.exchange.session import open_session
from tests.connectors.serving import Clock as StandingClock
from tests.connectors.serving import served, settings
from tests.fakes.world import IMMUNISATION


@dataclass
class BatchAgency:
    """The server. It notes the NIKs of each call, takes `seconds` for one, and fails for all if one is in `bad`."""

    seconds: float = 0.02
    bad: set[str] = field(default_factory=set)
    calls: list[list[str]] = field(default_factory=list)

    def application(self) -> web.Application:
        application = web.Application()
        application.router.add_post("/immunisations", self._answer)
        return application

    async def _answer(self, request: web.Request) -> web.Response:
        niks: list[str] = (await request.json())["niks"]
        self.calls.append(niks)
        await asyncio.sleep(self.seconds)
        if self.bad & set(niks):
            return web.Response(status=500)
        return web.json_response({nik: [vaccine_of(nik)] for nik in niks})


def vaccine_of(nik: str) -> str:
    """What the agency says of a person; nobody else gets the same."""
    return f"VACCINE {nik[-4:]}"


class BatchImmunisations:
    """Implements `FacetSource`: all keys in one POST, so that no NIK stands in an address."""

    facet = "immunisations"

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._http = HttpClient(settings, session)
        self._manifest = settings.manifest
        self._clock = clock
        self.max_batch = settings.manifest.max_batch

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        body = {"niks": [key.nik for key in keys]}
        question = Question(operation="read", method="POST", path="/immunisations", idempotent=True, json=body)
        found = (await self._http.ask(question)).json()
        if not isinstance(found, dict):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return [self._copy(found.get(key.nik, ())) for key in keys]

    def _copy(self, vaccines: Sequence[str]) -> FacetCopy[Any]:
        items = tuple(IMMUNISATION(vaccine, 1, None, None) for vaccine in vaccines)
        return FacetCopy(self.facet, items, self._clock(), fresh=True)


async def _ping() -> None:
    """Always there."""


@asynccontextmanager
async def connected(agency: BatchAgency, **declared: Any) -> AsyncIterator[Connector]:
    """The connector of a running agency, with what its manifest declares."""
    async with served(agency.application()) as url, open_session() as session:
        given = settings("health", url, **{"max_batch": 64, "shares_calls": True, **declared})
        source = BatchImmunisations(given, session, StandingClock())
        yield Connector(manifest=given.manifest, ping=_ping, sources=(source,))
