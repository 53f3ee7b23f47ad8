"""The emulated services: `GET /schools/{npsn}/WebService/{function}?npsn={npsn}`, each school with a token of its own.

Errors are text with status 200. Two schools are always there: one that is down, and one that refuses every token.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.connectors.education.emulator.pupils import EmulatedSchool, Pupils
from hub.exchange.emulation import Control
from hub.exchange.emulation.lines import Line

DOWN: Final = "10999001"
"""A school whose computer is switched off: the connection ends without an answer."""
REFUSING: Final = "10999002"
"""A school where somebody made a new token and told nobody."""
ACCESS_DENIED: Final = "Access denied - You are not authorized to access this page. #1"
NO_NPSN: Final = "Parameter NPSN harap diisi"
NO_SCHOOL: Final = "Sekolah tidak ditemukan"

_SEX: Final = {"MALE": "L", "FEMALE": "P"}
_NAMES: Final = uuid.UUID("1901dada-0000-4000-8000-000000000000")


def token_of(npsn: str) -> str:
    """The token of a school of this emulator. Nothing here is secret."""
    return f"contoh-bukan-rahasia-{npsn}"


class WebServices:
    """Answers for every school that has pupils."""

    def __init__(self, pupils: Pupils, control: Control) -> None:
        self._pupils = pupils
        self._control = control

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """`getSekolah` and `getPesertaDidik`; another function is unknown (404)."""
        npsn, function = request.match_info["npsn"], request.match_info["function"]
        if npsn == DOWN:
            return _hang_up(request)
        functions = {"getSekolah": _school_page, "getPesertaDidik": self._pupils_page}
        if function not in functions:
            raise web.HTTPNotFound
        fault = await self._control.called(request, function, npsn)
        if fault is not None:
            return fault
        if self._control.faults.quota_exhausted:
            return web.Response(status=429, text="Too Many Requests")
        refusal = self._refusal(request, npsn)
        if refusal is not None:
            return web.Response(text=refusal, content_type="text/html")
        return web.json_response(functions[function](self._pupils.schools[self._control.aimed(npsn)]))

    async def root(self, request: web.Request) -> web.StreamResponse:
        """What a browser at the school's address sees."""
        if request.match_info["npsn"] == DOWN:
            return _hang_up(request)
        return web.Response(text="Emulator Dapodik: DATA CONTOH. This is an emulator, and no school.")

    def _refusal(self, request: web.Request, npsn: str) -> str | None:
        if npsn == REFUSING or request.headers.get("Authorization") != f"Bearer {token_of(npsn)}":
            return ACCESS_DENIED
        if not request.query.get("npsn"):
            return NO_NPSN
        return None if request.query["npsn"] == npsn and npsn in self._pupils.schools else NO_SCHOOL

    def _pupils_page(self, school: EmulatedSchool) -> dict[str, Any]:
        return _page("peserta_didik_id", [_pupil(pupil, each) for pupil, each in self._pupils.of(school.npsn)])


def add_service(application: web.Application, services: WebServices) -> None:
    """Adds the schools' addresses; any other path is unknown (404)."""
    application.router.add_get("/schools/{npsn}/WebService/{function}", services.answer)
    application.router.add_get("/schools/{npsn}/", services.root)
    application.router.add_get("/", _root)


async def _root(request: web.Request) -> web.Response:
    """Where a browser lands: the admin page says what this is."""
    raise web.HTTPFound(f"{request.path.rstrip('/')}/admin")


def _hang_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response(status=503)


def _page(key: str, rows: Any) -> dict[str, Any]:
    count = len(rows) if isinstance(rows, list) else 1
    return {"results": count, "id": key, "start": 0, "limit": count, "rows": rows}


def _school_page(school: EmulatedSchool) -> dict[str, Any]:
    """`rows` is an object here, and not a list."""
    row = {
        "sekolah_id": str(uuid.uuid5(_NAMES, school.npsn)),
        "nama": school.name,
        "nss": None,
        "npsn": school.npsn,
        "bentuk_pendidikan_id": 0,
        "bentuk_pendidikan_id_str": school.level,
        "status_sekolah": "1",
        "status_sekolah_str": "Negeri",
        "alamat_jalan": "Jalan Contoh",
        "kabupaten_kota": "Kab. Bangka",
        "provinsi": "Prov. Kepulauan Bangka Belitung",
    }
    return _page("sekolah_id", row)


def _pupil(pupil: Line, enrolment: Mapping[str, Any]) -> dict[str, Any]:
    """A row with keys of the documented form; further ones (phones, parents' occupations, weight) are left out."""
    own = str(uuid.uuid5(_NAMES, f"{pupil['nik']}{enrolment['npsn']}"))
    return {
        "registrasi_id": own,
        "jenis_pendaftaran_id": "1",
        "jenis_pendaftaran_id_str": "Siswa baru",
        "nipd": own[:8],
        "tanggal_masuk_sekolah": enrolment.get("since"),
        "peserta_didik_id": own,
        "nama": pupil["full_name"],
        "nisn": pupil.get("nisn"),
        "jenis_kelamin": _SEX.get(str(pupil.get("sex"))),
        "nik": pupil["nik"],
        "tempat_lahir": pupil.get("birth_place"),
        "tanggal_lahir": pupil["birth_date"],
        "nama_ibu": pupil.get("mother_name"),
        "semester_id": "20261",
        "nama_rombel": "Contoh",
    }
