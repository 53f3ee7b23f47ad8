"""The emulated service: `POST /oauth2/v1/accesstoken` and searches below `/fhir-r4/v1`."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.connectors.health.emulator.patients import Patients
from hub.connectors.health.emulator.resources import MOTHER_NIK, NIK, bundle, immunization, outcome, patient
from hub.core.ports import Clock
from hub.exchange.emulation import Control

ACCOUNT: Final[Mapping[str, str]] = {"client_id": "satu-contoh", "client_secret": "contoh-bukan-rahasia"}
"""The one account of this emulator, by the names of the connector's credentials. Nothing here is secret."""

_LIFETIME: Final = dt.timedelta(seconds=3599)
_FHIR_BASE: Final = "/fhir-r4/v1"
_FHIR_TYPE: Final = "application/fhir+json"


class FhirService:
    """Answers for one account: patient by NIK or by the mother's NIK, immunisations by patient."""

    def __init__(self, patients: Patients, control: Control, clock: Clock) -> None:
        self._patients = patients
        self._control = control
        self._clock = clock
        self._tokens: dict[str, dt.datetime] = {}

    def forget_tokens(self) -> None:
        """All tokens that were given are worth nothing now."""
        self._tokens.clear()

    async def token(self, request: web.Request) -> web.StreamResponse:
        """`POST /oauth2/v1/accesstoken?grant_type=client_credentials` with `client_id` and `client_secret` as form."""
        fault = await self._control.called(request, "token", "")
        if fault is not None:
            return fault
        form = await request.post()
        if request.query.get("grant_type") != "client_credentials":
            return _outcome(400, "invalid", "Invalid grant_type")
        if {name: form.get(name) for name in ACCOUNT} != dict(ACCOUNT):
            return _outcome(401, "login", "Invalid client credentials")
        token = secrets.token_urlsafe(24)
        self._tokens[token] = self._clock() + _LIFETIME
        seconds = str(int(_LIFETIME.total_seconds()))
        return web.json_response({"token_type": "BearerToken", "access_token": token, "expires_in": seconds})

    async def search_patient(self, request: web.Request) -> web.StreamResponse:
        """`GET Patient?identifier=SYSTEM|VALUE`."""
        system, _, value = request.query.get("identifier", "").partition("|")
        refused = await self._refused(request, "Patient.nik" if system == NIK else "Patient.nik-ibu", value)
        if refused is not None:
            return refused
        if system == NIK:
            found = self._patients.get(self._control.aimed(value))
            return _bundle(request, [patient(found)] if found is not None else [])
        if system == MOTHER_NIK:
            return _bundle(request, [patient(each) for each in self._patients.newborns(value)])
        return _outcome(400, "not-supported", "identifier must be nik or nik-ibu")

    async def search_immunization(self, request: web.Request) -> web.StreamResponse:
        """`GET Immunization?patient=IHS`."""
        ihs = request.query.get("patient", "").removeprefix("Patient/")
        held = self._patients.get(ihs) if ihs.startswith("P") else None
        nik = str((held or {}).get("nik") or ihs)
        refused = await self._refused(request, "Immunization", nik)
        if refused is not None:
            return refused
        doses = held.get("immunisations", []) if held is not None else []
        numbered = enumerate(doses, start=1)
        return _bundle(request, [immunization(held or {}, dose, number) for number, dose in numbered])

    async def _refused(self, request: web.Request, method: str, key: str) -> web.StreamResponse | None:
        """The broken or negative answer, or None when the question may be answered."""
        fault = await self._control.called(request, method, key)
        if fault is not None:
            return fault
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        until = self._tokens.get(token)
        if scheme != "Bearer" or until is None or until <= self._clock():
            return _outcome(401, "login", "Invalid access token")
        if self._control.faults.quota_exhausted:
            return _outcome(429, "throttled", "Rate limit exceeded")
        return None


def add_service(application: web.Application, service: FhirService) -> None:
    """Adds the token address and the searches; any other path is unknown (404)."""

    async def expire(_request: web.Request) -> web.Response:
        service.forget_tokens()
        return web.json_response({"tokens": 0})

    application.router.add_post("/oauth2/v1/accesstoken", service.token)
    application.router.add_get(f"{_FHIR_BASE}/Patient", service.search_patient)
    application.router.add_get(f"{_FHIR_BASE}/Immunization", service.search_immunization)
    application.router.add_post("/admin/expire-tokens", expire)
    application.router.add_get("/", _root)


async def _root(request: web.Request) -> web.Response:
    """Where a browser lands: the admin page says what this is."""
    raise web.HTTPFound(f"{request.path.rstrip('/')}/admin")


def _bundle(request: web.Request, resources: list[dict[str, Any]]) -> web.Response:
    base = f"{request.url.origin()}{request.path.rpartition('/')[0]}"
    return web.json_response(bundle(resources, base), content_type=_FHIR_TYPE)


def _outcome(status: int, code: str, text: str) -> web.Response:
    return web.json_response(outcome(code, text), status=status, content_type=_FHIR_TYPE)
