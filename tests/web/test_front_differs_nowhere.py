"""Any bytes on a connection: with the front and without it, the same comes back, and as much of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import pytest
import uvloop
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.web.site import application
from tests.fakes.people_of_bangka import person
from tests.fakes.world import world
from tests.web.odd_requests import FRAGMENTS, KNOWN, NIK, ODD_BYTES, TOKEN, VALID
from tests.web.rig import Rig, rig

LAST: Final = b"GET /health/live?last HTTP/1.1\r\nHost: x\r\n\r\n"
"""Sent after everything: its answer tells that the connection is open and that both ends agree where they are."""
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

    def behind(self, pieces: Sequence[bytes], patience: float = 0.25) -> Outcome:
        host, port = self.hub.url.removeprefix("http://").removesuffix("/graphql").split(":")
        return self.runner.run(sent(pieces, host, int(port), patience))

    def without(self, pieces: Sequence[bytes], patience: float = 0.25, pause: float = 0) -> Outcome:
        return self.runner.run(sent(pieces, *self.alone, patience, pause))

    def _own(self, pieces: Sequence[bytes]) -> Sequence[bytes]:
        return [piece.replace(TOKEN, self.token) for piece in (*pieces, LAST)]

    def check(self, pieces: Sequence[bytes]) -> None:
        """aiohttp forgets requests that it reads together with something malformed, so how bytes were cut counts
        there: the front must give what it gives for one of the ways."""
        pieces = self._own(pieces)
        if self.behind(pieces) == self.without(pieces):
            return
        told = self.behind(pieces, 1.5)
        ways = list(_ways_to_send(pieces)) if len(pieces) <= 4 else [pieces, [b"".join(pieces)]]
        assert any(told == self.without(way, 1.5, 0.05) for way in ways), told


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
    """On the loop that `hub serve` has."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        both = _running()
        hub, alone, token = runner.run(both.__anext__())
        yield Pair(runner, hub, alone, token)
        runner.run(_ended(both))


async def _running() -> AsyncGenerator[tuple[Rig, tuple[str, int], bytes], None]:
    async with rig(world([person("Siti Contoh", nik=NIK)])) as hub, _alone(application(hub.site)) as alone:
        yield hub, alone, (await hub.bearer()).encode()


async def _ended(both: AsyncGenerator[Any, None]) -> None:
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


async def sent(pieces: Sequence[bytes], host: str, port: int, patience: float, pause: float = 0) -> Outcome:
    """What comes back for these pieces, until nothing came for `patience` seconds; `pause` is made between pieces."""
    transport, client = await asyncio.get_running_loop().create_connection(_Client, host, port)
    for piece in pieces:
        transport.write(piece)
        await asyncio.sleep(pause)
        if client.is_closed:
            break
    await client.wait(patience)
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


@pytest.mark.parametrize("pieces", KNOWN, ids=range(len(KNOWN)))
def test_what_attackers_send_is_answered_like_by_aiohttp_alone(pair: Pair, pieces: Sequence[bytes]) -> None:
    pair.check(pieces)


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


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(spoilt(), min_size=1, max_size=3))
def test_whatever_is_sent_is_answered_like_by_aiohttp_alone(pair: Pair, pieces: Sequence[bytes]) -> None:
    pair.check(pieces)
