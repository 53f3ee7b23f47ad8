"""The emulated service: `Peserta/nik/{nik}/tglSEP/{day}` and `Peserta/nokartu/{number}/tglSEP/{day}`."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from aiohttp import web
from cryptography.hazmat.primitives.padding import PKCS7

from hub.connectors.insurance.emulator.compress import compress
from hub.connectors.insurance.sealing import cipher, signed
from hub.core.ports import Clock
from hub.exchange.emulation import Control, Held, People

ACCOUNT: Final[Mapping[str, str]] = {
    "cons_id": "90001",
    "secret": "contoh-bukan-rahasia",
    "user_key": "contoh-bukan-rahasia",
}
"""The one account of this emulator, by the names of the connector's credentials. Nothing here is secret."""

_KINDS: Final = {
    "PBI": ("21", "PBI (APBN)"),
    "PBI_APBD": ("22", "PBI (APBD)"),
    "PPU": ("13", "PEGAWAI SWASTA"),
    "PBPU": ("14", "PEKERJA MANDIRI"),
    "BP": ("15", "PENERIMA PENSIUN"),
}
"""Code and words of `jenisPeserta`: 13 and 21 stand in published samples, the others are this emulator's."""
_CLOCKS_APART: Final = 300
_SIGNED: Final = ("X-cons-id", "X-signature", "user_key")


def numbers_of(person: Held) -> Iterable[str]:
    """The numbers of a person's cards."""
    return (each["number"] for each in person["health_coverage"])


class MemberService:
    """Answers for one account; what it answers opens only with the timestamp of the question."""

    def __init__(self, people: People, control: Control, clock: Clock) -> None:
        self._people = people
        self._control = control
        self._clock = clock

    async def member(self, request: web.Request) -> web.StreamResponse:
        """One member, by the kind of number in the path."""
        kind, number = request.match_info["kind"], request.match_info["number"]
        person = self._people.get(number) if len(number) == {"nik": 16, "nokartu": 13}[kind] else None
        refused = await self._refused(request, f"Peserta.{kind}", person["nik"] if person else number)
        if refused is not None:
            return refused
        person = self._people.get(self._control.faults.another) if self._control.faults.another else person
        if person is None or not person["health_coverage"]:
            return _told("201", "Peserta Tidak Terdaftar")
        return _told("200", "OK", _sealed({"peserta": _peserta(person)}, request.headers["X-timestamp"]))

    async def _refused(self, request: web.Request, method: str, key: str) -> web.StreamResponse | None:
        """The broken or negative answer, or None when the question may be answered."""
        fault = await self._control.called(request, method, key)
        if fault is not None:
            return fault
        timestamp = request.headers.get("X-timestamp", "")
        expected = signed(ACCOUNT, timestamp)
        if any(request.headers.get(name) != expected[name] for name in _SIGNED) or not self._is_now(timestamp):
            return _told("401", "Unauthorized", status=401)
        if self._control.faults.quota_exhausted:
            return web.Response(status=429, text="API rate limit exceeded")
        return None

    def _is_now(self, timestamp: str) -> bool:
        usable = timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12
        return usable and abs(int(timestamp) - self._clock().timestamp()) < _CLOCKS_APART


def add_service(application: web.Application, service: MemberService) -> None:
    """Adds the two questions; any other path is unknown (404)."""
    application.router.add_get("/Peserta/{kind:nik|nokartu}/{number}/tglSEP/{day}", service.member)
    application.router.add_get("/", _root)


async def _root(request: web.Request) -> web.Response:
    """Where a browser lands: the admin page says what this is."""
    raise web.HTTPFound(f"{request.path.rstrip('/')}/admin")


def _told(code: str, message: str, response: str | None = None, *, status: int = 200) -> web.Response:
    return web.json_response({"metaData": {"code": code, "message": message}, "response": response}, status=status)


def _sealed(answer: Mapping[str, Any], timestamp: str) -> str:
    """Compressed, encrypted, in base64."""
    padder, encryptor = PKCS7(128).padder(), cipher(ACCOUNT, timestamp).encryptor()
    padded = padder.update(compress(json.dumps(answer, ensure_ascii=False)).encode()) + padder.finalize()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def _peserta(person: Held) -> dict[str, Any]:
    held = person["health_coverage"][0]
    code, words = _KINDS[held["segment"]]
    active = held["status"] == "ACTIVE"
    since = dt.date(2014, 1, 1).isoformat()
    return {
        "noKartu": held["number"],
        "nik": person["nik"],
        "nama": person["full_name"],
        "sex": "P" if int(person["nik"][6:8]) > 40 else "L",
        "pisa": "1",
        "tglLahir": person["birth_date"],
        "statusPeserta": {"kode": "0" if active else "1", "keterangan": "AKTIF" if active else "TIDAK AKTIF"},
        "jenisPeserta": {"kode": code, "keterangan": words},
        "hakKelas": {"kode": "3", "keterangan": "KELAS III"},
        "provUmum": {"kdProvider": "00000000", "nmProvider": "PUSKESMAS CONTOH"},
        "mr": {"noMR": None, "noTelepon": None},
        "cob": {"nmAsuransi": None, "noAsuransi": None, "tglTAT": None, "tglTMT": None},
        "informasi": {"dinsos": None, "noSKTM": None, "prolanisPRB": None},
        "tglCetakKartu": since,
        "tglTMT": since,
        "tglTAT": "2060-01-01",
    }
