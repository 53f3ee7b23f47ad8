"""A connector as it is written in a hurry. The contract suite must find what is wrong with it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json

import aiohttp

from hub.core.citizen import Citizen, CitizenClaim, CitizenMatch
from hub.core.identifiers import new_id
from hub.core.ports import Clock
from hub.exchange import Connector, ConnectorSettings


class HastyPopulation:
    """Numbers as floats, no time-out, no limit of size, asked twice, and errors as they come."""

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session

    async def read(self, nik: str) -> Citizen | None:
        await self._fields(nik)  # "warms up" the service, and costs a second call
        fields = await self._fields(nik)
        return Citizen(
            tenant="1901",
            id=new_id(),
            nik=f"{int(fields['NIK']):016d}",
            full_name=str(fields["NAMA_LGKP"]),
            birth_date=dt.date.fromisoformat(str(fields["TGL_LHR"])),
            family_card_number=f"{int(fields['NO_KK']):016d}",
        )

    async def match(self, claim: CitizenClaim) -> CitizenMatch:
        return CitizenMatch(await self.read(claim.nik) is not None, None, None, None, None, None)

    async def _fields(self, nik: str) -> dict[str, float]:
        account = self._settings.credentials
        url = f"{self._settings.base_url}/dukcapil/get_json/{account['path']}/{account['agency_id']}/CALL_NIK"
        body = {"nik": nik, **{name: account[name] for name in ("user_id", "password", "ip_user")}}
        async with self._session.post(url, json=body) as response:
            fields: dict[str, float] = json.loads(await response.text(), parse_int=float)["content"][0]
            return fields


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    async def ping() -> None:
        await asyncio.sleep(0)

    return Connector(manifest=settings.manifest, ping=ping, population=HastyPopulation(settings, session))
