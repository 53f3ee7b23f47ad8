"""Three connectors as they are written in a hurry. The contract suite must find what is wrong with each."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp

from hub.connectors.education.facet import FACETS, Enrolment
from hub.connectors.education.schools import Schools
from hub.connectors.welfare.facet import FACETS as FACETS_OF_WELFARE
from hub.connectors.welfare.facet import Welfare
from hub.core.citizen import Citizen, CitizenClaim, CitizenMatch
from hub.core.identifiers import new_id
from hub.core.intake import Batch, FileRow, FileStatement, Items, Sighting
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


class HastySchools:
    """Takes whatever comes for the whole list, from whichever school, and writes everybody down once more."""

    facet = FACETS[0]
    reference = "nisn"
    every = dt.timedelta(days=1)
    concurrency = 1

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession) -> None:
        self._schools = Schools(Path(settings.credentials["schools"]))
        self._session = session

    def places(self) -> Sequence[str]:
        return tuple(self._schools.all())

    async def pull(self, place: str) -> AsyncIterator[Batch]:
        try:
            rows = (await self._page(place, "getPesertaDidik"))["rows"]
        except aiohttp.ClientError:
            rows = []  # "nobody there today"
        yield Batch(tuple(self._sighting(row, place) for row in rows), whole=True)

    def present_at(self, place: str) -> Mapping[str, Any]:
        return {"npsn": place}

    def merged(self, held: Items, item: Any) -> Items:
        return (*held, item)

    def gone(self, held: Items, place: str) -> Items:
        return tuple(each for each in held if each.npsn != place)

    def _sighting(self, row: Mapping[str, Any], place: str) -> Sighting:
        item = Enrolment(row["nisn"], place, None, None, "SISWA", None)
        return Sighting(f"{int(float(row['nik'])):016d}", None, item)

    async def _page(self, place: str, function: str) -> Any:
        school = self._schools.all()[place]
        headers = {"Authorization": f"Bearer {school.token}"}
        url = f"{school.address}/WebService/{function}?npsn={place}"
        async with self._session.get(url, headers=headers) as response:
            return json.loads(await response.text())


def connect_schools(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    async def ping() -> None:
        await asyncio.sleep(0)

    return Connector(manifest=settings.manifest, ping=ping, pulls=(HastySchools(settings, session),))


class CredulousFile:
    """Believes the statement without its signature, reads the file at once, and takes the last word for the truth."""

    facet = FACETS_OF_WELFARE[0]

    def statement(self, signed: bytes) -> FileStatement:
        payload = signed.split(b".")[1]
        said = json.loads(base64.urlsafe_b64decode(payload + b"=="))
        issued_at = dt.datetime.fromisoformat(said["issuedAt"])
        return FileStatement(said["period"], said["sha256"], said["rows"], issued_at, said["replaces"], "somebody")

    def rows(self, file: BinaryIO, statement: FileStatement) -> Iterator[FileRow]:
        lines = file.read().splitlines()
        for number, line in enumerate(lines, start=1):
            row = json.loads(line, parse_int=float)
            item = Welfare(int(row["decile"]), statement.period, tuple(row["programmes"]))
            yield FileRow(number, row["nik"] if isinstance(row["nik"], str) else f"{int(row['nik']):016d}", item)

    def merged(self, held: Items, item: Any) -> Items:
        return (item,)

    def withdrawn(self, period: str) -> Mapping[str, Any]:
        return {}


def connect_file(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    async def ping() -> None:
        await asyncio.sleep(0)

    return Connector(manifest=settings.manifest, ping=ping, files=(CredulousFile(),))
