"""graphql-transport-ws: the order of messages, the numbers it is closed with, and its limits."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import Any

import aiohttp
import pytest

from hub.web.socket import PROTOCOL, SocketLimits
from tests.fakes.people_of_bangka import person
from tests.fakes.world import world
from tests.web.rig import JSON, Rig, answered, rig

NIK = "1901014505959001"
LOOK = {"query": "query Look($nik: NIK!) { citizen(nik: $nik) { fullName immunisations { dose } } }",
        "variables": {"nik": NIK}}  # fmt: skip
PUBLIC = {"query": "{ __typename }"}
INIT = {"type": "connection_init"}


def subscribe(operation_id: Any = "1", payload: Any = None) -> dict[str, Any]:
    return {"id": operation_id, "type": "subscribe", "payload": payload or PUBLIC}


async def closed_with(wire: aiohttp.ClientWebSocketResponse) -> int:
    """The number it is closed with, whatever is said before."""
    while True:
        message = await wire.receive(timeout=5)
        if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED):
            assert wire.close_code is not None
            return wire.close_code


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([subscribe()], 4401),
        ([INIT, INIT], 4429),
        ([{"type": "connection_init", "payload": {"Authorization": "Bearer x.y.z"}}], 4403),
        ([{"type": "connection_init", "payload": {"authorization": "Basic abc"}}], 4403),
        ([{"type": "connection_init", "payload": {"Authorization": 3}}], 4400),
        ([{"type": "connection_init", "payload": "x"}], 4400),
        ([INIT, {"type": "unknown"}], 4400),
        ([{"type": "unknown"}], 4400),
        ([INIT, {"id": 1, "type": "subscribe", "payload": PUBLIC}], 4400),
        ([INIT, subscribe("")], 4400),
        ([INIT, subscribe("x" * 129)], 4400),
        ([INIT, [1]], 4400),
        ([INIT, {"type": 3}], 4400),
    ],
)
async def test_what_breaks_the_protocol_closes_the_socket(messages: list[Any], code: int) -> None:
    async with rig() as hub, hub.socket(initialise=False) as wire:
        for message in messages:
            await wire.send_json(message)
        assert await closed_with(wire) == code


async def test_text_that_is_no_json_and_bytes_close_it() -> None:
    async with rig() as hub:
        async with hub.socket() as wire:
            await wire.send_str("{")
            assert await closed_with(wire) == 4400
        async with hub.socket() as wire:
            await wire.send_bytes(json.dumps(subscribe()).encode())
            assert await closed_with(wire) == 4400


async def test_another_protocol_is_not_spoken() -> None:
    async with rig() as hub:
        for protocols in ((), ("graphql-ws",)):
            async with hub.http.ws_connect(hub.url, protocols=protocols) as wire:
                assert await closed_with(wire) == 4406


async def test_a_handshake_that_is_none_gets_the_one_error_shape() -> None:
    async with rig() as hub, hub.http.get(hub.url, headers={"Upgrade": "websocket"}) as response:
        assert response.status == 400
        assert (await response.json())["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_who_says_nothing_is_not_waited_for() -> None:
    async with rig(socket_limits=SocketLimits(init_seconds=0.2)) as hub:
        async with hub.socket(initialise=False) as wire:
            await wire.send_json({"type": "ping"})
            assert await closed_with(wire) == 4408
        async with hub.socket() as wire:
            await asyncio.sleep(0.4)
            await wire.send_json(subscribe())
            assert "data" in await answered(wire, "1")


async def test_ping_is_answered_before_and_after_the_beginning() -> None:
    async with rig() as hub, hub.socket(initialise=False) as wire:
        for message in ({"type": "ping"}, INIT, {"type": "ping", "payload": {}}, {"type": "pong"}):
            await wire.send_json(message)
        answers = [(await wire.receive_json(timeout=5))["type"] for _ in range(3)]
    assert answers == ["pong", "connection_ack", "pong"]


async def test_a_larger_message_than_a_body_may_be_closes_it() -> None:
    async with rig() as hub, hub.socket() as wire:
        await wire.send_json(subscribe(payload={"query": "{ __typename }" + " " * 300_000}))
        assert await closed_with(wire) == 1009


async def test_the_token_of_the_upgrade_serves_where_the_payload_has_none() -> None:
    async with rig(world([person("Siti", nik=NIK)])) as hub:
        headers = {"Authorization": await hub.bearer(), "Hub-Purpose": "PUBLIC_SERVICE"}
        async with hub.http.ws_connect(hub.url, protocols=(PROTOCOL,), headers=headers) as wire:
            await wire.send_json(INIT)
            assert (await wire.receive_json(timeout=5))["type"] == "connection_ack"
            await wire.send_json(subscribe(payload=LOOK))
            assert (await answered(wire, "1"))["data"]["citizen"]["fullName"] == "Siti"


async def test_an_expired_token_ends_the_socket_at_the_next_operation() -> None:
    async with rig(world([person("Rahasia", nik=NIK)])) as hub, hub.socket(await hub.bearer()) as wire:
        await wire.send_json(subscribe(payload=LOOK))
        assert "data" in await answered(wire, "1")
        hub.clock.ahead = dt.timedelta(minutes=11)
        await wire.send_json(subscribe(payload=LOOK))
        assert await closed_with(wire) == 4403
        assert len(hub.world.record.tables.receipts) == 1


async def test_a_revoked_token_ends_the_socket_at_the_next_operation() -> None:
    async with rig(world([person("Rahasia", nik=NIK)])) as hub:
        token = await hub.bearer()
        async with hub.socket(token) as wire:
            claims = hub.tokens.read(token.removeprefix("Bearer "))
            await hub.registry.revoke_token(claims["jti"], hub.clock() + dt.timedelta(hours=1))
            hub.clock.ahead = dt.timedelta(seconds=2)
            await wire.send_json(subscribe(payload=PUBLIC))
            assert await closed_with(wire) == 4403


def busy(hub: Rig) -> asyncio.Event:
    """Lets agency calls wait until the event is set."""
    gate = asyncio.Event()
    fetch = hub.world.health.fetch

    async def waits(keys: Any) -> Any:
        await gate.wait()
        return await fetch(keys)

    hub.world.health.fetch = waits  # type: ignore[method-assign]  # a slow agency
    return gate


async def test_only_so_many_operations_are_under_way_and_ids_are_free_again() -> None:
    limits = SocketLimits(operations=2)
    async with rig(world([person(nik=NIK)]), socket_limits=limits) as hub, hub.socket(await hub.bearer()) as wire:
        gate = busy(hub)
        for operation_id in ("1", "2", "3"):
            await wire.send_json(subscribe(operation_id, LOOK))
        refused = await wire.receive_json(timeout=5)
        assert (refused["id"], refused["type"]) == ("3", "error")
        assert refused["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        gate.set()
        assert {(await wire.receive_json(timeout=5))["id"] for _ in range(4)} == {"1", "2"}
        await wire.send_json(subscribe("1"))
        assert "data" in await answered(wire, "1")


async def test_the_same_id_twice_at_once_closes_it() -> None:
    async with rig(world([person(nik=NIK)])) as hub, hub.socket(await hub.bearer()) as wire:
        busy(hub)
        for _ in range(2):
            await wire.send_json(subscribe("1", LOOK))
        assert await closed_with(wire) == 4409


async def test_what_nobody_wants_any_more_is_not_answered() -> None:
    async with rig(world([person(nik=NIK)])) as hub, hub.socket(await hub.bearer()) as wire:
        gate = busy(hub)
        await wire.send_json(subscribe("1", LOOK))
        await wire.send_json({"id": "1", "type": "complete"})
        await wire.send_json({"id": "unknown", "type": "complete"})
        await wire.send_json({"type": "ping"})
        assert (await wire.receive_json(timeout=5))["type"] == "pong"
        gate.set()
        await wire.send_json(subscribe("2"))
        assert "data" in await answered(wire, "2")
    assert hub.world.record.tables.receipts == []


async def test_a_hub_that_stops_says_so() -> None:
    async with aiohttp.ClientSession() as outliving:
        async with rig() as hub:
            wire = await outliving.ws_connect(hub.url, protocols=(PROTOCOL,))
            await wire.send_json(INIT)
            await wire.receive_json(timeout=5)
            code = asyncio.create_task(closed_with(wire))
        assert await code == 1001


async def test_errors_of_an_operation_leave_the_socket_open() -> None:
    async with rig() as hub, hub.socket() as wire:
        for payload in ({"query": "{"}, {"query": "{ nothing }"}, {"query": 3}, [1], {"documentId": "x"}, LOOK):
            await wire.send_json({"id": "1", "type": "subscribe", "payload": payload})
            assert "data" not in await answered(wire, "1")
        async with hub.http.post(hub.url, json=PUBLIC, headers={"Accept": JSON}) as response:
            assert response.status == 200
        await wire.send_json(subscribe())
        assert await answered(wire, "1") == {"data": {"__typename": "Query"}}
