"""In front of aiohttp: the common request is answered here, and a connection on which anything else comes is aiohttp's.

A request to aiohttp passes through a parser, a router, middlewares, signals and the making of a response, which cost
more than answering it. Here its head is compared with the one before on the same connection and its body goes to the
same door as everything else. What is not in that form, or is going to be refused before it runs, is handed to aiohttp
with all its bytes, as if they had come there: the routes of the application answer it, and what follows.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from aiohttp import web

from hub.core.errors import HubError
from hub.engine import Answer, GraphQLRequest
from hub.web.accept import Media
from hub.web.door import MAX_BODY_BYTES, Caller, Door, parsed
from hub.web.graphql import DOOR, headers_of, status_of
from hub.web.head import END, MAX_BYTES, REQUEST_LINE, Head, read_head
from hub.web.middleware import SECURITY_HEADERS

_MOST_BYTES: Final = MAX_BYTES + MAX_BODY_BYTES
"""What may wait on one connection while a request of it is being answered; then no more is read."""
_LARGE_BYTES: Final = 16 * 1024
_CHANGES: Final = "mutation"
_BACKLOG: Final = 128
_ID_BYTES: Final = 16
_IDS_DRAWN: Final = 256


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a connection may be idle, that the rest of a request may take, and after which one looks again.

    A reverse proxy keeps connections for a shorter time, so that it is the one to end them.
    """

    idle: float = 3630.0
    rest: float = 60.0
    every: float = 30.0


_PATIENCE: Final = Patience()


class Front:
    """Makes the protocol of each connection. `behind` is aiohttp's server, itself a maker of protocols."""

    def __init__(self, door: Door, behind: web.Server, patience: Patience = _PATIENCE) -> None:
        self.door = door
        self.behind = behind
        self.patience = patience
        self.loop = asyncio.get_running_loop()
        self.connections: set[_Connection] = set()
        self.is_closing = False
        self.request_ids = request_ids()
        self._all_left = asyncio.Event()
        self._sweep = self.loop.call_later(patience.every, self._swept)

    def __call__(self) -> asyncio.Protocol:
        return _Connection(self)

    async def close(self, seconds: float) -> None:
        """Ends idle connections at once, and the others when they are answered and their answers have left, or after so
        many seconds."""
        self.is_closing = True
        self._sweep.cancel()
        for each in list(self.connections):
            each.end()
        if self.connections:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_left.wait(), seconds)
        for each in list(self.connections):
            each.abort()

    def forget(self, connection: _Connection) -> None:
        """It is over, or aiohttp's."""
        self.connections.discard(connection)
        if self.is_closing and not self.connections:
            self._all_left.set()

    def _swept(self) -> None:
        now = self.loop.time()
        for each in list(self.connections):
            each.look_at(now)
        self._sweep = self.loop.call_later(self.patience.every, self._swept)


