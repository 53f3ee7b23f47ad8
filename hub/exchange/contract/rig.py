"""A connector of the contract suite on its emulator: how it is asked, and how its agency is made to misbehave."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from hub.core.errors import BadInput, HubError
from hub.core.facet import FacetCopy, FacetKey
from hub.core.intake import FacetPull, Sighting
from hub.exchange.connector import Connect, Connector
from hub.exchange.contract.accounts import strange
from hub.exchange.contract.serving import NOW, Clock, served
from hub.exchange.discovery import ConnectorPlugin
from hub.exchange.emulation.found import Emulator
from hub.exchange.session import open_session
from hub.exchange.settings import ConnectorSettings

TIMEOUT_SECONDS = 0.6
PATIENCE_SECONDS = 4 * TIMEOUT_SECONDS + 1
"""The connector may use its time twice (waiting for its turn, then asking) for each of the calls of one question."""
PATIENCE_WITH_A_LIST = 8 * TIMEOUT_SECONDS + 1


@dataclass(frozen=True, slots=True)
class Rig:
    """A connector, and the admin address of the emulator it asks."""

    plugin: ConnectorPlugin
    emulator: Emulator
    url: str
    connect: Connect
    connector: Connector
    session: aiohttp.ClientSession
    folder: Path

    async def ask(self, nik: str, connector: Connector | None = None) -> Any:
        """What the connector knows of one person: a Citizen, a FacetCopy or a Business. It never waits long."""
        asked = connector or self.connector
        async with asyncio.timeout(PATIENCE_WITH_A_LIST if asked.pulls else PATIENCE_SECONDS):
            if asked.population is not None:
                return await asked.population.read(nik)
            if asked.pulls:
                return await self._pulled(asked.pulls[0], nik)
            if asked.licensing is not None:
                return await asked.licensing.inquire(await self._business_number(nik))
            (result,) = await asked.sources[0].fetch([FacetKey(uuid.uuid4(), nik)])
        if isinstance(result, Exception):
            raise result
        return result

    async def ask_everybody(self) -> int:
        """Asks for each key that the emulator holds, once, as many at a time as the agency takes; returns how many
        keys there are."""
        keys = sorted({await self.key_of(nik) for nik in await self.niks()})
        sources = self.connector.sources
        if sources and sources[0].max_batch > 1:
            for start in range(0, len(keys), sources[0].max_batch):
                some = keys[start : start + sources[0].max_batch]
                await sources[0].fetch([FacetKey(uuid.uuid4(), nik) for nik in some])
            return len(keys)
        for key in keys:
            if self.connector.pulls:
                await self.listed(self.connector.pulls[0], key)
            else:
                await self.ask(key)
        return len(keys)

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

    async def key_of(self, nik: str) -> str:
        """What the agency is asked by for this person: the NIK, or the place that lists her."""
        return (await self._places(self.connector.pulls[0], nik))[0] if self.connector.pulls else nik

    async def listed(self, pull: FacetPull, place: str) -> list[Sighting]:
        return [row async for batch in pull.pull(place) for row in batch.rows]

    async def faults(self, **faults: Any) -> None:
        await self._admin("PUT", "faults", faults)

    async def calls(self) -> Mapping[str, Any]:
        """Methods with their keys and counts."""
        found: Mapping[str, Any] = (await self._admin("GET", "calls"))["methods"]
        return found

    async def reset(self) -> None:
        await self._admin("POST", "reset")

    def elsewhere(self, base_url: str) -> Connector:
        """The same connector with another address."""
        account = self.emulator.account(base_url, self.folder / "elsewhere")
        return self.connect(settings_of(self.plugin, base_url, account), self.session, Clock())

    def stranger(self) -> Connector:
        """The same connector with an account that the agency does not know."""
        known = self.emulator.account(self.url, self.folder)
        return self.connect(settings_of(self.plugin, self.url, strange(known)), self.session, Clock())

    async def _pulled(self, pull: FacetPull, nik: str) -> FacetCopy[Any] | None:
        """What the places that list a person make of her."""
        items: tuple[Any, ...] = ()
        for place in await self._places(pull, nik):
            for row in await self.listed(pull, place):
                if row.nik == nik:
                    items = pull.merged(items, row.item)
        return FacetCopy(pull.facet.name, items, NOW, fresh=True)

    async def _places(self, pull: FacetPull, nik: str) -> Sequence[str]:
        """The places that the emulator's items of a person name; of somebody unknown those that list anybody."""
        people = (await self._admin("GET", "data"))["first"]
        own = [each for each in people if each["nik"] == nik]
        named = {value for each in own or people for item in each[pull.facet.name] for value in item.values()}
        return [place for place in pull.places() if place in named] or pull.places()[:1]

    async def _admin(self, method: str, path: str, body: Any = None, missing: Any = None) -> Any:
        async with self.session.request(method, f"{self.url}/admin/{path}", json=body) as response:
            if response.status == 404 and missing is not None:
                return missing
            assert response.status == 200, await response.text()
            return await response.json()


def settings_of(
    plugin: ConnectorPlugin, url: str, credentials: Mapping[str, str], seconds: float = TIMEOUT_SECONDS
) -> ConnectorSettings:
    """Settings of a connector that has little time, or the given."""
    manifest = replace(plugin.manifest, timeout_seconds=seconds)
    return ConnectorSettings(manifest=manifest, base_url=url, credentials=credentials)


def emulator_of(plugin: ConnectorPlugin) -> Emulator:
    """The agency's emulator. Raises BadInput where there is none: faults cannot be asked of a real agency."""
    found = Emulator.of(plugin)
    if found is None:
        raise BadInput(f"{plugin.package} has no emulator/, which the contract suite needs to show it faults.")
    return found


@asynccontextmanager
async def rig(
    plugin: ConnectorPlugin, folder: Path, connect: Connect | None = None, seconds: float = TIMEOUT_SECONDS
) -> AsyncIterator[Rig]:
    """The connector on the emulator of its agency, over HTTP. `connect` is another way to make it, if given.

    `seconds` is the time that it gives its agency: little, so that what never answers is soon done with.
    """
    emulator, making = emulator_of(plugin), connect or plugin.connect
    assert making is not None, "a seeded agency is not asked"
    host = web.Application()
    host.add_subapp(f"/{plugin.name}", emulator.module.create(folder, Clock()))
    async with served(host) as base, open_session() as session:
        url = f"{base}/{plugin.name}"
        connector = making(settings_of(plugin, url, emulator.account(url, folder), seconds), session, Clock())
        yield Rig(plugin, emulator, url, making, connector, session, folder)
