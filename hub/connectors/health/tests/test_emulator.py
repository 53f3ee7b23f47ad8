"""The emulator: tokens, searches, errors as OperationOutcome; what it shows is FHIR R4B."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.operationoutcome import OperationOutcome

from hub.connectors.health.client import SatuSehat
from hub.connectors.health.emulator import ACCOUNT, create
from hub.exchange.session import open_session
from tests.connectors.serving import Clock, served, settings

ROSMALA, BABY = "1901015503909001", "P90000000005"
NIK_SYSTEM, MOTHER_SYSTEM = "https://fhir.kemkes.go.id/id/nik", "https://fhir.kemkes.go.id/id/nik-ibu"


class Emulator:
    """The emulator over HTTP."""

    def __init__(self, url: str, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.url = url
        self.session = session
        self.clock = clock

    async def token(self, grant: str = "client_credentials", **account: str) -> tuple[int, Any]:
        url = f"{self.url}/oauth2/v1/accesstoken?grant_type={grant}"
        async with self.session.post(url, data={**ACCOUNT, **account}) as response:
            return response.status, await response.json(content_type=None)

    async def get(self, path: str, query: dict[str, str], token: str | None = None) -> tuple[int, Any]:
        if token is None:
            token = (await self.token())[1]["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.get(self.url + path, params=query, headers=headers) as response:
            assert response.headers["X-Satu-Emulator"] == "health"
            return response.status, await response.json(content_type=None)


def resources(page: Any) -> list[Any]:
    """The resources of a page that is a valid Bundle; its total is theirs."""
    bundle = Bundle.model_validate(page)
    found = [entry.resource for entry in bundle.entry or ()]
    assert bundle.total == len(found)
    return found


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[Emulator]:
    clock = Clock()
    async with served(create(tmp_path, clock)) as url, aiohttp.ClientSession() as session:
        yield Emulator(url, session, clock)


async def test_patient_and_newborn_are_valid_fhir(emulator: Emulator) -> None:
    _, page = await emulator.get("/fhir-r4/v1/Patient", {"identifier": f"{NIK_SYSTEM}|{ROSMALA}"})
    assert [each.id for each in resources(page)] == ["P90000000001"]
    _, page = await emulator.get("/fhir-r4/v1/Patient", {"identifier": f"{MOTHER_SYSTEM}|{ROSMALA}"})
    assert [each.id for each in resources(page)] == [BABY]
    _, page = await emulator.get("/fhir-r4/v1/Patient", {"identifier": f"{NIK_SYSTEM}|1901010101999999"})
    assert Bundle.model_validate(page).total == 0


async def test_immunisations_are_valid_fhir(emulator: Emulator) -> None:
    _, page = await emulator.get("/fhir-r4/v1/Immunization", {"patient": "P90000000001"})
    assert [each.protocolApplied[0].doseNumberPositiveInt for each in resources(page)] == [1, 2]
    _, page = await emulator.get("/fhir-r4/v1/Immunization", {"patient": "P99999999999"})
    assert Bundle.model_validate(page).total == 0


async def test_only_its_account_gets_a_token(emulator: Emulator) -> None:
    status, answer = await emulator.token()
    assert (status, answer["expires_in"]) == (200, "3599")
    for refused in (await emulator.token(client_secret="salah"), await emulator.token("password")):
        assert refused[0] in {400, 401}
        OperationOutcome.model_validate(refused[1])


async def test_a_token_ends(emulator: Emulator) -> None:
    token = (await emulator.token())[1]["access_token"]
    query = {"identifier": f"{NIK_SYSTEM}|{ROSMALA}"}
    assert (await emulator.get("/fhir-r4/v1/Patient", query, token))[0] == 200
    assert (await emulator.get("/fhir-r4/v1/Patient", query, "made-up"))[0] == 401
    emulator.clock.now += dt.timedelta(hours=1)
    status, answer = await emulator.get("/fhir-r4/v1/Patient", query, token)
    assert status == 401
    OperationOutcome.model_validate(answer)
    assert answer["issue"][0]["details"]["text"]


async def test_a_token_that_the_agency_forgot_is_replaced_by_the_connector(emulator: Emulator) -> None:
    async with open_session() as session:
        service = SatuSehat(settings("health", emulator.url), session, Clock())
        assert await service.patient(ROSMALA)
        async with emulator.session.post(f"{emulator.url}/admin/expire-tokens") as response:
            assert response.status == 200
        assert await service.patient(ROSMALA)
        assert [each.id for each in await service.newborns(ROSMALA)] == [BABY]
    async with emulator.session.get(f"{emulator.url}/admin/calls") as response:
        assert (await response.json())["methods"]["token"]["total"] == 2


@pytest.mark.parametrize("identifier", ["", ROSMALA, f"https://example.org/paspor|{ROSMALA}"])
async def test_other_identifiers_are_not_supported(emulator: Emulator, identifier: str) -> None:
    status, answer = await emulator.get("/fhir-r4/v1/Patient", {"identifier": identifier})
    assert status == 400
    OperationOutcome.model_validate(answer)


@pytest.mark.parametrize("path", ["/fhir-r4/v1/Condition", "/fhir-r4/v1/Patient/P90000000001", "/consent/v1"])
async def test_other_paths_are_unknown(emulator: Emulator, path: str) -> None:
    async with emulator.session.get(emulator.url + path) as response:
        assert response.status == 404
        assert response.headers["X-Satu-Emulator"] == "health"


async def test_every_page_says_that_this_is_an_emulator(emulator: Emulator) -> None:
    for path in ("/admin", "/"):
        async with emulator.session.get(emulator.url + path) as response:
            page = await response.text()
        assert "INI ADALAH EMULATOR" in page
        assert "THIS IS AN EMULATOR" in page


async def test_admin_takes_patients(emulator: Emulator) -> None:
    patient = {"nik": "1901015503909777", "patient_number": "P90000000777", "full_name": "X", "sex": "MALE"}
    async with emulator.session.post(f"{emulator.url}/admin/data", json=[patient]) as response:
        assert response.status == 422
    async with emulator.session.post(
        f"{emulator.url}/admin/data", json=[{**patient, "birth_date": "1990-01-01"}]
    ) as response:
        assert (await response.json()) == {"people": 6}
    _, page = await emulator.get("/fhir-r4/v1/Patient", {"identifier": f"{NIK_SYSTEM}|1901015503909777"})
    assert Bundle.model_validate(page).total == 1


async def test_patients_come_from_the_districts_file(tmp_path: Path) -> None:
    person = {"nik": "1901014101909002", "full_name": "M", "sex": "FEMALE", "birth_date": "1990-01-01"}
    line = json.dumps({**person, "patient_number": "P90000000900"})
    (tmp_path / "health.jsonl").write_text(f"{line}\n\n")
    clock = Clock()
    async with served(create(tmp_path, clock)) as url, aiohttp.ClientSession() as session:
        emulator = Emulator(url, session, clock)
        for nik, total in (("1901014101909002", 1), (ROSMALA, 0)):
            _, page = await emulator.get("/fhir-r4/v1/Patient", {"identifier": f"{NIK_SYSTEM}|{nik}"})
            assert Bundle.model_validate(page).total == total
