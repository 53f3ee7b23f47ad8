"""Operations over a WebSocket: the protocol `graphql-transport-ws`, on the same engine as every other transport.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md. The token stands in the payload of `connection_init`
(or in the header of the upgrade) and is verified again at each operation: a socket outlives tokens. The proof of a
bound token stands there under `DPoP`: it is made for the upgrade (GET), and holds for this token while the socket is
open. A subscription has a `next` for each change, until either side ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from enum import IntEnum
from http import HTTPStatus
from typing import Any, Final
from weakref import WeakSet

import orjson
from aiohttp import WSCloseCode, WSMsgType, web

from hub.core.actor import Actor
from hub.core.errors import HubError, RateLimited, Unauthenticated
from hub.engine import Answer
from hub.engine.answer import refused_by
from hub.telemetry import logger
from hub.web.connections import Connections, Held
from hub.web.door import MAX_BODY_BYTES, Caller, Door, shown_by
from hub.web.following import FOLLOWING, Following, Stopping

PROTOCOL: Final = "graphql-transport-ws"
_LONGEST_ID: Final = 128
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """`operations` is how many may be under way at once on one socket, `connections` how many sockets and streams one
    client may hold open, `silent` how many sockets may have yet to say whose they are; a peer that leaves
    `ping_seconds` unanswered is gone. `streams` is how many subscriptions one client may have open, `all_streams` how
    many all together; whoever has not taken what changed after `slow_seconds` is let go."""

    init_seconds: float = 10
    operations: int = 20
    connections: int = 100
    silent: int = 200
    message_bytes: int = MAX_BODY_BYTES
    ping_seconds: float = 25
    streams: int = 200
    all_streams: int = 2_000
    slow_seconds: float = 10


LIMITS: Final = web.AppKey("socket_limits", SocketLimits)
CONNECTIONS: Final = web.AppKey("connections", Connections)
SOCKETS: Final = web.AppKey("sockets", WeakSet[web.WebSocketResponse])


class Close(IntEnum):
    """Why the hub ends a socket, in the protocol's numbers."""

    BAD_MESSAGE = 4400
    NOT_INITIALISED = 4401
    FORBIDDEN = 4403
    OTHER_PROTOCOL = 4406
    INIT_TIMEOUT = 4408
    SAME_ID = 4409
    SECOND_INIT = 4429
    TRY_LATER = WSCloseCode.TRY_AGAIN_LATER
    INTERNAL = WSCloseCode.INTERNAL_ERROR


_REASONS: Final[Mapping[Close, str]] = {
    Close.BAD_MESSAGE: "This is no message of graphql-transport-ws",
    Close.NOT_INITIALISED: "Unauthorized: send connection_init first",
    Close.FORBIDDEN: "Forbidden: get a new token and connect again",
    Close.OTHER_PROTOCOL: "Subprotocol not acceptable: use graphql-transport-ws",
    Close.INIT_TIMEOUT: "Connection initialisation timeout",
    Close.SAME_ID: "Subscriber for this id already exists",
    Close.SECOND_INIT: "Too many initialisation requests",
    Close.TRY_LATER: "The issuer of this token does not answer: try again later",
    Close.INTERNAL: "The hub could not go on: connect again",
}
_SLOW: Final = "What changed was not taken in time: connect again, and read first"
_PATIENCE: Final = 2.0
"""Seconds for the last messages to leave, before a socket is cut."""
_ENDED: Final = "This token ended. Get a new one, connect again, and read first."


class _Ends(Exception):
    def __init__(self, close: Close, reason: str = "") -> None:
        super().__init__()
        self.close = close
        self.reason = reason


async def socket(request: web.Request, door: Door) -> web.WebSocketResponse:
    """Serves one socket until either side ends it. Raises RateLimited before it is one."""
    limits, connections = request.app[LIMITS], request.app[CONNECTIONS]
    wire = web.WebSocketResponse(
        protocols=(PROTOCOL,), max_msg_size=limits.message_bytes, heartbeat=limits.ping_seconds, compress=False
    )
    with ExitStack() as silence:
        with door.counting():
            silence.enter_context(connections.silent())
        await wire.prepare(request)
        request.app[SOCKETS].add(wire)
        await _Connection(wire, door, limits, connections, request, silence.close).serve()
    return wire


async def close_all(application: web.Application) -> None:
    """Ends every socket of a hub that stops; clients connect again, elsewhere."""
    closing = [wire.close(code=WSCloseCode.GOING_AWAY, message=b"The hub stops") for wire in application[SOCKETS]]
    await asyncio.gather(*closing)


