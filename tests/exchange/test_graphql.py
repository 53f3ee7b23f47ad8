"""A remote GraphQL agency: what is asked, and whose an error is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from hub.core.errors import HubError, QuotaExhausted, SourceUnavailable
from hub.core.purpose import Purpose
from hub.exchange.behalf import Behalf, acting_for
from hub.exchange.client import HttpClient
from hub.exchange.contract.serving import Canned, served
from hub.exchange.graphql import Document, GraphQLAgency, PerKey
from hub.exchange.session import open_session
from tests.connectors.serving import settings

PEOPLE = Document("People", "query People($niks: [String!]!) { people(niks: $niks) { nik } }")
PERSON = PerKey("person", "nik", "String!", "{ nik }")
ADA, BUDI = "1901015503909001", "1901012001889001"
FAILED = {"message": f"about {BUDI}", "path": ["people", 1], "extensions": {"code": "INTERNAL"}}
Asking = Callable[[GraphQLAgency], Awaitable[Any]]


@asynccontextmanager
async def agency(answer: Any, status: int = 200) -> AsyncIterator[tuple[GraphQLAgency, Canned]]:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    canned = Canned({"/graphql": (status, body)})
    async with served(canned.application) as url, open_session() as session:
        given = settings("health", url)
        headers = {"Authorization": "Bearer the-connector's"}
        yield GraphQLAgency(HttpClient(given, session), given.manifest, headers=headers), canned


async def listed(agency: GraphQLAgency) -> Mapping[str, Any]:
    return await agency.by_list(PEOPLE, "people", [ADA, BUDI])


async def aliased(agency: GraphQLAgency) -> Mapping[str, Any]:
    return await agency.by_alias(PERSON, "People", [ADA, BUDI])


async def test_a_list_of_keys_is_a_variable_under_the_connectors_own_account() -> None:
    """Nothing of who asked the hub goes along: neither a token nor a name."""
    async with agency({"data": {"people": [{"nik": ADA}, None]}}) as (asking, canned):
        with acting_for(Behalf.of("citizen-token-of-somebody", Purpose.OWN_DATA)):
            found = await listed(asking)
    (asked,) = canned.asked
    sent = json.loads(asked.body)
    assert found == {ADA: {"nik": ADA}, BUDI: None}
    assert (sent["operationName"], sent["variables"]) == ("People", {"niks": [ADA, BUDI]})
    assert ADA not in sent["query"]
    assert asked.headers["Authorization"] == "Bearer the-connector's"
    assert "somebody" not in f"{asked.headers}{asked.body.decode()}{asked.query}"
    assert set(asked.headers) == {
        "Host", "Accept", "Accept-Encoding", "Authorization", "Content-Length", "Content-Type", "User-Agent",
    }  # fmt: skip


async def test_without_a_list_each_key_has_an_alias() -> None:
    async with agency({"data": {"k0": {"nik": ADA}, "k1": None}}) as (asking, canned):
        assert await aliased(asking) == {ADA: {"nik": ADA}, BUDI: None}
    sent = json.loads(canned.asked[0].body)
    assert sent["variables"] == {"k0": ADA, "k1": BUDI}
    assert sent["query"] == (
        "query People($k0: String!, $k1: String!) { k0: person(nik: $k0) { nik } k1: person(nik: $k1) { nik } }"
    )


@pytest.mark.parametrize(
    ("asking", "answer"),
    [
        (listed, {"data": {"people": [{"nik": ADA}, None]}, "errors": [FAILED]}),
        (listed, {"data": {"people": [{"nik": ADA}, None]}, "errors": [{"message": "lost"}]}),
        (aliased, {"data": {"k0": {"nik": ADA}, "k1": None}, "errors": [{**FAILED, "path": ["k1", "nik"]}]}),
        (aliased, {"data": {"k0": {"nik": ADA}, "k1": None}, "errors": ["lost"]}),
    ],
    ids=["list", "list without a path", "alias", "alias without a path"],
)
async def test_an_error_beside_the_data_is_that_keys_alone(asking: Asking, answer: Any) -> None:
    async with agency(answer) as (made, _):
        found = await asking(made)
    assert found[ADA] == {"nik": ADA}
    error = found[BUDI]
    assert isinstance(error, SourceUnavailable)
    assert error.details["reason"] == "ERROR_STATUS"
    assert BUDI not in f"{error!r}{error.message}{error.details}"


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        ("UNAUTHENTICATED", SourceUnavailable, "REFUSED"),
        ("FORBIDDEN", SourceUnavailable, "REFUSED"),
        ("RATE_LIMITED", QuotaExhausted, None),
        ("QUOTA_EXHAUSTED", QuotaExhausted, None),
        ("WHATEVER", SourceUnavailable, "ERROR_STATUS"),
    ],
)
async def test_an_answer_without_data_is_an_error_for_all(code: str, kind: type[HubError], reason: str | None) -> None:
    error = {"message": ADA, "extensions": {"code": code}}
    for answer in (
        {"data": None, "errors": [error]},
        {"errors": [error]},
        {"data": {"people": None}, "errors": [error]},
    ):
        async with agency(answer, 200 if "data" in answer else 400) as (asking, _):
            with pytest.raises(kind) as caught:
                await listed(asking)
        assert caught.value.details.get("reason") == reason
        assert ADA not in f"{caught.value!r}{caught.value.details}"


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>", [], {}, {"data": 1}, {"data": {}}, {"data": {"people": {}}}, {"data": {"people": [None]}},
        {"data": None, "errors": []}, {"data": None, "errors": {}}, {"data": {"k0": None}},
    ],
    ids=str,
)  # fmt: skip
async def test_another_shape_is_unreadable(answer: Any) -> None:
    for asking in (listed, aliased):
        async with agency(answer) as (made, _):
            with pytest.raises(SourceUnavailable) as caught:
                await asking(made)
        assert caught.value.details["reason"] == "UNREADABLE"


async def test_to_reach_it_asks_about_nobody() -> None:
    async with agency({"data": {"__typename": "Query"}}) as (asking, canned):
        await asking.reach()
    assert json.loads(canned.asked[0].body) == {"query": "{ __typename }"}
