"""In front of aiohttp: the same answers as behind it, and nothing is taken that could be read in two ways."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import orjson
import pytest
import yarl
from aiohttp import web

from hub.core.actor import Actor
from hub.engine import Answer, GraphQLRequest
from hub.identity import Possession, Verifier
from hub.web.accept import Media
from hub.web.door import Caller, Door
from hub.web.front import Patience, serving
from hub.web.graphql import DOOR
from hub.web.head import Head, read_head
from hub.web.site import application
from tests.fakes.actors import agency
from tests.fakes.people_of_bangka import TENANT, person
from tests.fakes.world import world
from tests.identity.registry import MemoryIdentity
from tests.web.rig import GRAPHQL, JSON, Clock, Rig, Told, rig

NIK = "1901014505959001"
LOOK = "query Look($nik: NIK!) { citizen(nik: $nik) { fullName immunisations { dose } } }"
ASKED: Mapping[str, Any] = {"query": LOOK, "variables": {"nik": NIK}}
OWN = {"date", "x-request-id", "server"}
"""Headers that differ from one answer to the next, and the one that aiohttp adds about itself."""


@pytest.fixture
async def hub() -> AsyncIterator[Rig]:
    async with rig(world([person("Siti Contoh", nik=NIK)]), batch=2) as running:
        yield running


def in_front(told: Told) -> bool:
    """aiohttp says its name in every answer of its own."""
    return "Server" not in told.headers


def fields(told: Told) -> dict[str, str]:
    return {name.lower(): value for name, value in told.headers.items() if name.lower() not in OWN}


@pytest.mark.parametrize("accept", [JSON, GRAPHQL, None, "*/*"])
@pytest.mark.parametrize(
    ("parameters", "purpose"),
    [
        (ASKED, None),
        (ASKED, "PUBLIC_SERVICE"),
        (ASKED, "BUDGET"),
        (ASKED, "nonsense"),
        ({"query": LOOK, "variables": {"nik": "1"}}, None),
        ({"query": LOOK, "variables": {"nik": "1901\0"}}, None),
        ({"query": LOOK}, None),
        ({"query": "{"}, None),
        ({"query": "{ nothing }"}, None),
        ({"query": "{ __schema { types { name } } }"}, None),
        ({"query": "{ services { name } }", "extensions": None, "variables": None}, None),
        ({"documentId": f"sha256:{'0' * 64}"}, None),
    ],
)
async def test_the_answer_is_that_of_the_routes(
    hub: Rig, parameters: Any, purpose: str | None, accept: str | None
) -> None:
    own = {"Hub-Purpose": purpose} if purpose else {}
    for token in (await hub.bearer(), await hub.bearer(agency("citizen:read")), None, "Bearer x.y.z", "Basic eDp5"):
        told = await hub.post(parameters, token, accept, **own)
        behind = await hub.post(parameters, token, accept, **own, TE="trailers")
        assert not in_front(behind)
        assert (told.status, told.payload, fields(told)) == (behind.status, behind.payload, fields(behind))
        assert len(told.headers["X-Request-Id"]) == len(behind.headers["X-Request-Id"]) == 32
        assert told.headers["Date"]


async def test_what_services_send_is_answered_in_front(hub: Rig) -> None:
    token = await hub.bearer()
    for accept in (JSON, GRAPHQL, "*/*"):
        told = await hub.post(ASKED, token, accept)
        assert in_front(told)
        assert told.payload == {"data": {"citizen": {"fullName": "Siti Contoh", "immunisations": []}}}
    assert len(hub.world.record.tables.receipts) == 3


async def test_what_anybody_changes_is_for_the_routes_which_know_where_it_comes_from(hub: Rig) -> None:
    change = {"query": "mutation { signUpClient(input: null) { clientId } }"}
    assert [in_front(await hub.post(change, token, JSON)) for token in (await hub.bearer(), None)] == [True, False]


async def test_what_comes_in_pieces_and_what_comes_at_once_is_answered_in_order(hub: Rig) -> None:
    one = request(await hub.bearer())
    async with wire(hub) as (reader, writer):
        for at in range(len(one)):
            writer.write(one[at : at + 1])
            await asyncio.sleep(0)
        assert (await answer(reader))[1] == {"data": {"citizen": {"fullName": "Siti Contoh", "immunisations": []}}}
        other = request(None, body=orjson.dumps({"query": "{ __typename }"}))
        # The last one is for aiohttp, which may not overtake the others.
        writer.write(one + other + one + b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        told = [(await answer(reader))[1] for _ in range(4)]
    assert [next(iter(each)) for each in told] == ["data", "data", "data", "status"]
    assert told[1] == {"data": {"__typename": "Query"}}


HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n"
ODD = {
    "no host": HEAD.replace(b"Host: x\r\n", b""),
    "another method": HEAD.replace(b"POST", b"PUT"),
    "another version": HEAD.replace(b"1.1", b"1.0"),
    "another address": HEAD.replace(b"/graphql", b"/graphql?x=1"),
    "an absolute address": HEAD.replace(b"/graphql", b"http://x/graphql"),
    "two lengths": HEAD.replace(b"Host: x", b"Host: x\r\nContent-Length: 27"),
    "two hosts": HEAD.replace(b"Host: x", b"Host: x\r\nHost: y"),
    "two tokens": HEAD.replace(b"Host: x", b"Host: x\r\nAuthorization: Bearer a\r\nauthorization: Bearer b"),
    "no length": HEAD.replace(b"Content-Length: 26", b"X: y"),
    "a signed length": HEAD.replace(b": 26", b": +26"),
    "a length with a zero before": HEAD.replace(b": 26", b": 026"),
    "a list of lengths": HEAD.replace(b": 26", b": 26, 26"),
    "a large length": HEAD.replace(b": 26", b": 262145"),
    "chunks": HEAD.replace(b"Content-Length: 26", b"Transfer-Encoding: chunked"),
    "chunks and a length": HEAD.replace(b"Host: x", b"Host: x\r\nTransfer-Encoding: chunked"),
    "a space before the colon": HEAD.replace(b"Host:", b"Host :"),
    "a folded line": HEAD.replace(b"Host: x", b"Host: x\r\nX: y\r\n z"),
    "a bare line feed": HEAD.replace(b"Host: x", b"Host: x\r\nX: y\nContent-Length: 1"),
    "a bare carriage return": HEAD.replace(b"Host: x", b"Host: x\r\nX: y\rContent-Length: 1"),
    "a NUL": HEAD.replace(b"Host: x", b"Host: x\0"),
    "bytes that are no ASCII": HEAD.replace(b"Host: x", b"Host: x\r\nX: \xc3\xa9"),
    "no name": HEAD.replace(b"Host: x", b"Host: x\r\n: y"),
    "it will be closed": HEAD.replace(b"Host: x", b"Host: x\r\nConnection: close"),
    "a switch": HEAD.replace(b"Host: x", b"Host: x\r\nConnection: Upgrade\r\nUpgrade: h2c"),
    "it waits to be told": HEAD.replace(b"Host: x", b"Host: x\r\nExpect: 100-continue"),
    "packed": HEAD.replace(b"Host: x", b"Host: x\r\nContent-Encoding: gzip"),
    "another type": HEAD.replace(b"application/json", b"text/plain"),
    "another charset": HEAD.replace(b"application/json", b"application/json; charset=latin-1"),
    "events": HEAD.replace(b"Host: x", b"Host: x\r\nAccept: text/event-stream"),
    "nothing of ours": HEAD.replace(b"Host: x", b"Host: x\r\nAccept: text/html"),
    "too long": HEAD.replace(b"Host: x", b"Host: x\r\nX: " + b"y" * 8190),
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_whatever_is_odd_is_left_to_aiohttp(raw: bytes) -> None:
    assert raw != HEAD
    assert read_head(raw) is None


def test_the_common_head_is_read() -> None:
    assert read_head(HEAD) == Head(26, Media.JSON)
    full = HEAD.replace(
        b"Host: x",
        b"host:x\r\nAUTHORIZATION: \tBearer a.b.c \r\nHub-Purpose: BUDGET\r\nidempotency-key: k\r\n"
        b"Accept: application/graphql-response+json\r\nConnection: keep-alive\r\nUser-Agent: x (y; z)\r\nX-Empty:",
    )
    assert read_head(full) == Head(26, Media.GRAPHQL, "Bearer a.b.c", "BUDGET", "k")


@pytest.mark.parametrize("raw", [ODD["chunks"], ODD["it will be closed"], ODD["another type"], ODD["no length"]])
async def test_after_an_odd_one_aiohttp_has_the_connection(hub: Rig, raw: bytes) -> None:
    body = b"1a\r\n" + BODY + b"\r\n0\r\n\r\n" if b"chunked" in raw else b"" if b"X: y" in raw else BODY
    async with wire(hub) as (reader, writer):
        writer.write(request(None, body=BODY) + raw + body)
        first, second = await answer(reader), await answer(reader)
    assert "Server" not in first[0]
    assert "Server" in second[0]


async def test_a_refused_body_is_told_by_the_routes_and_the_connection_goes_on(hub: Rig) -> None:
    async with wire(hub) as (reader, writer):
        writer.write(request(None, body=b"{") + request(None, body=BODY))
        (_, refused), (_, told) = await answer(reader), await answer(reader)
    assert refused["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert told == {"data": {"__typename": "Query"}}


async def test_a_client_that_reads_nothing_is_not_read_from(hub: Rig) -> None:
    one = request(await hub.bearer())
    async with wire(hub) as (reader, writer):
        for _ in range(200):
            writer.write(one * 100)
            try:
                await asyncio.wait_for(writer.drain(), 0.2)
            except TimeoutError:
                break
        else:
            raise AssertionError("everything was taken")
        before = len(hub.world.record.tables.receipts)
        for _ in range(before):
            await answer(reader)


async def test_who_goes_away_leaves_the_others_alone(hub: Rig) -> None:
    token = await hub.bearer()
    for _ in range(5):
        async with wire(hub) as (_, writer):
            writer.write(request(token))
    assert in_front(await hub.post(ASKED, token))


async def test_a_failure_of_ours_before_it_runs_is_told_by_the_routes(hub: Rig) -> None:
    """Nobody may be left waiting, whatever fails."""

    class Broken(Verifier):
        async def actor(self, _authorization: str | None, _possession: Possession | None = None) -> Actor:
            raise RuntimeError

    door = dataclasses.replace(hub.site.door, verifier=Broken(TENANT, MemoryIdentity(), Clock()))
    site = dataclasses.replace(hub.site, door=door)
    async with serving(application(site), "127.0.0.1", 0, shutdown_seconds=5) as (host, port):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(request(None))
        headers, told = await answer(reader)
        writer.close()
    assert "Server" in headers
    assert told["errors"][0]["extensions"]["code"] == "INTERNAL"


async def test_a_token_that_nests_without_end_is_refused(hub: Rig) -> None:
    part = base64.urlsafe_b64encode(b"[" * 2900).decode().rstrip("=")
    told = await hub.post(ASKED, f"Bearer {part}.{part}.x")
    assert (told.status, told.codes) == (401, ["UNAUTHENTICATED"])


@pytest.fixture
async def impatient() -> AsyncIterator[Rig]:
    """A hub that waits a second for the rest of a request, and looks often."""
    async with rig(world(), patience=Patience(rest=1.0, every=0.02)) as running:
        yield running


async def test_who_is_idle_may_still_send_a_request_in_pieces(impatient: Rig) -> None:
    one = request(None, body=BODY)
    async with wire(impatient) as (reader, writer):
        await asyncio.sleep(1.2)
        writer.write(one[:-1])
        await asyncio.sleep(0.1)
        writer.write(one[-1:])
        assert (await answer(reader))[1] == {"data": {"__typename": "Query"}}


async def test_who_does_not_finish_a_request_is_not_waited_for(impatient: Rig) -> None:
    one = request(None, body=BODY)
    async with wire(impatient) as (reader, writer):
        ended = asyncio.create_task(reader.read())
        with suppress(ConnectionError):
            # It goes on sending: a piece more does not make it wait anew.
            for at in range(len(one)):
                writer.write(one[at : at + 1])
                if (await asyncio.wait({ended}, timeout=0.05))[0]:
                    break
            else:
                raise AssertionError("all of it was waited for")
            assert await ended == b""


async def test_what_waits_behind_is_not_begun_for_somebody_who_has_left() -> None:
    begun, finish = asyncio.Event(), asyncio.Event()
    count = 0

    class Slow(Door):
        async def answer(self, request: GraphQLRequest, caller: Caller) -> Answer:
            nonlocal count
            count += 1
            begun.set()
            await finish.wait()
            return await super().answer(request, caller)

    empty = web.Application()
    empty[DOOR] = Slow(world().engine, Verifier(TENANT, MemoryIdentity(), Clock()))
    async with asyncio.timeout(10), serving(empty, "127.0.0.1", 0, shutdown_seconds=5) as (host, port):
        _, writer = await asyncio.open_connection(host, port)
        writer.write(request(None, body=BODY) * 5)
        await begun.wait()
        writer.transport.abort()
        await asyncio.sleep(0.1)
        finish.set()
        await asyncio.sleep(0.1)
    assert count == 1


async def test_an_end_waits_for_answers_that_have_not_left_yet() -> None:
    size = 20_000_000

    class Large(Door):
        async def answer(self, _request: GraphQLRequest, _caller: Caller) -> Answer:
            return Answer.whole(b'"' + b"x" * size + b'"', "E")

    empty = web.Application()
    empty[DOOR] = Large(world().engine, Verifier(TENANT, MemoryIdentity(), Clock()))
    async with asyncio.timeout(20):
        async with serving(empty, "127.0.0.1", 0, shutdown_seconds=5) as (host, port):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(request(None, body=BODY))
            head = await reader.readuntil(b"\r\n\r\n")
            reading = asyncio.create_task(reader.read())
        body = await reading
    assert b"Content-Length: %d\r\n" % len(body) in head
    assert len(body) > size
    writer.close()


async def test_an_end_waits_for_what_runs_for_somebody_who_has_left() -> None:
    begun, finish, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    class Slow(Door):
        async def answer(self, request: GraphQLRequest, caller: Caller) -> Answer:
            begun.set()
            await finish.wait()
            ended.set()
            return await super().answer(request, caller)

    empty = web.Application()
    empty[DOOR] = Slow(world().engine, Verifier(TENANT, MemoryIdentity(), Clock()))
    async with asyncio.timeout(10):
        async with serving(empty, "127.0.0.1", 0, shutdown_seconds=5) as (host, port):
            _, writer = await asyncio.open_connection(host, port)
            writer.write(request(None, body=BODY))
            await begun.wait()
            writer.transport.abort()
            await asyncio.sleep(0.05)
            asyncio.get_running_loop().call_later(0.1, finish.set)
        assert ended.is_set()


async def test_an_end_answers_what_is_under_way_and_closes_the_rest() -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    class Slow(Door):
        async def answer(self, request: GraphQLRequest, caller: Caller) -> Answer:
            begun.set()
            await finish.wait()
            return await super().answer(request, caller)

    empty = web.Application()
    empty[DOOR] = Slow(world().engine, Verifier(TENANT, MemoryIdentity(), Clock()))
    async with asyncio.timeout(10):
        async with serving(empty, "127.0.0.1", 0, shutdown_seconds=5) as (host, port):
            idle, busy = [await asyncio.open_connection(host, port) for _ in range(2)]
            busy[1].write(request(None, body=BODY))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.1, finish.set)
        assert (await answer(busy[0]))[1] == {"data": {"__typename": "Query"}}
        assert await idle[0].read() == await busy[0].read() == b""
    for _, writer in (idle, busy):
        writer.close()


async def test_an_end_does_not_wait_for_ever() -> None:
    begun = asyncio.Event()

    class Stuck(Door):
        async def answer(self, _request: GraphQLRequest, _caller: Caller) -> Answer:
            begun.set()
            await asyncio.Event().wait()
            raise AssertionError

    empty = web.Application()
    empty[DOOR] = Stuck(world().engine, Verifier(TENANT, MemoryIdentity(), Clock()))
    async with asyncio.timeout(10):
        async with serving(empty, "127.0.0.1", 0, shutdown_seconds=0.1) as (host, port):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(request(None, body=BODY))
            await begun.wait()
        assert await reader.read() == b""
    writer.close()


BODY = b'{"query":"{ __typename }"}'


def request(token: str | None, *, body: bytes | None = None) -> bytes:
    """The bytes of a common request."""
    sent = orjson.dumps(ASKED) if body is None else body
    own = f"Authorization: {token}\r\n" if token else ""
    head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\n{own}Content-Length: {len(sent)}\r\n\r\n"
    return head.encode() + sent


async def answer(reader: asyncio.StreamReader) -> tuple[dict[str, str], Any]:
    """Headers and JSON of the next answer on a connection."""
    async with asyncio.timeout(5):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
        headers = dict(line.split(": ", 1) for line in head)
        return headers, orjson.loads(await reader.readexactly(int(headers["Content-Length"])))


@asynccontextmanager
async def wire(hub: Rig) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    url = yarl.URL(hub.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    yield reader, writer
    writer.close()