class _Connection(asyncio.Protocol):
    """One connection, until something comes that is not for here."""

    __slots__ = (
        "_front", "_head", "_is_held", "_is_lost", "_is_stuffed", "_raw", "_since", "_task", "_transport", "_waiting",
        "_wanted",
    )  # fmt: skip

    def __init__(self, front: Front) -> None:
        self._front = front
        self._waiting: bytes | bytearray = b""
        self._wanted = 0
        self._raw = b""
        self._head: Head | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_stuffed = self._is_held = self._is_lost = False
        self._since = front.loop.time()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # see below
        """A stream's protocol is given a stream's transport; that of uvloop cannot be checked for it."""
        self._transport = transport
        self._front.connections.add(self)
        if self._front.is_closing:
            transport.close()
        elif transport.get_extra_info("sslcontext") is not None:
            # Answers over TLS carry one header more.
            self._hand_over()
        elif (wire := transport.get_extra_info("socket")) is not None:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def connection_lost(self, _error: Exception | None) -> None:
        """What runs, runs to its end, like a handler of aiohttp: a mutation is not stopped halfway.

        What waits behind it is not begun.
        """
        self._is_lost = True
        self._waiting = b""
        if self._task is None:
            self._front.forget(self)

    def data_received(self, data: bytes) -> None:
        if not self._waiting:
            self._waiting = data
            self._since = self._front.loop.time()
        else:
            if isinstance(self._waiting, bytes):
                # Many small pieces would be copied as many times.
                self._waiting = bytearray(self._waiting)
            self._waiting += data
        if self._task is None and not self._is_stuffed:
            if len(self._waiting) >= self._wanted:
                self._next()
        elif len(self._waiting) > _MOST_BYTES and not self._is_held:
            self._is_held = True
            self._transport.pause_reading()

    def pause_writing(self) -> None:
        self._is_stuffed = True

    def resume_writing(self) -> None:
        self._is_stuffed = False
        if self._task is None and self._waiting:
            self._next()

    def end(self) -> None:
        """Closes the connection when nothing of it is being answered; otherwise that is its end."""
        if self._task is None:
            self._transport.close()

    def abort(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._transport.abort()

    def look_at(self, now: float) -> None:
        """Closes it when nothing was asked, or something was not asked to its end, for too long."""
        silent, patience = now - self._since, self._front.patience
        if self._task is None and silent > (patience.rest if self._waiting else patience.idle):
            self._transport.abort()

    def _next(self) -> None:
        """Answers the next request, when all of it is here."""
        data = self._waiting
        size = data.find(END, 0, MAX_BYTES) + len(END)
        if size < len(END):
            if len(data) >= MAX_BYTES or data[: len(REQUEST_LINE)] != REQUEST_LINE[: len(data)]:
                self._hand_over()
            return
        raw = bytes(data[:size])
        if raw != self._raw:
            # A client sends the same head with one request after the other.
            self._raw, self._head = raw, read_head(raw)
        head = self._head
        if head is None:
            self._hand_over()
        elif len(data) >= size + head.length:
            self._begin(head, data, size, size + head.length)
        else:
            self._wanted = size + head.length

    def _begin(self, head: Head, data: bytes | bytearray, begins: int, ends: int) -> None:
        front = self._front
        try:
            request = front.door.request(parsed(bytes(data[begins:ends])), head.idempotency_key)
        except HubError:
            self._hand_over()
            return
        if head.authorization is None and _CHANGES in request.query:
            # Where it comes from counts, and a proxy's word for that is read there.
            self._hand_over()
            return
        self._waiting, self._wanted = data[ends:], 0
        self._task = front.loop.create_task(self._answered(head, request, data[:ends]))

    async def _answered(self, head: Head, request: GraphQLRequest, asked: bytes | bytearray) -> None:
        door = self._front.door
        try:
            actor = door.verifier.known(head.authorization) or await door.verifier.actor(head.authorization)
        except Exception:  # noqa: BLE001 - whatever it is, the routes meet it too and tell of it
            self._waiting = asked + self._waiting
            self._hand_over()
            return
        try:
            self._write(await door.answer(request, Caller(actor, head.purpose)), head.media)
        except BaseException:
            # Nobody else would tell the client that nothing comes any more.
            self._transport.abort()
            self._over()
            raise
        self._over()
        self._go_on()

    def _over(self) -> None:
        """Nothing of it is being answered any more."""
        self._task = None
        if self._is_lost:
            self._front.forget(self)

    def _write(self, answer: Answer, media: Media) -> None:
        if self._transport.is_closing():
            return
        pieces = answer.pieces
        length = sum(map(len, pieces))
        beginning = _beginning(status_of(answer, media), media, tuple(answer.headers.items()))
        head = b"%bDate: %b\r\nX-Request-Id: %b\r\nContent-Length: %d\r\n\r\n" % (
            beginning, _date(int(time.time())), next(self._front.request_ids), length,
        )  # fmt: skip
        if length > _LARGE_BYTES:
            # As they are: answers that are let go by one commit would all be copied at the same moment.
            self._transport.writelines((head, *pieces))
        else:
            self._transport.write(b"".join((head, *pieces)))

    def _go_on(self) -> None:
        self._since = self._front.loop.time()
        if self._front.is_closing:
            self._transport.close()
            return
        if self._is_held and len(self._waiting) <= _MOST_BYTES:
            self._is_held = False
            self._transport.resume_reading()
        if self._waiting and not self._is_stuffed:
            self._next()

    def _hand_over(self) -> None:
        """The connection is aiohttp's from here on, with everything that was not answered."""
        self._task = None
        self._front.forget(self)
        if self._front.is_closing or self._transport.is_closing():
            self._transport.close()
            return
        if self._is_held:
            self._transport.resume_reading()
        protocol, waiting = self._front.behind(), self._waiting
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        if waiting:
            protocol.data_received(bytes(waiting))


def request_ids() -> Iterator[bytes]:
    """Random ids, drawn many at a time: to ask the system for each takes as long as to write the head of an answer."""
    while True:
        drawn = secrets.token_hex(_ID_BYTES * _IDS_DRAWN).encode()
        for at in range(0, len(drawn), 2 * _ID_BYTES):
            yield drawn[at : at + 2 * _ID_BYTES]


@lru_cache(maxsize=64)
def _beginning(status: int, media: Media, own: tuple[tuple[str, str], ...]) -> bytes:
    """Status line and the fields that are the same in every answer of this kind."""
    fields = {**headers_of(media, dict(own)), **SECURITY_HEADERS}
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in fields.items())]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


@lru_cache(maxsize=1)
def _date(second: int) -> bytes:
    return formatdate(second, usegmt=True).encode("ascii")


@asynccontextmanager
async def serving(
    application: web.Application,
    host: str,
    port: int,
    *,
    shutdown_seconds: float,
    reuse_port: bool = False,
    patience: Patience = _PATIENCE,
) -> AsyncIterator[tuple[str, int]]:
    """Serves the hub's application while the block runs; gives the address where it listens.

    At the end nobody new is let in, and what is being answered has `shutdown_seconds` to leave. Raises OSError where
    nobody can listen.
    """
    runner = web.AppRunner(application, shutdown_timeout=shutdown_seconds)
    await runner.setup()
    try:
        assert runner.server is not None
        front = Front(application[DOOR], runner.server, patience)
        loop = asyncio.get_running_loop()
        listening = await loop.create_server(front, host, port, backlog=_BACKLOG, reuse_port=reuse_port or None)
        try:
            yield listening.sockets[0].getsockname()[:2]
        finally:
            listening.close()
            await front.close(shutdown_seconds)
    finally:
        await runner.cleanup()
