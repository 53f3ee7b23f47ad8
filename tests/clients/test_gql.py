"""The Python client gql: its schema from the hub by introspection with a token, operations by its DSL."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from gql import Client
from gql.dsl import DSLMutation, DSLQuery, DSLSchema, DSLVariableDefinitions, dsl_gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportQueryError
from graphql import GraphQLSchema

from tests.demo.graph import Frontend
from tests.fixtures.demo import Demo

pytestmark = pytest.mark.long


def _client(data: Mapping[str, Any], headers: Mapping[str, str], schema: GraphQLSchema | None = None) -> Client:
    transport = AIOHTTPTransport(url=data["graphql_url"], headers=dict(headers))
    return Client(transport=transport, schema=schema, fetch_schema_from_transport=schema is None)


def _paper(graph: DSLSchema, media_type: str, key: str) -> DSLMutation:
    given = {"kind": "birth_statement", "mediaType": media_type, "size": 70, "idempotencyKey": key}
    payload, problem = graph.UploadPayload, graph.UserError
    return DSLMutation(
        graph.Mutation.createUpload(input=given).select(
            payload.documentId, payload.errors.select(problem.code, problem.path)
        )
    )


def _readings(graph: DSLSchema, nik: str, after: str | None) -> DSLQuery:
    connection, edge, page = graph.AccessConnection, graph.AccessEdge, graph.PageInfo
    accesses = graph.Citizen.accesses(first=1, after=after).select(
        connection.edges.select(edge.node.select(graph.Access.id)), connection.pageInfo.select(page.endCursor)
    )
    return DSLQuery(graph.Query.citizen(nik=nik).select(graph.Citizen.fullName, accesses))


async def test_gql_does_a_frontends_work(demo: Demo) -> None:
    nik, key = demo.data["sample"]["niks"][3], uuid.uuid4().hex
    async with Frontend(demo.data) as frontend, _client(demo.data, frontend.headers) as session:
        assert session.client.schema is not None
        graph = DSLSchema(session.client.schema)
        pages: list[str] = []
        citizen: dict[str, Any] = {}
        after: str | None = None
        for _ in range(2):  # Somebody has read her before: the pages that follow are of these readings.
            await session.execute(dsl_gql(_readings(graph, nik, None)))
        for _ in range(2):
            citizen = (await session.execute(dsl_gql(_readings(graph, nik, after))))["citizen"]
            pages += [edge["node"]["id"] for edge in citizen["accesses"]["edges"]]
            after = citizen["accesses"]["pageInfo"]["endCursor"]
        uploads = [(await session.execute(dsl_gql(_paper(graph, "image/png", key))))["createUpload"] for _ in range(2)]
        refused = (await session.execute(dsl_gql(_paper(graph, "text/html", f"{key}-not"))))["createUpload"]
    assert citizen["fullName"]
    assert len(set(pages)) == len(pages) == 2
    assert uploads[0]["documentId"]
    assert uploads[0] == uploads[1]
    assert refused["errors"] == [{"code": "BAD_INPUT", "path": "mediaType"}]


async def test_gql_raises_what_is_refused_with_its_code_and_the_rest(demo: Demo) -> None:
    async with Frontend(demo.data) as frontend, _client(demo.data, frontend.headers) as session:
        schema = session.client.schema
    assert schema is not None
    graph, variables = DSLSchema(schema), DSLVariableDefinitions()
    asked = DSLQuery(
        graph.Query.citizen(nik=variables.nik).select(
            graph.Citizen.fullName,
            graph.Citizen.religion,
            graph.Citizen.healthCoverage.select(graph.HealthCoverage.number),
        )
    )
    asked.variable_definitions = variables
    request = dsl_gql(asked)
    request.variable_values = {"nik": demo.data["sample"]["niks"][3]}
    async with Frontend(demo.data, "law-enforcement") as police, _client(demo.data, police.headers, schema) as session:
        with pytest.raises(TransportQueryError) as raised:
            await session.execute(request)
    found = {(error["extensions"]["code"], *error["path"]) for error in raised.value.errors or []}
    assert found == {("MASKED", "citizen", "religion"), ("FORBIDDEN", "citizen", "healthCoverage")}
    assert raised.value.data is not None
    assert raised.value.data["citizen"]["fullName"]
