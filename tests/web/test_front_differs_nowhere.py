"""Any bytes on a connection: with the front and without it, the same comes back, and as much of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import orjson
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.web.site import application
from tests.fakes.people_of_bangka import person
from tests.fakes.world import world
from tests.web.rig import Rig, rig

NIK: Final = "1901014505959001"
ASKED: Final = orjson.dumps({"query": '{ citizen(nik: "%s") { fullName } }' % NIK})
PUBLIC: Final = b'{"query":"{ __typename }"}'
TOKEN: Final = b"<token>"
LAST: Final = b"GET /health/live?last HTTP/1.1\r\nHost: x\r\n\r\n"
"""Sent after everything: its answer tells that the connection was still open and that both ends agree where they are."""
LIVE: Final = b'{"status":"live"}'
_OWN: Final = re.compile(rb"(?i)^(date|x-request-id|server):")
_ID: Final = re.compile(rb"\b[0-9a-f]{32}\b")
_STATUS: Final = re.compile(rb"HTTP/\d\.\d \d{3} ")


@dataclass(frozen=True)
class Outcome:
    """What came back: for each answer its status line and fields without those that differ by nature, and its body."""

    answers: tuple[tuple[tuple[bytes, ...], bytes], ...]
    closed: bool


@dataclass
class Pair:
    """The same hub twice, on one loop: behind the front and without it."""

    runner: asyncio.Runner
    hub: Rig
    alone: tuple[str, int]
    token: bytes

    def behind(self, pieces: Sequence[bytes]) -> Outcome:
        host, port = self.hub.url.removeprefix("http://").removesuffix("/graphql").split(":")
        return self.runner.run(sent(pieces, host, int(port)))

    def without(self, pieces: Sequence[bytes], pause: float = 0) -> Outcome:
        return self.runner.run(sent(pieces, *self.alone, pause))

    def _own(self, pieces: Sequence[bytes]) -> Sequence[bytes]:
        return [piece.replace(TOKEN, self.token) for piece in (*pieces, LAST)]

    def check(self, pieces: Sequence[bytes]) -> None:
        """aiohttp forgets requests that it reads together with something malformed, so how bytes were cut counts
        there: the front must give what it gives for one of the ways."""
        pieces = self._own(pieces)
        told = self.behind(pieces)
        if told == self.without(pieces):
            return
        ways = list(_ways_to_send(pieces)) if len(pieces) <= 4 else [pieces, [b"".join(pieces)]]
        assert any(told == self.without(way, 0.05) for way in ways), told


def _ways_to_send(pieces: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """The same bytes with every choice of what comes together."""
    if len(pieces) < 2:
        yield pieces
        return
    for first, *rest in _ways_to_send(pieces[1:]):
        yield [pieces[0], first, *rest]
        yield [pieces[0] + first, *rest]


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with asyncio.Runner() as runner:
        both = _running()
        hub, alone, token = runner.run(anext(both))
        yield Pair(runner, hub, alone, token)
        runner.run(_ended(both))


async def _running() -> AsyncIterator[tuple[Rig, tuple[str, int], bytes]]:
    async with rig(world([person("Siti Contoh", nik=NIK)])) as hub, _alone(application(hub.site)) as alone:
        yield hub, alone, (await hub.bearer()).encode()


async def _ended(both: AsyncIterator[Any]) -> None:
    with pytest.raises(StopAsyncIteration):
        await anext(both)


@asynccontextmanager
async def _alone(behind: web.Application) -> AsyncIterator[tuple[str, int]]:
    runner = web.AppRunner(behind)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][:2]
    await runner.cleanup()


class _Client(asyncio.Protocol):
    """Keeps what comes, also when the connection is reset afterwards."""

    def __init__(self) -> None:
        self.got = bytearray()
        self.is_closed = False
        self.news = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.got += data
        self.news.set()

    def connection_lost(self, _error: Exception | None) -> None:
        self.is_closed = True
        self.news.set()

    async def wait(self, seconds: float) -> None:
        """Until the last request is answered, or the connection is closed, or nothing comes for so long."""
        with suppress(TimeoutError):
            while not (self.is_closed or self.got.endswith(LIVE)):
                self.news.clear()
                await asyncio.wait_for(self.news.wait(), seconds)


async def sent(pieces: Sequence[bytes], host: str, port: int, pause: float = 0) -> Outcome:
    """What comes back for these pieces; between two of them whatever comes within `pause` seconds is waited for."""
    transport, client = await asyncio.get_running_loop().create_connection(_Client, host, port)
    for piece in pieces:
        transport.write(piece)
        await asyncio.sleep(pause)
        if client.is_closed:
            break
    await client.wait(0.25)
    transport.close()
    return Outcome(tuple(_answers(bytes(client.got))), client.is_closed)


def _answers(got: bytes) -> Iterator[tuple[tuple[bytes, ...], bytes]]:
    while got:
        head, _, rest = got.partition(b"\r\n\r\n")
        assert _STATUS.match(head), head
        lines = head.split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
        body, got = rest[:length], rest[length:]
        if b"Content-Type: text/plain; charset=utf-8" in lines:
            # What the parser could not read: it quotes what it has of it.
            lines, body = [line for line in lines if not line.startswith(b"Content-Length:")], b""
        fields = sorted(line for line in lines[1:] if not _OWN.match(line))
        yield (lines[0], *fields), _ID.sub(b"<id>", body)


def request(body: bytes = PUBLIC, *, line: bytes = b"POST /graphql HTTP/1.1", **fields: bytes | None) -> bytes:
    """A request of the common form; `fields` replace its fields (`_` for `-`), None takes one away."""
    known: dict[str, bytes | None] = {
        "Host": b"x", "Content_Type": b"application/json", "Content_Length": str(len(body)).encode(), **fields,
    }  # fmt: skip
    lines = [name.replace("_", "-").encode() + b": " + value for name, value in known.items() if value is not None]
    return b"\r\n".join((line, *lines, b"", body))


def with_line(*lines: bytes, body: bytes = PUBLIC, length: bytes | None = None) -> bytes:
    """The same with further lines, as they are."""
    return request(body, Content_Length=length or str(len(body)).encode()).replace(
        b"Host: x\r\n", b"Host: x\r\n" + b"".join(line + b"\r\n" for line in lines), 1
    )


N: Final = str(len(PUBLIC)).encode()
LENGTHS: Final = [
    b"+" + N, N + b"," + N, N + b", " + N, N + b" ", b"\t" + N, b" \t " + N + b"\t", hex(len(PUBLIC)).encode(), b"0" + N,
    b"00000000000000000000" + N, b"-1", b"0", b"", b"9" * 30, b"262144", b"262145", N + b";", N + b".0", b"1_0", b"1e1",
    N + b"\x00", N + b"\x0b", b"\xb2", b"\xd9\xa3", str(len(PUBLIC) - 1).encode(), str(len(PUBLIC) + 1).encode(),
]  # fmt: skip
CODINGS: Final = [
    b"Transfer-Encoding: chunked", b"transfer-encoding:chunked", b"TRANSFER-ENCODING: Chunked", b"Transfer-Encoding: identity",
    b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding:", b"Transfer_Encoding: chunked",
    b"Transfer-Encoding : chunked", b"Transfer-Encoding\t: chunked", b" Transfer-Encoding: chunked", b"\tTransfer-Encoding: chunked",
    b"Transfer-Encoding: xchunked", b"Transfer-Encoding: chunked\x0b", b"Transfer-Encoding:\x0bchunked", b"Transfer-Encoding: \"chunked\"",
    b"X: y\r\n Transfer-Encoding: chunked", b"X: y\nTransfer-Encoding: chunked", b"X: y\rTransfer-Encoding: chunked",
    b"X: y\x00Transfer-Encoding: chunked", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", b"Transfer-\xe2\x84\xaancoding: chunked",
    b"\xef\xbb\xbfTransfer-Encoding: chunked", b"Transfer-Encoding;: chunked", b"Transfer-Encoding", b": chunked",
]  # fmt: skip
CHUNKED: Final = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PUBLIC), PUBLIC)
FIELDS: Final = [
    b"Connection: close", b"connection: CLOSE", b"Connection: keep-alive", b"Connection: Keep-Alive", b"Connection:", b"Connection: keep-alive, close",
    b"Connection: close, keep-alive", b"Connection: Upgrade\r\nUpgrade: h2c", b"Connection: Upgrade\r\nUpgrade: websocket", b"Upgrade: websocket",
    b"Connection: keep-alive\r\nConnection: close", b"Connection: content-length", b"Keep-Alive: timeout=1", b"Proxy-Connection: close",
    b"Expect: 100-continue", b"expect: 100-Continue", b"Expect: x", b"Expect:", b"TE: trailers", b"Trailer: X", b"Host: y", b"host:", b"Host: a, b",
    b"Content-Encoding: gzip", b"Content-Encoding: identity", b"Content-Encoding:", b"X-Forwarded-Proto: https", b"X-HTTP-Method-Override: DELETE",
    b"Origin: https://evil.example", b"Cookie: a=b", b"Accept: text/html", b"Accept:", b"Accept: */*;q=0", b"Accept: application/json;q=0", b"Accept: a\x80",
    b"Accept: application/json\r\nAccept: text/event-stream", b"Content-Type: text/plain", b"Content-Type: application/json", b"Content-Type:",
    b"Authorization:", b"authorization: <token>", b"Authorization: <token>  ", b"Authorization:\t<token>\t", b"Authorization: <token> x",
    b"Authorization: Basic eDp5", b"Authorization: Bearer", b"Authorization: Bearer  ", b"Authorization: Bearer x.y.z", b"Authorization: \xc3\xa9",
    b"Authorization: <token>\r\nAuthorization: <token>", b"Authorization: <token>\r\nAuthorization: Bearer x", b"Authorization: Bearer x\r\nAuthorization: <token>",
    b"Authorization: <token>\r\n x", b"Authorization: <token>, <token>", b"Authorization: <token>\x00", b"Authorization: bearer<token>",
    b"Hub-Purpose: BUDGET", b"Hub-Purpose: budget", b"Hub-Purpose:", b"Hub-Purpose: PUBLIC_SERVICE\r\nHub-Purpose: BUDGET", b"Hub-Purpose: \xff",
    b"Idempotency-Key: k", b"Idempotency-Key:", b"Idempotency-Key: a\r\nIdempotency-Key: b", b"X" * 4000 + b": y", b"X: " + b"y" * 8100, b"X: " + b"y" * 9000,
    b"X:" + b" " * 4000 + b"y", b"\r\n".join(b"X-%d:" % n for n in range(125)), b"\r\n".join(b"X-%d:" % n for n in range(126)), b"\r\n".join(b"X-%d: y" % n for n in range(1000)),
]  # fmt: skip
LINES: Final = [
    b"POST /graphql HTTP/1.0", b"POST /graphql HTTP/1.2", b"POST /graphql HTTP/2.0", b"POST /graphql HTTP/1.1 ", b"POST /graphql  HTTP/1.1",
    b"POST  /graphql HTTP/1.1", b" POST /graphql HTTP/1.1", b"POST\t/graphql HTTP/1.1", b"post /graphql HTTP/1.1", b"POST /graphql http/1.1",
    b"POST /graphql", b"POST /graphql HTTP/1.1\r", b"\r\nPOST /graphql HTTP/1.1", b"\nPOST /graphql HTTP/1.1", b"POST /graphql/ HTTP/1.1",
    b"POST //graphql HTTP/1.1", b"POST /graphql?query=1 HTTP/1.1", b"POST /graphql# HTTP/1.1", b"POST /%67raphql HTTP/1.1", b"POST /./graphql HTTP/1.1",
    b"POST http://y/graphql HTTP/1.1", b"POST https://y/graphql HTTP/1.1", b"POST y:80 HTTP/1.1", b"CONNECT y:80 HTTP/1.1", b"OPTIONS * HTTP/1.1",
    b"OPTIONS /graphql HTTP/1.1", b"GET /graphql HTTP/1.1", b"PUT /graphql HTTP/1.1", b"TRACE /graphql HTTP/1.1",
    b"POST /graphql\x00 HTTP/1.1", b"POST /graphql\xff HTTP/1.1", b"PRI * HTTP/2.0", b"POST /health/live HTTP/1.1", b"POST " + b"/g" * 5000 + b" HTTP/1.1",
]  # fmt: skip
KNOWN: Final = [
    [request()],
    *([request(Content_Length=length)] for length in LENGTHS),
    *([with_line(b"Content-Length: " + length)] for length in LENGTHS),
    *([with_line(b"content-length: " + length, b"Content_Length: 1")] for length in LENGTHS),
    *([with_line(coding, body=body)] for coding in CODINGS for body in (PUBLIC, CHUNKED)),
    *([with_line(coding, body=CHUNKED, length=b"4")] for coding in CODINGS),
    *([with_line(field, body=body)] for field in FIELDS for body in (PUBLIC, ASKED)),
    *([request(line=line)] for line in LINES),
    *([request().replace(b"\r\n", b"\n")], [request().replace(b"\r\n\r\n", b"\n\n")], [request().replace(b"\r\n\r\n", b"\r\n\n")]),
    *([request().replace(b"Host: x", name + b": x")] for name in (b"HOST", b"Host ", b"H\x00st", b"H\xf6st", b"Host\t", b" Host", b"Ho st", b"")),
    *([request(body)] for body in (b"", b"{", b"[]", b"null", b"\xff", b"[" * 2000, b'{"query":"\\ud800"}', b'{"query":1}', b'{"a":1,"query":"{x}"}')),
    [request() * 20],
    [request(), request(b"{"), request()],
    [request(ASKED, Authorization=TOKEN), request(), request(ASKED, Authorization=b"Bearer x.y.z"), request(ASKED)],
    [request(), request(Content_Length=b"5"), request()],
    [request(), request()[:40]],
    [request(), b"GET / HTTP/1.1\r\n\r\n", request()],
    [request(b" " * 262144), request()],
    [request(b" " * 262145), request()],
]


@pytest.mark.parametrize("pieces", KNOWN, ids=range(len(KNOWN)))
def test_what_attackers_send_is_answered_like_by_aiohttp_alone(pair: Pair, pieces: Sequence[bytes]) -> None:
    pair.check(pieces)


ODD_BYTES: Final = [*b"\r\n\t \x00\x0b\x0c\x7f\x80\xff:;,+-0159AZaz_\"'\\%/?#", 0x1A, 0xA0]
FRAGMENTS: Final = [*LENGTHS, *CODINGS, *FIELDS, *LINES, b"\r\n\r\n", b"\r\n", b"\n\n", b"\r", b"0\r\n\r\n", b"Content-Length: 5\r\n"]
VALID: Final = [
    request(), request(ASKED), request(ASKED, Authorization=TOKEN), request(ASKED, Authorization=b"Bearer x.y.z"), request(b"{"),
    with_line(b"Connection: keep-alive", b"Accept: application/graphql-response+json"),
]  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A valid request of which some bytes were changed, taken out or put in."""
    raw = bytearray(draw(st.sampled_from(VALID)))
    head = raw.index(b"\r\n\r\n") + 4
    for _ in range(draw(st.integers(0, 3))):
        at = min(draw(st.integers(0, head + 4)), len(raw))
        match draw(st.integers(0, 4)):
            case 0:
                raw[at : at + 1] = bytes([draw(st.sampled_from(ODD_BYTES))])
            case 1:
                raw[at:at] = bytes([draw(st.sampled_from(ODD_BYTES))])
            case 2:
                del raw[at : at + draw(st.integers(1, 8))]
            case 3:
                raw[at:at] = draw(st.sampled_from(FRAGMENTS))
            case _:
                line = raw.find(b"\r\n", at) + 2
                raw[line:line] = draw(st.sampled_from(FRAGMENTS)) + b"\r\n"
    return bytes(raw)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(spoilt(), min_size=1, max_size=3))
def test_whatever_is_sent_is_answered_like_by_aiohttp_alone(pair: Pair, pieces: Sequence[bytes]) -> None:
    pair.check(pieces)
