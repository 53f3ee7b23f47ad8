"""Server-sent events: one operation and one stream each (graphql-sse, distinct connections mode)."""

from __future__ import annotations

import asyncio
import json

from tests.fakes.people_of_bangka import person
from tests.fakes.world import world
from tests.web.rig import EVENTS, JSON, events, rig
from tests.web.test_socket import LOOK, NIK, PUBLIC, busy

HEADERS = {"Accept": EVENTS, "Content-Type": JSON}
URQL = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"


async def test_the_answer_and_its_end() -> None:
    async with rig() as hub, hub.http.post(hub.url, json=PUBLIC, headers=HEADERS) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Request-Id"]
        found = events(await response.read())
    assert [event for event, _ in found] == ["next", "complete"]
    assert json.loads(found[0][1]) == {"data": {"__typename": "Query"}}
    assert found[1][1] == ""


async def test_by_address_too_as_far_as_an_address_may_ask() -> None:
    async with rig() as hub:
        async with hub.http.get(hub.url, params={"query": "{ __typename }"}, headers=HEADERS) as response:
            assert response.content_type == EVENTS
        async with hub.http.get(hub.url, params={"query": "mutation { __typename }"}, headers=HEADERS) as response:
            assert (response.status, response.content_type) == (405, JSON)


async def test_a_document_that_cannot_run_is_told_in_the_stream() -> None:
    async with rig() as hub, hub.http.post(hub.url, json={"query": "{"}, headers=HEADERS) as response:
        assert response.status == 200
        found = events(await response.read())
    assert json.loads(found[0][1])["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert found[1][0] == "complete"


async def test_who_has_to_log_in_learns_it_from_the_status() -> None:
    async with rig() as hub:
        for headers in (HEADERS, {**HEADERS, "Authorization": "Bearer x.y.z"}):
            async with hub.http.post(hub.url, json=LOOK, headers=headers) as response:
                assert (response.status, response.content_type) == (401, JSON)
                assert response.headers["WWW-Authenticate"].startswith("Bearer")


async def test_clients_that_merely_could_read_a_stream_get_json() -> None:
    async with rig() as hub, hub.http.post(hub.url, json=PUBLIC, headers={"Accept": URQL}) as response:
        assert response.content_type == "application/graphql-response+json"
        assert json.loads(await response.read()) == {"data": {"__typename": "Query"}}


async def test_a_slow_answer_keeps_the_line_alive() -> None:
    async with rig(world([person("Siti", nik=NIK)]), keep_alive_seconds=0.1) as hub:
        gate, headers = busy(hub), {**HEADERS, "Authorization": await hub.bearer()}
        async with hub.http.post(hub.url, json=LOOK, headers=headers) as response:
            silence = [await asyncio.wait_for(response.content.readuntil(b"\n\n"), 5) for _ in range(2)]
            gate.set()
            found = events(await response.read())
    assert silence == [b":\n\n"] * 2
    assert json.loads(found[0][1])["data"]["citizen"]["fullName"] == "Siti"


async def test_who_goes_away_stops_the_work() -> None:
    async with rig(world([person(nik=NIK)]), keep_alive_seconds=0.05) as hub:
        gate, headers = busy(hub), {**HEADERS, "Authorization": await hub.bearer()}
        response = await hub.http.post(hub.url, json=LOOK, headers=headers)
        response.close()
        await asyncio.sleep(0.3)
        gate.set()
        await asyncio.sleep(0.1)
    assert hub.world.record.tables.receipts == []
