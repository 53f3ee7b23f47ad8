"""What one client may hold open, what it may ask at a time, and what it is told when that is too much."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest

from hub.engine import Engine, Shares, Traffic
from hub.web.socket import PROTOCOL, SocketLimits
from tests.fakes.actors import EVERYTHING
from tests.fakes.people_of_bangka import person
from tests.fakes.world import World, schema, world
from tests.web.rig import EVENTS, JSON, TRANSPORTS, Rig, rig
from tests.web.test_socket import INIT, LOOK, NIK, PUBLIC, busy, closed_with, subscribe


async def turned_away(hub: Rig, token: str) -> bool:
    """Whether a further socket of this client is closed at its beginning, with the code after which clients wait."""
    async with hub.socket(initialise=False) as wire:
        await wire.send_json({**INIT, "payload": {"Authorization": token}})
        message = await wire.receive(timeout=5)
        if message.type.name == "TEXT":
            return False
        assert (wire.close_code, "client are open" in str(message.extra)) == (1013, True)
        return True


async def test_so_many_sockets_and_streams_of_one_client_are_open() -> None:
    async with rig(world([person(nik=NIK)]), socket_limits=SocketLimits(connections=2)) as hub:
        token, other = await hub.bearer(), await hub.bearer(dataclasses.replace(EVERYTHING, client_id="other"))
        gate = busy(hub)
        headers = {"Accept": EVENTS, "Content-Type": JSON, "Authorization": token}
        async with hub.socket(token):
            stream = asyncio.create_task(hub.http.post(hub.url, json=LOOK, headers=headers))
            while "people.by_niks" not in hub.world.calls.names():
                await asyncio.sleep(0)
            assert await turned_away(hub, token)
            async with hub.http.post(hub.url, json=LOOK, headers=headers) as response:
                assert (response.status, response.content_type) == (429, JSON)
                assert response.headers["Retry-After"] == "1"
                (error,) = (await response.json())["errors"]
                assert error["extensions"] == {"code": "RATE_LIMITED", "limit": 2, "retryAfter": 1}
            assert not await turned_away(hub, other)
            # Without a stream it is no connection that is held.
            assert (await hub.post(PUBLIC, token)).status == 200
            gate.set()
            async with await stream as response:
                assert response.status == 200
                await response.read()
            assert not await turned_away(hub, token)


async def test_so_many_sockets_may_say_nothing() -> None:
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": PROTOCOL}  # fmt: skip
    async with (
        rig(socket_limits=SocketLimits(silent=2)) as hub,
        hub.socket(initialise=False) as one,
        hub.socket(initialise=False),
    ):
        async with hub.http.get(hub.url, headers=headers) as response:
            assert (response.status, response.headers["Retry-After"]) == (429, "1")
            assert (await response.json())["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
        await one.send_json(INIT)
        assert (await one.receive_json(timeout=5))["type"] == "connection_ack"
        # It has said whose it is, so there is room for another one.
        async with hub.socket():
            pass
        await one.send_json(subscribe())
        assert (await one.receive_json(timeout=5))["type"] == "next"


def slow_down(w: World, burst: int = 1, bytes_read: int = 1_000_000) -> World:
    """A hub at which so many operations may come at once, and then one a minute."""
    traffic = Traffic(Shares(rate=1 / 60, burst=burst, bytes_read=bytes_read))
    return dataclasses.replace(w, engine=Engine(schema(), w.hub, traffic=traffic))


@pytest.mark.parametrize("name", sorted(TRANSPORTS.keys() - {"batch"}))
async def test_who_asks_too_fast_is_told_so_on_every_transport(name: str) -> None:
    async with rig(slow_down(world())) as hub:
        assert (await TRANSPORTS[name](hub, PUBLIC, None)).payload == {"data": {"__typename": "Query"}}
        refused = await TRANSPORTS[name](hub, PUBLIC, None)
        assert refused.codes == ["RATE_LIMITED"]
        if name != "socket":
            assert (refused.status, refused.headers["Retry-After"]) == (429, "60")
        (error,) = refused.payload["errors"]
        assert error["extensions"]["retryAfter"] == 60


async def test_each_operation_of_a_batch_counts() -> None:
    async with rig(slow_down(world()), batch=3) as hub:
        told = await hub.post([PUBLIC] * 3)
        assert [list(one) for one in told.payload] == [["data"], ["errors"], ["errors"]]
        assert told.status == 200
        told = await hub.post([PUBLIC] * 2)
        assert (told.status, told.headers["Retry-After"]) == (429, "60")


async def test_a_document_in_an_address_counts_before_it_is_read() -> None:
    async with rig(slow_down(world(), burst=2, bytes_read=1)) as hub:
        engine = hub.world.engine
        assert (await hub.get(query="{ __typename }")).status == 200
        assert engine._documents.held("{ __typename }")
        assert (await hub.get(query="{ a: __typename }")).codes == ["RATE_LIMITED"]
        assert engine._documents.held("{ a: __typename }") is None


async def test_a_socket_that_is_turned_away_is_not_counted() -> None:
    async with rig(socket_limits=SocketLimits(connections=1)) as hub:
        token = await hub.bearer()
        async with hub.socket(token) as wire:
            for _ in range(3):
                assert await turned_away(hub, token)
            await wire.send_json({"type": "connection_init"})
            assert await closed_with(wire) == 4429
        assert not await turned_away(hub, token)
