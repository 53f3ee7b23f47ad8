"""A token that is bound to a key, on every transport: with a proof of that key it opens, without it opens nothing."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
import pytest

from hub.web.front import serving
from hub.web.site import application
from hub.web.socket import PROTOCOL
from tests.documents.http import Office
from tests.fakes.people_of_bangka import person
from tests.fakes.world import world
from tests.identity.proving import Prover
from tests.web.rig import EVENTS, GRAPHQL, JSON, Rig, answered, events, rig
from tests.web.test_socket import LOOK as IN_TURN
from tests.web.test_socket import busy
from tests.web.test_transport_matrix import looked_for

NIK = "1901014505959001"
LOOK = {"query": "query Look($nik: NIK!) { citizen(nik: $nik) { fullName } }", "variables": {"nik": NIK}}
SEEN = {"data": {"citizen": {"fullName": "Siti Contoh"}}}
PUBLIC_URL = "http://hub.test"
"""Of the rig; requests reach it at another address, as they do behind a proxy."""
Headers = Mapping[str, str]


@dataclass
class Bound:
    """A hub, a key, and a token that is bound to it."""

    hub: Rig
    prover: Prover
    token: str


@pytest.fixture
async def bound() -> AsyncIterator[Bound]:
    async with rig(world([person("Siti Contoh", nik=NIK)]), batch=2) as hub:
        prover = Prover(hub.clock, f"{PUBLIC_URL}/graphql")
        bearer = await hub.bearer(key=prover.thumbprint)
        yield Bound(hub, prover, bearer.removeprefix("Bearer "))


async def over_post(hub: Rig, headers: Headers) -> Any:
    return (await hub.post(LOOK, None, **headers)).payload


async def over_batch(hub: Rig, headers: Headers) -> Any:
    told = await hub.post([{"query": "{ __typename }"}, LOOK], None, **headers)
    return told.payload[1] if isinstance(told.payload, list) else told.payload


async def over_events(hub: Rig, headers: Headers) -> Any:
    given = {"Content-Type": JSON, "Accept": EVENTS, **headers}
    async with hub.http.post(hub.url, data=orjson.dumps(LOOK), headers=given) as response:
        body = await response.read()
        return orjson.loads(events(body)[0][1] if response.content_type == EVENTS else body)


async def over_get(hub: Rig, headers: Headers) -> Any:
    """What an address may ask is public; a token that comes with it is looked at all the same."""
    given = {"Accept": GRAPHQL, **headers}
    async with hub.http.get(hub.url, params={"query": "{ __typename }"}, headers=given) as response:
        told = orjson.loads(await response.read())
    return SEEN if "data" in told else told


async def over_upgrade(hub: Rig, headers: Headers) -> Any:
    return await _over_socket(hub, {}, headers)


async def over_socket(hub: Rig, headers: Headers) -> Any:
    return await _over_socket(hub, headers, {})


async def _over_socket(hub: Rig, said: Headers, headers: Headers) -> Any:
    async with hub.http.ws_connect(hub.url, protocols=(PROTOCOL,), headers=headers) as wire:
        await wire.send_json({"type": "connection_init", "payload": dict(said)})
        first = await wire.receive(timeout=5)
        if first.type is not aiohttp.WSMsgType.TEXT:
            assert wire.close_code == 4403
            return {"errors": [{"extensions": {"code": "UNAUTHENTICATED"}}]}
        told = {}
        for number in ("1", "2"):
            # The proof was looked at once; the second operation needs no other.
            await wire.send_json({"id": number, "type": "subscribe", "payload": LOOK})
            told = await answered(wire, number)
        return told


TRANSPORTS: dict[str, tuple[str, Callable[[Rig, Headers], Awaitable[Any]]]] = {
    "post": ("POST", over_post),
    "batch": ("POST", over_batch),
    "events": ("POST", over_events),
    "get": ("GET", over_get),
    "upgrade": ("GET", over_upgrade),
    "socket": ("GET", over_socket),
}


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_with_its_key_it_opens(bound: Bound, transport: str) -> None:
    method, ask = TRANSPORTS[transport]
    assert await ask(bound.hub, bound.prover.headers(bound.token, method)) == SEEN


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_without_it_is_refused(bound: Bound, transport: str) -> None:
    method, ask = TRANSPORTS[transport]
    hub, prover, token = bound.hub, bound.prover, bound.token
    used, thief = prover.headers(token, method), Prover(hub.clock, prover.url)
    assert await ask(hub, used) == SEEN
    for headers in (
        used,
        {"Authorization": f"Bearer {token}"},
        {"Authorization": f"Bearer {token}", "DPoP": prover.proof(method, token)},
        {"Authorization": f"DPoP {token}"},
        thief.headers(token, method),
        prover.headers(token, "PUT"),
        prover.headers(token, method, htu=hub.url),
        prover.headers(token, method, htu=f"{PUBLIC_URL}/documents/x"),
        prover.headers(token, method, ath="x"),
    ):
        told = await ask(hub, headers)
        assert [error["extensions"]["code"] for error in told["errors"]] == ["UNAUTHENTICATED"], headers


async def test_one_proof_serves_one_transport(bound: Bound) -> None:
    headers = bound.prover.headers(bound.token, "GET")
    assert await over_upgrade(bound.hub, headers) == SEEN
    assert "errors" in await over_socket(bound.hub, headers)
    assert "errors" in await over_get(bound.hub, headers)


async def test_no_fast_path_lets_it_by(bound: Bound) -> None:
    """The head of a request is remembered on its connection, and so is the actor of a header; neither is of a proof."""
    hub, token = bound.hub, bound.token
    plain = await hub.bearer()
    for _ in range(2):
        assert (await hub.post(LOOK, plain)).payload == SEEN
        assert (await hub.post(LOOK, None, **bound.prover.headers(token))).payload == SEEN
        for refused in (f"Bearer {token}", f"DPoP {token}"):
            assert (await hub.post(LOOK, refused)).status == 401


async def test_a_refusal_says_which_scheme_and_which_algorithms(bound: Bound) -> None:
    told = await bound.hub.post(LOOK, f"Bearer {bound.token}")
    challenge = told.headers["WWW-Authenticate"]
    assert challenge.startswith('DPoP realm="satu", algs="ES256 ES384 Ed25519", error="invalid_dpop_proof"')
    assert "Bearer" in challenge
    nobody = await bound.hub.post(LOOK)
    assert "DPoP" in nobody.headers["WWW-Authenticate"]


@pytest.mark.parametrize(("method", "room"), [("GET", "documents"), ("HEAD", "uploads"), ("PATCH", "uploads")])
async def test_papers_want_the_proof_too(bound: Bound, method: str, room: str) -> None:
    path, tus = f"/{room}/{uuid.uuid4()}", {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
    site = dataclasses.replace(bound.hub.site, uploads=Office().uploads)
    async with serving(application(site), "127.0.0.1", 0, shutdown_seconds=5) as (host, port):

        async def status(headers: Headers) -> int:
            given = {**tus, "Upload-Offset": "0", **headers}
            url = f"http://{host}:{port}{path}"
            async with bound.hub.http.request(method, url, headers=given) as response:
                return response.status

        good = bound.prover.headers(bound.token, method, htu=PUBLIC_URL + path)
        # There is no such paper, or this reader has no scope for it; but the hub knows who she is.
        assert await status(good) in {403, 404}
        for headers in (good, {"Authorization": f"Bearer {bound.token}"}, bound.prover.headers(bound.token, method)):
            assert await status(headers) == 401


async def looked_at_again(hub: Rig) -> None:
    """Waits until the registry is asked once more about whoever asks: what it said before is old at once."""
    before = hub.registry.asked.get("revoked", 0)
    hub.clock.ahead += dt.timedelta(seconds=1)
    while hub.registry.asked.get("revoked", 0) == before:
        await asyncio.sleep(0.01)


async def test_a_stream_goes_on_with_the_proof_that_it_began_with() -> None:
    """The token behind a stream is looked at again and again; no second proof is asked for."""
    async with rig(looked_for()) as hub:
        prover, gate = Prover(hub.clock, f"{PUBLIC_URL}/graphql"), busy(hub)
        token = (await hub.bearer(key=prover.thumbprint)).removeprefix("Bearer ")
        headers = {"Accept": EVENTS, "Content-Type": JSON, **prover.headers(token, "POST")}
        asking = asyncio.create_task(hub.http.post(hub.url, json=IN_TURN, headers=headers))
        async with asyncio.timeout(5):
            for _ in range(4):
                await looked_at_again(hub)
        gate.set()
        async with asyncio.timeout(5), await asking as response:
            assert [name for name, _ in events(await response.read())] == ["next", "complete"]
