"""The connector against bytes written from the documented shapes, not from the emulator."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from fhir.resources.R4B.patient import Patient

from hub.connectors.health.client import SatuSehat
from hub.connectors.health.facet import Immunisation
from hub.connectors.health.live import live_immunisations
from hub.connectors.health.mapping import said
from hub.core.errors import SourceUnavailable
from hub.core.facet import FacetCopy, FacetKey
from hub.exchange.session import open_session
from tests.connectors.serving import NOW, Canned, Clock, served, settings

FIXTURES = Path(__file__).parent / "fixtures"
TOKEN, PATIENT, IMMUNIZATION = "/oauth2/v1/accesstoken", "/fhir-r4/v1/Patient", "/fhir-r4/v1/Immunization"
NIK, MOTHER, IHS = "9171011201909003", "1901015503909001", "P02478375538"


def fixture(name: str, status: int = 200) -> tuple[int, bytes]:
    return status, (FIXTURES / f"{name}.json").read_bytes()


@asynccontextmanager
async def agency(**answers: Any) -> AsyncIterator[tuple[SatuSehat, Canned]]:
    paths = {
        TOKEN: fixture("token"),
        **{{"patient": PATIENT, "immunization": IMMUNIZATION}[k]: v for k, v in answers.items()},
    }
    canned = Canned(paths)
    async with served(canned.application) as url, open_session() as session:
        yield SatuSehat(settings("health", url), session, Clock()), canned


async def fetched(service: SatuSehat) -> FacetCopy[Any] | Exception:
    source = live_immunisations(service, settings("health", "http://unused").manifest, Clock())
    (result,) = await source.fetch([FacetKey(uuid.uuid4(), NIK)])
    return result


async def unreadable(service: SatuSehat, reason: str = "UNREADABLE") -> None:
    error = await fetched(service)
    assert isinstance(error, SourceUnavailable)
    assert error.details["reason"] == reason
    assert error.__cause__ is None
    assert not [word for word in (NIK, "YUSUF", IHS) if word in f"{error!r}{error.message}{error.details}"]


async def test_the_questions_are_as_documented() -> None:
    async with agency(patient=fixture("patient"), immunization=fixture("immunizations")) as (service, canned):
        await fetched(service)
    token, patient, immunization = canned.asked
    assert (token.method, token.path, dict(token.query)) == ("POST", TOKEN, {"grant_type": "client_credentials"})
    assert parse_qs(token.body.decode()) == {"client_id": ["satu-contoh"], "client_secret": ["contoh-bukan-rahasia"]}
    assert (patient.method, patient.path) == ("GET", PATIENT)
    assert dict(patient.query) == {"identifier": f"https://fhir.kemkes.go.id/id/nik|{NIK}"}
    assert (immunization.method, immunization.path) == ("GET", IMMUNIZATION)
    assert dict(immunization.query) == {"patient": IHS}
    assert {asked.headers["Authorization"] for asked in (patient, immunization)} == {"Bearer contoh-token-1"}


async def test_completed_immunisations_in_order_of_their_days() -> None:
    async with agency(patient=fixture("patient"), immunization=fixture("immunizations")) as (service, _):
        copy = await fetched(service)
    assert isinstance(copy, FacetCopy)
    assert (copy.facet, copy.as_of, copy.fresh, copy.available) == ("immunisations", NOW, True, True)
    assert copy.items == (
        Immunisation("08", 1, dt.date(2023, 12, 1), "RSUD Contoh"),
        # 19:30 UTC is the next day in Indonesia; the midwife's name is not taken over, the place's is.
        Immunisation("93001282", 2, dt.date(2024, 2, 6), "Puskesmas Contoh"),
        Immunisation("BCG", None, None, None),
    )


async def test_a_masked_nik_says_nothing_against_the_patient() -> None:
    async with agency(patient=fixture("patient_masked"), immunization=fixture("immunizations")) as (service, _):
        assert isinstance(await fetched(service), FacetCopy)


async def test_nobody_has_no_immunisations_and_no_second_question() -> None:
    async with agency(patient=fixture("nobody")) as (service, canned):
        copy = await fetched(service)
    assert isinstance(copy, FacetCopy)
    assert (copy.items, copy.fresh, copy.available) == ((), True, True)
    assert [asked.path for asked in canned.asked] == [TOKEN, PATIENT]


async def test_newborns_by_their_mothers_nik() -> None:
    async with agency(patient=fixture("newborns")) as (service, canned):
        found = await service.newborns(MOTHER)
    assert [(each.id, each.multipleBirthInteger, str(each.birthDate)) for each in found] == [
        ("P02478375600", 1, "2026-11-02"),
        ("P02478375601", 2, "2026-11-02"),
    ]
    assert canned.asked[1].query["identifier"] == f"https://fhir.kemkes.go.id/id/nik-ibu|{MOTHER}"


async def test_newborns_of_another_mother_are_not_taken() -> None:
    async with agency(patient=fixture("newborns")) as (service, _):
        with pytest.raises(SourceUnavailable):
            await service.newborns("1901015503909002")


async def test_pages_are_followed_at_the_agency_alone() -> None:
    pages = [fixture("page_1"), fixture("page_2")]
    async with agency(patient=fixture("patient"), immunization=pages) as (service, canned):
        copy = await fetched(service)
    assert isinstance(copy, FacetCopy)
    assert [item.vaccine for item in copy.items] == ["BCG", "MR"]
    assert dict(canned.asked[-1].query) == {"patient": IHS, "page": "2"}


async def test_pages_without_end_end() -> None:
    async with agency(patient=fixture("patient"), immunization=fixture("page_1")) as (service, canned):
        await unreadable(service, "TOO_LARGE")
    assert len(canned.asked) == 12


@pytest.mark.parametrize("status", [200, 400, 404, 422])
async def test_an_operation_outcome_is_an_error_without_its_text(status: int) -> None:
    async with agency(patient=fixture("operation_outcome", status)) as (service, _):
        await unreadable(service, "ERROR_STATUS")


@pytest.mark.parametrize(
    "answers",
    [
        {"patient": fixture("invalid_patient")},
        {"patient": (200, b"<html>")},
        {"patient": (200, b"[]")},
        {"patient": (200, b'{"resourceType": "Patient"}')},
        {"patient": (200, fixture("patient")[1].replace(NIK.encode(), b"9171011201909004"))},
        {"patient": fixture("newborns")},
        {"patient": fixture("patient"), "immunization": fixture("immunization_of_another")},
        {"patient": fixture("patient"), "immunization": (200, b'{"resourceType": "Bundle", "type": 7}')},
    ],
)
async def test_an_answer_of_another_shape_or_about_another_person_is_unreadable(answers: dict[str, Any]) -> None:
    async with agency(**answers) as (service, _):
        await unreadable(service)


def test_what_it_says_of_the_patient_herself() -> None:
    bundle = json.loads((FIXTURES / "patient.json").read_bytes())
    patient = bundle["entry"][0]["resource"]
    right = {"full_name": "YUSUF CONTOH RUMBIAK", "birth_date": "1990-01-12", "sex": "MALE", "address": "19.01.03.2003"}
    assert said(Patient.model_validate(patient)) == right
    masked = {**patient, "name": [{"text": "Y**** C*****"}], "birthDate": "1990", "gender": "unknown", "address": []}
    assert said(Patient.model_validate(masked)) == {"birth_date": "1990"}
