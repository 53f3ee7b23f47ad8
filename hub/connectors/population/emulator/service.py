"""The access web service: `POST /dukcapil/get_json/{path}/{agency_id}/{method}`, one NIK a call.

Errors are data: status 200 and `content[0].RESPON`. What the account, the address of the caller or the day's quota do
not allow is said in the service's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import JSONDecodeError
from typing import Any, Final

from aiohttp import web

from hub.connectors.population.emulator.content import content
from hub.connectors.population.emulator.register import Register
from hub.core.calendar import local_date
from hub.core.ports import Clock
from hub.exchange.emulation import Control

ACCOUNT: Final[Mapping[str, str]] = {
    "path": "bangka",
    "agency_id": "1901",
    "user_id": "SATU_CONTOH",
    "password": "contoh-bukan-rahasia",
    "ip_user": "10.19.1.10",
}
"""The one account of this emulator, by the names of the connector's credentials. Nothing here is secret."""

NOT_FOUND: Final = "Data Tidak Ditemukan"
QUOTA_USED_UP: Final = "Kuota Akses Hari ini telah Habis"
ADDRESS_DIFFERS: Final = "IP Address Tidak Sesuai"
ADDRESS_UNKNOWN: Final = "IP Client  Tidak terdaftar"
LOGIN_FAILED: Final = "Login Gagal"

_ADDRESS: Final = re.compile(r"\d{1,3}(\.\d{1,3}){3}", re.ASCII)
_COMPARED: Final = ("NAMA_LGKP", "TGL_LHR", "TMPT_LHR", "JENIS_KLMIN", "NAMA_LGKP_IBU")


class AccessService:
    """Answers for one account. Who has died or moved away is not found: the service shows the active register."""

    def __init__(self, register: Register, control: Control, clock: Clock, daily_quota: int) -> None:
        self._register = register
        self._control = control
        self._clock = clock
        self._daily_quota = daily_quota
        self.reset_quota()

    def reset_quota(self) -> None:
        """No call was made today."""
        self._day = local_date(self._clock())
        self._used = 0

    async def call_nik(self, request: web.Request) -> web.StreamResponse:
        """`CALL_NIK`: the person's fields."""
        return await self._answer(request, "CALL_NIK", self._fields)

    async def match_nik(self, request: web.Request) -> web.StreamResponse:
        """`MATCH_NIK`: true or false for the NIK and each element that was sent; no data."""
        return await self._answer(request, "MATCH_NIK", self._matches)

    async def _answer(self, request: web.Request, method: str, answer: Any) -> web.StreamResponse:
        asked = await _body(request)
        fault = await self._control.called(request, method, str(asked.get("nik", "")))
        if fault is not None:
            return fault
        refusal = self._refusal(asked)
        return _page(answer(asked) if refusal is None else {"RESPON": refusal})

    def _refusal(self, asked: Mapping[str, Any]) -> str | None:
        if (asked.get("user_id"), asked.get("password")) != (ACCOUNT["user_id"], ACCOUNT["password"]):
            return LOGIN_FAILED
        address = str(asked.get("ip_user", asked.get("IP_USER", "")))
        if not _ADDRESS.fullmatch(address):
            return ADDRESS_DIFFERS
        if address != ACCOUNT["ip_user"]:
            return ADDRESS_UNKNOWN
        return None if self._within_quota() else QUOTA_USED_UP

    def _within_quota(self) -> bool:
        if local_date(self._clock()) != self._day:
            self.reset_quota()
        self._used += 1
        return self._used <= self._daily_quota and not self._control.faults.quota_exhausted

    def _fields(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        person = self._register.get(self._control.aimed(str(asked.get("nik", ""))))
        if person is None or person.get("vital_status", "ALIVE") != "ALIVE":
            return {"RESPON": NOT_FOUND}
        return content(person, local_date(self._clock()))

    def _matches(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        held = self._fields(asked)
        if "RESPON" in held:
            return held
        return {"NIK": True, **{name: _same(asked[name], held[name]) for name in _COMPARED if name in asked}}


def add_service(application: web.Application, service: AccessService) -> None:
    """Adds the service's methods under the account's path; any other path is unknown (404)."""
    folder = f"/dukcapil/get_json/{ACCOUNT['path']}/{ACCOUNT['agency_id']}"
    application.router.add_post(f"{folder}/CALL_NIK", service.call_nik)
    application.router.add_post(f"{folder}/MATCH_NIK", service.match_nik)
    application.router.add_get("/", _root)


async def _root(request: web.Request) -> web.Response:
    """Where an officer's browser lands: the admin page says what this is."""
    raise web.HTTPFound(f"{request.path.rstrip('/')}/admin")


async def _body(request: web.Request) -> Mapping[str, Any]:
    try:
        asked = await request.json()
    except (JSONDecodeError, UnicodeDecodeError):
        asked = None
    if not isinstance(asked, dict):
        raise web.HTTPBadRequest(text="Bad Request")
    return asked


def _page(entry: Mapping[str, Any]) -> web.Response:
    return web.json_response(
        {
            "content": [entry],
            "lastPage": True,
            "firstPage": True,
            "number": 0,
            "size": 1,
            "numberOfElements": 1,
            "totalElements": 1,
            "sort": None,
        }
    )


def _same(asked: Any, held: Any) -> bool:
    return " ".join(str(asked).casefold().split()) == " ".join(str(held).casefold().split())
