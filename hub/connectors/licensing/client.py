"""The district calls OSS: `POST {base}/{method}`, header `user_key`, one business number or application a call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import aiohttp

from hub.connectors.licensing import mapping
from hub.connectors.licensing.errors import OK, WRONG, error_of
from hub.connectors.licensing.statuses import LICENCE_STATUSES
from hub.core.calendar import WIB
from hub.core.errors import BadInput
from hub.core.licensing import Business, IssuedPermit, PermitRef, PermitStep
from hub.exchange.client import HttpClient, Question, Reply
from hub.exchange.failures import Reason, unavailable
from hub.exchange.settings import ConnectorSettings

_FOR_GOOD: Final = ""
_SPELT_OTHERWISE: Final = {"checkLicenseStatus": "responcheckStatusLicense"}
"""The document names the reply of this method in one way and shows it in another."""


class Oss:
    """Implements `LicensingAgency` by the methods of PIA 4.3.22."""

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession) -> None:
        self._manifest = settings.manifest
        self._headers = {"user_key": settings.credentials["user_key"]}
        self._http = HttpClient(settings, session)

    async def inquire(self, nib: str) -> Business | None:
        """`inqueryNIB` (the spelling is theirs). OSS says with kode 400 and empty data that it knows no such number."""
        data = await self._inquired(nib)
        if data is None:
            return None
        try:
            found = mapping.business(data)
        except BadInput:
            raise unavailable(self._manifest, Reason.UNREADABLE) from None
        if found.nib != nib:
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return found

    async def permits(self, nib: str) -> tuple[PermitRef, ...] | None:
        """The licences under a number that a regency or city decides on; None when there is no such number."""
        data = await self._inquired(nib)
        return None if data is None else mapping.permits(data, nib)

    async def status_of(self, permit_id: str) -> str | None:
        """`checkLicenseStatus`: the official code of a licence's status; None when OSS knows no such licence."""
        answer = await self._call("checkLicenseStatus", {"CHECKLICENSESTATUS": {"id_izin": permit_id}}, idempotent=True)
        code, data = _code(answer), answer.get("dataIZIN")
        if code == WRONG:
            return None
        if code != OK:
            raise error_of(code, self._manifest)
        shown = data if isinstance(data, dict) else {}
        status = shown.get("kd_status")
        if not isinstance(status, str) or shown.get("id_izin") != permit_id:
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return status

    async def issue(self, permit: IssuedPermit) -> None:
        """`receiveLicense`. Not sent twice by itself: nothing is documented that would tell a repeat from the first."""
        _check(permit.status)
        await self._tell("receiveLicense", {"IZINFINAL": _final(permit)})

    async def report(self, step: PermitStep) -> None:
        """`receiveLicenseStatus`, under the same caution."""
        _check(step.status)
        await self._tell("receiveLicenseStatus", {"IZINSTATUS": _status(step)})

    async def reach(self) -> None:
        """Whether anything answers at OSS's address; calls no method."""
        await self._http.reach()

    async def _inquired(self, nib: str) -> Mapping[str, Any] | None:
        """`dataNIB` of a number; None when OSS knows no such number."""
        answer = await self._call("inqueryNIB", {"INQUERYNIB": {"nib": nib}}, idempotent=True)
        code, data = _code(answer), answer.get("dataNIB")
        if code == WRONG and not data:
            return None
        if code != OK:
            raise error_of(code, self._manifest)
        return data if isinstance(data, dict) else {}

    async def _tell(self, method: str, body: Mapping[str, Any]) -> None:
        code = _code(await self._call(method, body, idempotent=False))
        if code != OK:
            raise error_of(code, self._manifest)

    async def _call(self, method: str, body: Mapping[str, Any], *, idempotent: bool) -> Mapping[str, Any]:
        question = Question(
            operation=method, method="POST", path=f"/{method}", idempotent=idempotent, headers=self._headers, json=body
        )
        return self._response(method, await self._http.ask(question))

    def _response(self, method: str, reply: Reply) -> Mapping[str, Any]:
        """The object `respon<method>`; with another status than 200 it has to say why in its `kode`."""
        answer = reply.json()
        answered = answer if isinstance(answer, dict) else {}
        response = answered.get(f"respon{method}") or answered.get(_SPELT_OTHERWISE.get(method, ""))
        if not isinstance(response, dict) or (reply.status != 200 and _code(response) in {None, OK}):
            raise unavailable(self._manifest, Reason.UNREADABLE if reply.status == 200 else Reason.ERROR_STATUS)
        return response


def _code(response: Mapping[str, Any]) -> int | None:
    """`kode`, which is a number here and a text there."""
    text = str(response.get("kode"))
    return int(text) if text.isascii() and text.isdigit() and len(text) == 3 else None


def _check(status: str) -> None:
    if all(status != entry.official_code for entry in LICENCE_STATUSES):
        raise BadInput("This is no status of a licence. Take a code of the list LicenceStatus.", path="status")


def _ref(ref: PermitRef) -> dict[str, str]:
    return {
        "nib": ref.nib,
        "id_proyek": ref.project_id,
        "oss_id": ref.oss_id,
        "id_izin": ref.permit_id,
        "kd_izin": ref.permit_code,
    }


def _final(permit: IssuedPermit) -> dict[str, str]:
    return {
        **_ref(permit.ref),
        "kd_daerah": _daerah(permit.region_code),
        "nomor_izin": permit.number,
        "tgl_terbit_izin": permit.issued_on.isoformat(),
        "tgl_berlaku_izin": permit.valid_until.isoformat() if permit.valid_until else _FOR_GOOD,
        "nama_ttd": permit.signed_by,
        "nip_ttd": permit.signer_number,
        "jabatan_ttd": permit.signer_title,
        "status_izin": permit.status,
        "file_izin": permit.file_url,
        "keterangan": permit.remark,
    }


def _status(step: PermitStep) -> dict[str, str]:
    return {
        **_ref(step.ref),
        "kd_instansi": step.agency_code,
        "kd_status": step.status,
        "tgl_status": _local(step.at),
        "nip_status": step.officer_number,
        "nama_status": step.officer_name,
        "keterangan": step.remark,
    }


def _daerah(region_code: str) -> str:
    """`19.01` -> `1901000000`, as OSS writes a region."""
    return region_code.replace(".", "").ljust(10, "0")


def _local(at: dt.datetime) -> str:
    return at.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")
