"""An agency's OpenAPI document as its client: what is asked, what is believed, and which documents are refused."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from hub.core.errors import SourceUnavailable
from hub.exchange import ConnectorSettings
from hub.exchange.contract.serving import Canned, Clock, served
from hub.exchange.manifest import read_manifest
from hub.exchange.openapi import DocumentError, OpenApiAgency, read_document
from hub.exchange.openapi.document import Scheme
from hub.exchange.openapi.shape import shape_of
from hub.exchange.session import open_session

ROOT = Path(__file__).parents[1] / "kit"
PARCELS = (ROOT / "parcels.yaml").read_text(encoding="utf-8")
PERMITS = (ROOT / "permits.json").read_text(encoding="utf-8")
NIK = "9171011201909003"
PARCEL = {"nomorHak": "19.01", "luas": 420, "terdaftar": None}
ACCOUNT = {"api_key": "k", "client_id": "c", "client_secret": "s", "token": "t", "username": "u", "password": "p"}
TOKEN = (200, b'{"access_token": "given", "expires_in": 3600}')


def owner(**changes: Any) -> bytes:
    return json.dumps({"pemilik": {"nik": NIK, "bidang": [PARCEL], **changes}}).encode()


@asynccontextmanager
async def agency(text: str, **answers: tuple[int, bytes]) -> AsyncIterator[tuple[OpenApiAgency, Canned]]:
    paths = {"parcels": f"/bidang/{NIK}", "search": "/cari", "token": "/oauth/token", "office": "/kantor"}
    canned = Canned({paths[name]: answer for name, answer in answers.items()})
    async with served(canned.application) as url, open_session() as session:
        settings = ConnectorSettings(manifest=read_manifest("hub.connectors.health"), base_url=url, credentials=ACCOUNT)
        yield OpenApiAgency(read_document(text), settings, session, Clock()), canned


async def test_a_question_is_made_of_the_document() -> None:
    async with agency(PARCELS, parcels=(200, owner())) as (asking, canned):
        answered = await asking.ask("bidangMilik", {"nik": NIK})
    (asked,) = canned.asked
    assert (asked.method, asked.path, asked.query, asked.body) == ("GET", f"/bidang/{NIK}", {}, b"")
    assert asked.headers["X-Kunci"] == "k"
    assert (answered.status, answered.value["pemilik"]["bidang"]) == (200, [PARCEL])


async def test_a_value_stays_one_part_of_the_path() -> None:
    async with agency(PARCELS.replace("^[0-9]{16}$", "."), parcels=(200, owner())) as (asking, canned):
        with pytest.raises(SourceUnavailable):
            await asking.ask("bidangMilik", {"nik": "../kantor?x=1"})
    assert (canned.asked[0].path, canned.asked[0].query) == ("/bidang/../kantor?x=1", {})


async def test_a_value_that_would_lead_elsewhere_is_not_asked_for() -> None:
    """Of `..` as a part of a path, client and agency make the part above it."""
    text = PARCELS.replace("^[0-9]{16}$", "^.*$")
    async with agency(text, parcels=(200, owner()), office=(200, owner())) as (asking, canned):
        for value in ("..", ".", ""):
            with pytest.raises(DocumentError, match="nik"):
                await asking.ask("bidangMilik", {"nik": value})
    assert canned.asked == []


async def test_a_body_and_a_token_of_the_document() -> None:
    said = json.dumps({"nikPemilik": int(NIK), "kapal": "KM Contoh", "sampai": "2027-01-01"}).encode()
    async with agency(PERMITS, search=(200, said), token=TOKEN) as (asking, canned):
        answered = await asking.ask("cariIzin", {}, {"nikPemilik": NIK}, repeatable=True)
    token, asked = canned.asked
    assert parse_qs(token.body.decode()) == {
        "grant_type": ["client_credentials"], "client_id": ["c"], "client_secret": ["s"], "scope": ["baca"],
    }  # fmt: skip
    assert (asked.headers["Authorization"], json.loads(asked.body)) == ("Bearer given", {"nikPemilik": NIK})
    assert answered.value["nikPemilik"] == int(NIK)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, owner(nik="123")), "UNREADABLE"),
        ((200, owner(bidang=[{**PARCEL, "luas": "420"}])), "UNREADABLE"),
        ((200, owner(bidang=[{**PARCEL, "terdaftar": "kemarin"}])), "UNREADABLE"),
        ((200, owner(bidang=None)), "UNREADABLE"),
        ((200, b"{}"), "UNREADABLE"),
        ((200, b"<html>"), "UNREADABLE"),
        ((200, b"[" * 100_000), "UNREADABLE"),
        ((404, b"not found"), "UNREADABLE"),
        ((404, b"{}"), "UNREADABLE"),
        ((202, owner()), "ERROR_STATUS"),
        ((400, b"{}"), "ERROR_STATUS"),
        ((403, b"{}"), "REFUSED"),
        ((503, b""), "OUT_OF_SERVICE"),
    ],
)
async def test_an_answer_that_does_not_fit_is_no_answer(answer: tuple[int, bytes], reason: str) -> None:
    async with agency(PARCELS, parcels=answer) as (asking, _):
        with pytest.raises(SourceUnavailable) as caught:
            await asking.ask("bidangMilik", {"nik": NIK})
    assert caught.value.details["reason"] == reason
    assert caught.value.__cause__ is None
    assert not [word for word in (NIK, "420", "kemarin") if word in f"{caught.value!r}{caught.value.details}"]


async def test_a_documented_refusal_is_the_connectors_to_read() -> None:
    async with agency(PARCELS, parcels=(404, b'{"kode": "TIDAK_DIKENAL"}')) as (asking, _):
        answered = await asking.ask("bidangMilik", {"nik": NIK})
    assert (answered.status, answered.value) == (404, {"kode": "TIDAK_DIKENAL"})


@pytest.mark.parametrize(
    ("operation", "given", "body", "named"),
    [
        ("bidangMilik", {}, None, "nik"),
        ("bidangMilik", {"nik": f"{NIK}/../kantor"}, None, "nik"),
        ("bidangMilik", {"nik": NIK, "lain": 1}, None, "lain"),
        ("bidangMilik", {"nik": NIK}, {}, "the body"),
        ("cari", {}, None, "has no operation cari"),
    ],
)
async def test_a_question_that_does_not_fit_is_not_asked(
    operation: str, given: dict[str, Any], body: Any, named: str
) -> None:
    async with agency(PARCELS, parcels=(200, owner())) as (asking, canned):
        with pytest.raises(DocumentError, match=named) as caught:
            await asking.ask(operation, given, body)
    assert canned.asked == []
    assert NIK not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "scheme"),
    [
        ("type: apiKey, in: header, name: X-Kunci", "type: http, scheme: bearer", Scheme.BEARER),
        ("type: apiKey, in: header, name: X-Kunci", "type: http, scheme: Basic", Scheme.BASIC),
        ("security: [{kunci: []}]", "security: []", Scheme.NONE),
    ],
)
async def test_other_ways_to_prove_oneself(old: str, new: str, scheme: Scheme) -> None:
    text = PARCELS.replace(old, new)
    assert read_document(text).operation("bidangMilik").account.scheme is scheme
    async with agency(text, parcels=(200, owner())) as (asking, canned):
        await asking.ask("bidangMilik", {"nik": NIK})
    said = {Scheme.BEARER: "Bearer t", Scheme.BASIC: "Basic dTpw", Scheme.NONE: None}[scheme]
    assert canned.asked[0].headers.get("Authorization") == said


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "neither JSON nor YAML"),
        ("a: [", "neither JSON nor YAML"),
        ("swagger: '2.0'", "no OpenAPI document"),
        ("- 1", "no OpenAPI document"),
        (PARCELS.replace('"#/components/schemas/Bidang"', '"http://lain.invalid/x.json"'), "refers to http://lain"),
        (PARCELS.replace('"#/components/schemas/Bidang"', '"file:///etc/passwd"'), "refers to file:"),
        (PARCELS.replace('"#/components/parameters/Nik"', '"#/components/parameters/Nok"'), "Nok"),
        (PARCELS.replace("responses:", "answers:"), "not valid"),
        (PARCELS.replace("title: Kantor", "judul: Kantor"), "not valid"),
    ],
    ids=lambda value: value[-20:],
)
def test_a_document_that_cannot_be_followed_is_refused(text: str, named: str) -> None:
    with pytest.raises(DocumentError, match=named):
        read_document(text)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("in: header, name: X-Kunci", "in: query, name: kunci", "nothing of it in an address"),
        ("in: header, name: X-Kunci", "in: cookie, name: kunci", "nothing of it in an address"),
        ('schema: {type: string, pattern: "^[0-9]{16}$"}}', "schema: {type: array, items: {}}}", "no plain value"),
    ],
)
def test_an_operation_that_a_connector_cannot_ask_is_refused(old: str, new: str, named: str) -> None:
    with pytest.raises(DocumentError, match=named):
        read_document(PARCELS.replace(old, new)).operation("bidangMilik")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("            nik: {type: string,", "            nama: {type: string,", "could be anybody's"),
        ('"404"', '"410"', "whom nobody knows"),
        ("{name: nik, in", "{name: nomor, in", "not asked by a NIK alone"),
    ],
)
def test_what_a_connector_needs_is_found_in_the_document_or_named(old: str, new: str, named: str) -> None:
    shape = shape_of(read_document(PARCELS))
    assert (shape.parameter, shape.in_body, shape.person, shape.nik, shape.items) == (
        "nik", False, "pemilik", "nik", "bidang",
    )  # fmt: skip
    assert [(each.name, each.type) for each in shape.attributes] == [
        ("nomor_hak", "str"), ("luas", "int"), ("terdaftar", "dt.date"), ("berlaku", "bool"),
    ]  # fmt: skip
    assert shape.left_out == ("koordinat",)
    changed = PARCELS.replace("required: [nik, bidang]", "required: [bidang]").replace(old, new)
    if "nomor" in new:
        changed = changed.replace("/bidang/{nik}", "/bidang/{nomor}")
    with pytest.raises(DocumentError, match=named):
        shape_of(read_document(changed), "bidangMilik")
