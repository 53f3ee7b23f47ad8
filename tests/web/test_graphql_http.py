"""GraphQL over HTTP: status codes by media type, what is refused before it runs, and what may stand in an address."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from hub.web.middleware import PROXIES, whence
from tests.fakes.people_of_bangka import person
from tests.fakes.world import world
from tests.web.rig import GRAPHQL, JSON, Rig, rig

NIK = "1901014505959001"
CITIZEN = "query Look($nik: NIK!) { citizen(nik: $nik) { fullName } }"
MUTATION = "mutation { __typename }"


@pytest.fixture
async def hub() -> AsyncIterator[Rig]:
    async with rig(world([person("Siti Contoh", nik=NIK)])) as running:
        yield running


@pytest.mark.parametrize(
    ("parameters", "graphql_status", "code"),
    [
        ({"query": "{"}, 400, "BAD_INPUT"),
        ({"query": "{ nothing }"}, 400, "BAD_INPUT"),
        ({"query": "query ($c: String!) { verifyDocument(code: $c) { status } }"}, 400, "BAD_INPUT"),
        ({"query": "{ __typename }", "operationName": "Other"}, 400, "BAD_INPUT"),
    ],
)
async def test_a_request_error_is_200_in_json_only(
    hub: Rig, parameters: dict[str, object], graphql_status: int, code: str
) -> None:
    typed, plain = await hub.post(parameters), await hub.post(parameters, accept=JSON)
    assert (typed.status, typed.codes) == (graphql_status, [code])
    assert (plain.status, plain.codes) == (200, [code])
    assert typed.headers["Content-Type"] == f"{GRAPHQL}; charset=utf-8"
    assert plain.headers["Content-Type"] == "application/json; charset=utf-8"
    assert "data" not in typed.payload


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_who_may_not_and_who_asks_too_much_learns_it_from_the_status(hub: Rig, accept: str) -> None:
    nobody = await hub.post({"query": CITIZEN, "variables": {"nik": NIK}}, accept=accept)
    assert (nobody.status, nobody.codes) == (401, ["UNAUTHENTICATED"])
    assert nobody.headers["WWW-Authenticate"].startswith("Bearer")
    forged = await hub.post({"query": "{ __typename }"}, "Bearer x.y.z", accept)
    assert (forged.status, forged.codes) == (401, ["UNAUTHENTICATED"])
    introspection = await hub.post({"query": "{ __schema { types { name } } }"}, accept=accept)
    assert (introspection.status, introspection.codes) == (403, ["FORBIDDEN"])
    large = await hub.post({"query": "{ __typename }" + " " * 300_000}, accept=accept)
    assert (large.status, large.codes) == (413, ["COST_EXCEEDED"])


async def test_a_body_without_a_length_is_cut_off_too(hub: Rig) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 16 * 1024

    async with hub.http.post(hub.url, data=endless(), headers={"Content-Type": JSON}) as response:
        assert response.status == 413


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b'{"query": 3}', b'{"query": "{x}", "variables": []}', b"{}",
                                  b'{"query": "{x}", "operationName": {}}', b'{"query": "{x}", "extensions": "x"}',
                                  b'{"documentId": 3}', b'{"documentId": "sha256:x"}', b'[{"query": "{ x }"}]',
                                  b'{"extensions": {"persistedQuery": 3}}', b"[" * 100_000])  # fmt: skip
async def test_what_is_no_request_is_400_in_every_type(hub: Rig, accept: str, body: bytes) -> None:
    told = await hub.post(body, accept=accept)
    assert (told.status, told.codes) == (400, ["BAD_INPUT"])


async def test_another_content_type_or_charset_is_415(hub: Rig) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"):
        told = await hub.post({"query": "{ __typename }"}, **{"Content-Type": content_type})
        assert (told.status, told.codes) == (415, ["BAD_INPUT"])


async def test_nothing_acceptable_is_406_and_nothing_runs(hub: Rig) -> None:
    told = await hub.post({"query": CITIZEN, "variables": {"nik": NIK}}, await hub.bearer(), accept="text/html")
    assert (told.status, told.codes) == (406, ["BAD_INPUT"])
    assert hub.world.calls.made == []


async def test_other_methods_are_405_with_what_is_allowed(hub: Rig) -> None:
    async with hub.http.put(hub.url, json={"query": "{ __typename }"}) as response:
        assert response.status == 405
        assert set(response.headers["Allow"].split(",")) == {"GET", "POST"}


@pytest.mark.parametrize("parameters", [{"query": "{ __typename }"}, {"query": "query A { services { name } }",
                                        "operationName": "A"}, {"query": "{ __typename }", "variables": "{}"},
                                        {"query": "{ __typename }", "extensions": "null"}])  # fmt: skip
async def test_an_address_may_ask_for_public_fields(hub: Rig, parameters: dict[str, str]) -> None:
    told = await hub.get(**parameters)
    assert told.status == 200
    assert told.payload["data"]


async def test_a_mutation_by_address_is_405(hub: Rig) -> None:
    for accept in (JSON, GRAPHQL):
        told = await hub.get(accept=accept, query=MUTATION)
        assert (told.status, told.codes, told.headers["Allow"]) == (405, ["BAD_INPUT"], "POST")


async def test_no_person_is_named_in_an_address(hub: Rig) -> None:
    token = await hub.bearer()
    inline = CITIZEN.replace("($nik: NIK!)", "").replace("$nik", f'"{NIK}"')
    public = "query ($c: String!) { verifyDocument(code: $c) { status } }"
    for parameters in (
        {"query": inline},
        {"query": CITIZEN, "variables": json.dumps({"nik": NIK})},
        {"query": public, "variables": '{"c": "x"}'},
    ):
        told = await hub.get(token, **parameters)
        assert (told.status, told.codes) == (400, ["BAD_INPUT"]), parameters
        assert "POST" in told.payload["errors"][0]["message"]
        assert NIK not in json.dumps(told.payload)
    assert hub.world.calls.made == []


@pytest.mark.parametrize("parameters", [{}, {"query": ""}, {"query": "{"}, {"query": "{ x }", "variables": "{"},
                                        {"query": "{ x }", "variables": "[]"}, {"documentId": "x"}])  # fmt: skip
async def test_an_address_that_makes_no_request_is_400(hub: Rig, parameters: dict[str, str]) -> None:
    told = await hub.get(**parameters)
    assert (told.status, told.codes) == (400, ["BAD_INPUT"])


async def test_batches_are_off_unless_they_are_switched_on(hub: Rig) -> None:
    told = await hub.post([{"query": "{ __typename }"}])
    assert (told.status, told.codes) == (400, ["BAD_INPUT"])


async def test_a_batch_answers_in_order_each_for_itself() -> None:
    someone = person("Siti Contoh", nik=NIK)
    look = {"query": CITIZEN, "variables": {"nik": NIK}}
    async with rig(world([someone]), batch=3) as hub:
        token = await hub.bearer()
        told = await hub.post([look, {"query": "{ nothing }"}, look], token)
        assert told.status == 200
        assert [one.get("data") for one in told.payload] == [
            {"citizen": {"fullName": "Siti Contoh"}}, None, {"citizen": {"fullName": "Siti Contoh"}},
        ]  # fmt: skip
        assert [receipt.subjects for receipt in hub.world.record.tables.receipts] == [(someone.id,)] * 2
        for wrong, code in (([], "COST_EXCEEDED"), ([look] * 4, "COST_EXCEEDED")):
            assert (await hub.post(wrong, token)).codes == [code]
        assert (await hub.post([look], token, **{"Idempotency-Key": "k"})).codes == ["BAD_INPUT"]
        nested = await hub.post([[look], 3, look], token)
        assert [list(one) for one in nested.payload] == [["errors"], ["errors"], ["data"]]


async def test_a_batch_that_nobody_may_ask_is_401() -> None:
    async with rig(batch=2) as hub:
        look = {"query": CITIZEN, "variables": {"nik": NIK}}
        told = await hub.post([look, look], accept=JSON)
        assert told.status == 401
        assert told.headers["WWW-Authenticate"].startswith("Bearer")


async def test_every_route_of_the_site_knows_where_a_request_comes_from() -> None:
    async with rig(world()) as hub:
        assert whence in hub.application.middlewares
        assert hub.application[PROXIES].seen("192.0.2.1", ["192.0.2.2"]) == "192.0.2.1"
