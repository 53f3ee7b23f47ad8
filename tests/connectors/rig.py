"""A connector of the contract suite on its emulator: how it is asked, and how its agency is made to misbehave."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from hub.core.errors import HubError
from hub.core.facet import FacetKey
from hub.exchange import Connect, Connector, ConnectorSettings
from hub.exchange.session import open_session
from hub.sandbox.emulators import application
from tests.connectors.serving import Clock, served, settings

TIMEOUT_SECONDS = 0.6
PATIENCE_SECONDS = 4 * TIMEOUT_SECONDS + 1
"""The connector may use its time twice (waiting for its turn, then asking) for each of the calls of one question."""


@dataclass(frozen=True, slots=True)
class Rig:
    """A connector, and the admin address of the emulator it asks."""

    name: str
    url: str
    connect: Connect
    connector: Connector
    session: aiohttp.ClientSession

    async def ask(self, nik: str, connector: Connector | None = None) -> Any:
        """What the connector knows of one person: a Citizen, a FacetCopy or a Business. It never waits long."""
        asked = connector or self.connector
        async with asyncio.timeout(PATIENCE_SECONDS):
            if asked.population is not None:
                return await asked.population.read(nik)
            if asked.licensing is not None:
                return await asked.licensing.inquire(await self._business_number(nik))
            (result,) = await asked.sources[0].fetch([FacetKey(uuid.uuid4(), nik)])
        if isinstance(result, Exception):
            raise result
        return result

    async def _business_number(self, nik: str) -> str:
        """A number of the person's; one that nobody has for somebody whom the emulator does not hold."""
        held = await self._admin("GET", f"data?key={nik}", missing={"licences": [{"nib": "9999999999999"}]})
        number: str = held["licences"][0]["nib"]
        return number

    async def error(self, nik: str, connector: Connector | None = None) -> HubError:
        """The error of a question that must fail as the contract says: a HubError, with nothing hanging on it."""
        try:
            found = await self.ask(nik, connector)
        except HubError as error:
            return error
        raise AssertionError(f"answered {type(found).__name__} where an error was due")

    async def niks(self) -> list[str]:
        """NIKs of living people whom the emulator holds."""
        held = (await self._admin("GET", "data"))["first"]
        return [each["nik"] for each in held if each["nik"] and each["vital_status"] == "ALIVE"]

    async def held(self, nik: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = await self._admin("GET", f"data?key={nik}")
        return found

    async def faults(self, **faults: Any) -> None:
        await self._admin("PUT", "faults", faults)

    async def calls(self) -> Mapping[str, Any]:
        """Methods with their keys and counts."""
        found: Mapping[str, Any] = (await self._admin("GET", "calls"))["methods"]
        return found

    async def reset(self) -> None:
        await self._admin("POST", "reset")

    def elsewhere(self, base_url: str, credentials: Mapping[str, str] | None = None) -> Connector:
        """The same connector with another address or account."""
        given = settings(self.name, base_url, timeout_seconds=TIMEOUT_SECONDS)
        if credentials is not None:
            given = ConnectorSettings(manifest=given.manifest, base_url=base_url, credentials=credentials)
        return self.connect(given, self.session, Clock())

    async def _admin(self, method: str, path: str, body: Any = None, missing: Any = None) -> Any:
        async with self.session.request(method, f"{self.url}/admin/{path}", json=body) as response:
            if response.status == 404 and missing is not None:
                return missing
            assert response.status == 200, await response.text()
            return await response.json()


@asynccontextmanager
async def rig(name: str, connect: Connect, folder: Path) -> AsyncIterator[Rig]:
    """The connector on the emulator of its agency, over HTTP."""
    host: web.Application = application(folder, Clock())
    async with served(host) as url, open_session() as session:
        given = settings(name, f"{url}/{name}", timeout_seconds=TIMEOUT_SECONDS)
        connector = connect(given, session, Clock())
        yield Rig(name, f"{url}/{name}", connect, connector, session)