class _Connection:
    """One socket. `_headers` and `_possession` are those of the upgrade; what `connection_init` says goes before them.

    `_named` is called when it has said whose it is.
    """

    def __init__(
        self,
        wire: web.WebSocketResponse,
        door: Door,
        limits: SocketLimits,
        connections: Connections,
        request: web.Request,
        named: Callable[[], None],
    ) -> None:
        self._wire = wire
        self._door = door
        self._limits = limits
        self._connections = connections
        self._following: Following = request.app[FOLLOWING]
        self._transport = request.transport
        self._headers = request.headers
        self._possession = shown_by(request)
        self._named = named
        self._said: Mapping[str, Any] = {}
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._followed: set[str] = set()
        self._closing: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        try:
            await self._serve()
        except _Ends as end:
            self._end(end.close, end.reason)
        except ConnectionResetError:
            pass  # the peer is gone, and nobody is left to tell
        except Exception:  # noqa: BLE001 - the last net: whatever it is, the peer gets a number of the protocol
            _log.exception("A socket failed.")
            self._end(Close.INTERNAL)
        finally:
            await self._stop()

    async def _serve(self) -> None:
        if self._wire.ws_protocol != PROTOCOL:
            raise _Ends(Close.OTHER_PROTOCOL)
        try:
            async with asyncio.timeout(self._limits.init_seconds):
                actor = await self._initialise()
        except TimeoutError:
            raise _Ends(Close.INIT_TIMEOUT) from None
        self._named()
        if actor is not None:
            with ExitStack() as place:
                held = Held(actor, self._told("Authorization"), self._caller, self._token_ended)
                try:
                    place.enter_context(self._connections.hold(held))
                except RateLimited as error:
                    raise _Ends(Close.TRY_LATER, error.message) from None
                await self._converse()

    async def _converse(self) -> None:
        await self._send({"type": "connection_ack"})
        while (message := await self._message()) is not None:
            await self._take(message)

    def _token_ended(self) -> None:
        """Nothing more leaves: neither what is under way nor what comes."""
        for task in self._operations.values():
            task.cancel()
        self._end(Close.FORBIDDEN)

    async def _initialise(self) -> Actor | None:
        """Waits for `connection_init` and verifies its token; None when the peer left before."""
        while (message := await self._message()) is not None:
            if message["type"] == "connection_init":
                self._said = _object(message.get("payload"))
                self._take_proof()
                return await self._verified()
            if message["type"] == "subscribe":
                raise _Ends(Close.NOT_INITIALISED)
            await self._take(message)
        return None

    def _take_proof(self) -> None:
        """The proof that `connection_init` holds: browsers cannot put one into the header of the upgrade."""
        if not self._possession.proofs and (proof := self._told("DPoP")) is not None:
            self._possession.proofs = (proof,)

    async def _verified(self) -> Actor:
        try:
            with self._door.counting():
                return (await self._caller()).actor
        except Unauthenticated:
            raise _Ends(Close.FORBIDDEN) from None
        except HubError:
            raise _Ends(Close.TRY_LATER) from None

    async def _caller(self) -> Caller:
        """Who asks, as the token says it now."""
        actor = await self._door.verifier.actor(self._told("Authorization"), self._possession)
        return Caller(actor, self._told("Hub-Purpose"))

    def _told(self, name: str) -> str | None:
        """What the payload of `connection_init` says under a header's name, or else the upgrade."""
        found = self._said.get(name, self._said.get(name.lower(), self._headers.get(name)))
        if found is not None and not isinstance(found, str):
            raise _Ends(Close.BAD_MESSAGE)
        return found

    async def _message(self) -> dict[str, Any] | None:
        """The next message, an object with a `type`; None when the socket is closed."""
        received = await self._wire.receive()
        if received.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
            return None
        try:
            message = orjson.loads(received.data) if received.type is WSMsgType.TEXT else None
        except orjson.JSONDecodeError:
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise _Ends(Close.BAD_MESSAGE)
        return message

    async def _take(self, message: Mapping[str, Any]) -> None:
        match message["type"]:
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                self._forget(message)
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "connection_init":
                raise _Ends(Close.SECOND_INIT)
            case _:
                raise _Ends(Close.BAD_MESSAGE)

    async def _subscribe(self, message: Mapping[str, Any]) -> None:
        operation_id = message.get("id")
        if not isinstance(operation_id, str) or not 0 < len(operation_id) <= _LONGEST_ID:
            raise _Ends(Close.BAD_MESSAGE)
        if operation_id in self._operations:
            raise _Ends(Close.SAME_ID)
        if len(self._operations) >= self._limits.operations:
            await self._deliver(operation_id, refused_by(_too_many(self._limits.operations)))
            return
        self._operations[operation_id] = asyncio.create_task(self._operate(operation_id, message.get("payload")))

    def _forget(self, message: Mapping[str, Any]) -> None:
        """The peer does not want an answer any more. A mutation under way is rolled back or was done: its key tells."""
        operation_id = str(message.get("id"))
        self._followed.discard(operation_id)
        task = self._operations.pop(operation_id, None)
        if task is not None:
            task.cancel()

    async def _operate(self, operation_id: str, parameters: Any) -> None:
        try:
            answer = await self._answered(operation_id, parameters)
        except _Ends as end:
            self._end(end.close, end.reason)
            return
        except (ConnectionResetError, Stopping):
            return  # the peer is gone, or the hub goes and ends every socket with a number of its own
        except HubError as error:
            answer = refused_by(error)
        except Exception:  # noqa: BLE001 - as above: an operation without an answer would hold its id for ever
            _log.exception("An operation of a socket failed.")
            self._end(Close.INTERNAL)
            return
        # The id is free again before the last message goes out.
        self._operations.pop(operation_id, None)
        self._followed.discard(operation_id)
        with suppress(ConnectionResetError):
            await self._deliver(operation_id, answer)

    async def _answered(self, operation_id: str, parameters: Any) -> Answer:
        """The answer, or the last one of a subscription."""
        try:
            with self._door.counting():
                caller = await self._caller()
        except Unauthenticated:
            raise _Ends(Close.FORBIDDEN) from None
        with self._door.counting(caller.actor):
            request = self._door.request(parameters)
        found = await self._door.subscribe(request, caller)
        if found is None:
            return await self._door.answer(request, caller)
        async with self._following.opened(found, caller.actor, self._caller) as answers:
            return await self._follow(operation_id, answers)

    async def _follow(self, operation_id: str, answers: AsyncGenerator[Answer, None]) -> Answer:
        """`next` for each change; gives the refusal that ends it."""
        self._followed.add(operation_id)
        try:
            async for answer in answers:
                if answer.status != HTTPStatus.OK:
                    return answer
                async with asyncio.timeout(self._limits.slow_seconds):
                    await self._next(operation_id, answer)
        except Unauthenticated:
            raise _Ends(Close.FORBIDDEN) from None
        except TimeoutError:
            raise _Ends(Close.TRY_LATER, _SLOW) from None
        raise AssertionError("a subscription ends by a refusal or with its socket")

    async def _deliver(self, operation_id: str, answer: Answer) -> None:
        """`next` and `complete`; or `error`, which is both, for an operation that did not run."""
        if answer.status != HTTPStatus.OK:
            await self._error(operation_id, answer)
            return
        await self._next(operation_id, answer)
        await self._send({"id": operation_id, "type": "complete"})

    async def _next(self, operation_id: str, answer: Answer) -> None:
        # The body may have come as bytes and leaves as such.
        head = b'{"id":' + orjson.dumps(operation_id) + b',"type":"next","payload":'
        await self._wire.send_frame(head + answer.body + b"}", WSMsgType.TEXT)

    async def _error(self, operation_id: str, answer: Answer) -> None:
        await self._send({"id": operation_id, "type": "error", "payload": answer.payload["errors"]})

    async def _send(self, message: Mapping[str, Any]) -> None:
        await self._wire.send_frame(orjson.dumps(message), WSMsgType.TEXT)

    def _end(self, close: Close, reason: str = "") -> None:
        """Closes in a task of its own, because the one that found the reason may be ended with the operations."""
        if self._closing is None:
            told = frozenset(self._followed) if close is Close.FORBIDDEN else frozenset()
            self._closing = asyncio.create_task(self._close(close, reason or _REASONS[close], told))

    async def _close(self, close: Close, reason: str, told: frozenset[str]) -> None:
        """`told` are subscriptions that learn why they end. A peer that takes nothing any more is cut off."""
        try:
            async with asyncio.timeout(_PATIENCE):
                for operation_id in told:
                    await self._error(operation_id, refused_by(Unauthenticated(_ENDED)))
                await self._wire.close(code=close, message=reason.encode())
        except (TimeoutError, ConnectionResetError):
            if self._transport is not None:
                self._transport.abort()

    async def _stop(self) -> None:
        for task in self._operations.values():
            task.cancel()
        await asyncio.gather(*self._operations.values(), return_exceptions=True)
        if self._closing is not None:
            await self._closing


def _object(payload: Any) -> Mapping[str, Any]:
    if payload is not None and not isinstance(payload, dict):
        raise _Ends(Close.BAD_MESSAGE)
    return payload or {}


def _too_many(limit: int) -> RateLimited:
    return RateLimited(
        f"{limit} operations are under way on this socket. Wait until one of them is answered.",
        details={"limit": limit, "retryAfter": 1},
    )
