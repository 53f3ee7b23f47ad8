"""The emulated service: `inqueryNIB`, `receiveLicense` and the two about its status; it pushes when it is told to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from json import JSONDecodeError
from typing import Any, Final

import aiohttp
from aiohttp import web

from hub.connectors.licensing.emulator.documents import data_nib
from hub.connectors.licensing.statuses import LICENCE_STATUSES
from hub.core.calendar import local_date
from hub.core.ports import Clock
from hub.exchange.emulation import Control, Held, People

ACCOUNT: Final[Mapping[str, str]] = {
    "user_key": "contoh-bukan-rahasia",
    "username": "OSS-CONTOH",
    "password": "contoh-bukan-rahasia",
}
"""The district's key at OSS, and OSS's account at the district, by the connector's credentials. Nothing is secret."""

_KNOWN: Final = frozenset(entry.official_code for entry in LICENCE_STATUSES)
_BEFORE: Final = "10"
"""Dokumen Lengkap: where an application stands before the district says anything."""
_REF: Final = ("nib", "id_proyek", "oss_id", "id_izin", "kd_izin")


def numbers_of(person: Held) -> Iterable[str]:
    """The business numbers of a person."""
    return (line["nib"] for line in person["licences"])


class OssService:
    """Answers for one key. What the district told stands in `effects`, in order, without persons."""

    def __init__(self, people: People, control: Control, clock: Clock) -> None:
        self._people = people
        self._control = control
        self._clock = clock
        self._effects: list[Mapping[str, str]] = []
        self._statuses: dict[str, str] = {}

    def forget(self) -> None:
        """Nothing was told yet."""
        self._effects.clear()
        self._statuses.clear()

    async def inquire(self, request: web.Request) -> web.StreamResponse:
        """`inqueryNIB`: `{"INQUERYNIB": {"nib"}}`."""
        nib = str((await _member(request, "INQUERYNIB")).get("nib", ""))
        person = self._people.get(nib) if len(nib) == 13 else None
        refused = await self._refused(request, "inqueryNIB", person["nik"] if person else nib)
        if refused is not None:
            return refused
        if self._control.faults.another is not None:
            person = self._people.get(self._control.faults.another)
            nib = next(iter(numbers_of(person)), nib) if person else nib
        if person is None:
            return _responded("inqueryNIB", 400, "Data NIB tidak ditemukan", dataNIB=[])
        return _responded("inqueryNIB", 200, "Sukses", dataNIB=data_nib(person, nib))

    async def issue(self, request: web.Request) -> web.StreamResponse:
        """`receiveLicense`: `{"IZINFINAL": {...}}`."""
        told = await _member(request, "IZINFINAL")
        return await self._take(request, "receiveLicense", told, told.get("status_izin"))

    async def report(self, request: web.Request) -> web.StreamResponse:
        """`receiveLicenseStatus`: `{"IZINSTATUS": {...}}`."""
        told = await _member(request, "IZINSTATUS")
        return await self._take(request, "receiveLicenseStatus", told, told.get("kd_status"))

    async def check(self, request: web.Request) -> web.StreamResponse:
        """`checkLicenseStatus`: `{"CHECKLICENSESTATUS": {"id_izin"}}`."""
        permit = str((await _member(request, "CHECKLICENSESTATUS")).get("id_izin", ""))
        refused = await self._refused(request, "checkLicenseStatus", permit)
        if refused is not None:
            return refused
        nib = permit.removeprefix("I-").partition("-")[0]
        if self._people.get(nib) is None or len(nib) != 13:
            return _responded("checkLicenseStatus", 400, "Data izin tidak ditemukan", dataIZIN={})
        status = self._statuses.get(permit, _BEFORE)
        return _responded(
            "checkLicenseStatus", 200, "Sukses", dataIZIN={"nib": nib, "id_izin": permit, "kd_status": status}
        )

    async def effects(self, _request: web.Request) -> web.Response:
        return web.json_response(self._effects)

    async def push(self, request: web.Request) -> web.Response:
        """Sends `receiveNIB` of a business to an address, as OSS would, and shows what the address answered."""
        asked = await _json(request)
        nib, url = str(asked.get("nib", "")), str(asked.get("url", ""))
        person = self._people.get(nib) if len(nib) == 13 else None
        if person is None or not url.startswith("http"):
            return web.json_response(
                {"error": "Send {nib, url}: a business of this emulator, and where to."}, status=400
            )
        secret = f"{ACCOUNT['username']}{ACCOUNT['password']}{nib}{local_date(self._clock()):%Y%m%d}"
        token = hashlib.sha1(secret.encode()).hexdigest()  # noqa: S324  the protocol's own
        body = {"dataNIB": data_nib(person, nib)}
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(url, json=body, headers={"Token": token}) as response,
            ):
                return web.json_response({"status": response.status, "answer": await response.text()})
        except aiohttp.ClientError:
            return web.json_response({"error": "Nobody answers at this address."}, status=502)

    async def _take(
        self, request: web.Request, method: str, told: Mapping[str, Any], status: object
    ) -> web.StreamResponse:
        nib = str(told.get("nib", ""))
        person = self._people.get(nib) if len(nib) == 13 else None
        refused = await self._refused(request, method, nib)
        if refused is not None:
            return refused
        if person is None or status not in _KNOWN or not all(told.get(name) for name in _REF):
            return _responded(method, 400, "Data izin tidak ditemukan")
        self._effects.append({"method": method, "id_izin": str(told["id_izin"]), "status": str(status)})
        self._statuses[str(told["id_izin"])] = str(status)
        return self._control.done(request, _responded(method, 200, "Sukses"))

    async def _refused(self, request: web.Request, method: str, key: str) -> web.StreamResponse | None:
        """The broken or negative answer, or None when the call may be answered."""
        fault = await self._control.called(request, method, key)
        if fault is not None:
            return fault
        if request.headers.get("user_key") != ACCOUNT["user_key"]:
            return _responded(method, 401, "User Akses Tidak Valid", http=401)
        if self._control.faults.quota_exhausted:
            return web.Response(status=429, text="API rate limit exceeded")
        return None


def add_service(application: web.Application, service: OssService) -> None:
    """Adds the methods; any other is unknown (404)."""
    application.router.add_post("/inqueryNIB", service.inquire)
    application.router.add_post("/receiveLicense", service.issue)
    application.router.add_post("/receiveLicenseStatus", service.report)
    application.router.add_post("/checkLicenseStatus", service.check)
    application.router.add_get("/admin/effects", service.effects)
    application.router.add_post("/admin/push", service.push)
    application.router.add_get("/", _root)


async def _root(request: web.Request) -> web.Response:
    """Where a browser lands: the admin page says what this is."""
    raise web.HTTPFound(f"{request.path.rstrip('/')}/admin")


async def _member(request: web.Request, name: str) -> Mapping[str, Any]:
    found = (await _json(request)).get(name)
    return found if isinstance(found, dict) else {}


async def _json(request: web.Request) -> Mapping[str, Any]:
    try:
        body = await request.json()
    except (JSONDecodeError, UnicodeDecodeError):
        return {}
    return body if isinstance(body, dict) else {}


def _responded(method: str, code: int, remark: str, *, http: int = 200, **more: Any) -> web.Response:
    response = {f"respon{method}": {"kode": code, "keterangan": remark, **more}}
    return web.json_response(response, status=http)
