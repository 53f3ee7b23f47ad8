"""SATUSEHAT: OAuth 2.0 client credentials, and FHIR R4 searches for patients and immunisations.

The protocol puts the NIK into the query of a GET; that is the agency's design. The hub's own traces leave queries out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.immunization import Immunization
from fhir.resources.R4B.patient import Patient
from pydantic import ValidationError

from hub.connectors.health.errors import error_of
from hub.core.ports import Clock
from hub.exchange.client import HttpClient, Question, Reply
from hub.exchange.failures import Reason, unavailable
from hub.exchange.oauth import ClientCredentials
from hub.exchange.settings import ConnectorSettings

NIK_SYSTEM: Final = "https://fhir.kemkes.go.id/id/nik"
MOTHER_NIK_SYSTEM: Final = "https://fhir.kemkes.go.id/id/nik-ibu"
_FHIR: Final = "/fhir-r4/v1"
_MOST_PAGES: Final = 10


class SatuSehat:
    """Searches of the FHIR service; each validated as FHIR R4B before anything is read from it."""

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._manifest = settings.manifest
        credentials = {name: settings.credentials[name] for name in ("client_id", "client_secret")}
        question = Question(
            operation="token",
            method="POST",
            path="/oauth2/v1/accesstoken",
            idempotent=True,
            counts=False,
            query={"grant_type": "client_credentials"},
            form=credentials,
        )
        self._tokens = ClientCredentials(HttpClient(settings, session), question, settings.manifest, clock)
        self._http = HttpClient(settings, session, tokens=self._tokens)

    async def patient(self, nik: str) -> Patient | None:
        """The patient with this NIK, or None. Raises SourceUnavailable, also when more than one comes back."""
        found = await self._search("Patient", {"identifier": f"{NIK_SYSTEM}|{nik}"}, Patient)
        if len(found) > 1 or any(_contradicts(each, NIK_SYSTEM, nik) for each in found):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return found[0] if found else None

    async def newborns(self, mother_nik: str) -> list[Patient]:
        """Newborns without a NIK, by their mother's."""
        found = await self._search("Patient", {"identifier": f"{MOTHER_NIK_SYSTEM}|{mother_nik}"}, Patient)
        if any(_contradicts(each, MOTHER_NIK_SYSTEM, mother_nik) for each in found):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return found

    async def immunizations(self, patient_id: str) -> list[Immunization]:
        """The patient's immunisations; `patient_id` is the IHS number."""
        found = await self._search("Immunization", {"patient": patient_id}, Immunization)
        if any(not str(each.patient.reference).endswith(f"Patient/{patient_id}") for each in found):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return found

    async def reach(self) -> None:
        """Asks for a token: the agency answers and knows the hub's account."""
        await self._tokens.token()

    async def _search(self, kind: str, query: Mapping[str, str], model: type[Any]) -> list[Any]:
        """The resources of one kind on all pages of the answer."""
        found: list[Any] = []
        for _ in range(_MOST_PAGES):
            reply = await self._http.ask(
                Question(operation=kind, method="GET", path=f"{_FHIR}/{kind}", idempotent=True, query=query)
            )
            bundle = self._bundle(reply)
            found += [entry.resource for entry in bundle.entry or () if isinstance(entry.resource, model)]
            following = _next_page(bundle)
            if following is None:
                return found
            query = following
        raise unavailable(self._manifest, Reason.TOO_LARGE)

    def _bundle(self, reply: Reply) -> Bundle:
        if reply.status != 200:
            raise error_of(reply)
        answer = reply.json()
        if not isinstance(answer, dict) or answer.get("resourceType") != "Bundle":
            raise error_of(reply)
        try:
            return Bundle.model_validate(answer)
        except ValidationError:
            # Pydantic's text quotes what it refused, which is about a patient.
            raise unavailable(self._manifest, Reason.UNREADABLE) from None


def _contradicts(patient: Patient, system: str, value: str) -> bool:
    """Whether the answer is about somebody else. An identifier that is masked or left out says nothing."""
    given = [str(each.value) for each in patient.identifier or () if each.system == system and each.value]
    return any(each.isdigit() and each != value for each in given)


def _next_page(bundle: Bundle) -> Mapping[str, str] | None:
    """The query of the next page. Its address is not followed: an answer must not lead the hub's token elsewhere."""
    for link in bundle.link or ():
        if link.relation == "next":
            return dict(parse_qsl(urlsplit(str(link.url)).query))
    return None
