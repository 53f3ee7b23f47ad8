"""The hub's own routes on a real port: the real engine and verifier over fakes, and the transports to ask through."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from aiohttp import web
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.trace import TracerProvider

from hub.core.accounts import AuthMethod, Client, User
from hub.core.actor import SCOPES, Actor, ActorKind
from hub.engine import Register, Registered
from hub.identity import AccessTokens, KeyRing, Verifier
from hub.telemetry.setup import Telemetry
from hub.web.door import Door
from hub.web.front import Patience, serving
from hub.web.site import Site, application
from hub.web.socket import PROTOCOL, SocketLimits
from tests.fakes.actors import READER
from tests.fakes.people_of_bangka import TENANT
from tests.fakes.world import World, world
from tests.identity.registry import MemoryIdentity

JSON, GRAPHQL, EVENTS = "application/json", "application/graphql-response+json", "text/event-stream"


class Clock:
    """The time, which a test may move."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta(0)

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead


@dataclass(frozen=True)
class Told:
    """A GraphQL response with the status it came with; 0 over a socket, which has none."""

    status: int
    payload: Any
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.payload.get("errors", [])]


@dataclass
class Rig:
    """One hub that listens, and a client."""

    world: World
    url: str
    http: aiohttp.ClientSession
    tokens: AccessTokens
    registry: MemoryIdentity
    clock: Clock
    site: Site
    application: web.Application

    async def bearer(self, actor: Actor = READER, key: str | None = None) -> str:
        """A real token with the rights of this actor, for a client or, where she is one, for a user at it; `key` is the
        thumbprint of what it is bound to."""
        if actor.agreement is not None:
            self.registry.agreements[actor.agreement.id] = actor.agreement
        await self.registry.put_client(
            Client(
                actor.tenant, actor.client_id, actor.display_name, AuthMethod.NONE, None, None, frozenset(), (), SCOPES,
                actor.purposes, actor.region, agreement=actor.agreement.id if actor.agreement else "",
            )
        )  # fmt: skip
        subject = actor.client_id
        if actor.kind is ActorKind.USER:
            subject = str(uuid.uuid5(uuid.NAMESPACE_URL, actor.subject))
            await self.registry.put_user(
                User(
                    actor.tenant, uuid.UUID(subject), actor.subject, actor.display_name, "", actor.roles, actor.region,
                    actor.purposes, actor.nik,
                )
            )  # fmt: skip
        claims = {
            "sub": subject, "client_id": actor.client_id, "scope": " ".join(sorted(actor.scopes)),
            "roles": sorted(actor.roles), "region": actor.region, "tenant": actor.tenant,
            "purposes": sorted(actor.purposes), "name": actor.display_name, **({"cnf": {"jkt": key}} if key else {}),
        }  # fmt: skip
        return f"Bearer {self.tokens._signed(claims)}"

    async def post(
        self, parameters: Any, token: str | None = None, accept: str | None = GRAPHQL, **headers: str
    ) -> Told:
        data = parameters if isinstance(parameters, bytes) else orjson.dumps(parameters)
        asked = {"Content-Type": JSON, **_headers(token, accept), **headers}
        async with self.http.post(self.url, data=data, headers=asked) as response:
            return Told(response.status, orjson.loads(await response.read()), response.headers)

    async def get(self, token: str | None = None, accept: str | None = GRAPHQL, **query: str) -> Told:
        async with self.http.get(self.url, params=query, headers=_headers(token, accept)) as response:
            return Told(response.status, orjson.loads(await response.read()), response.headers)

    @asynccontextmanager
    async def socket(
        self, token: str | None = None, payload: Any = None, *, initialise: bool = True
    ) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """A socket; `initialise` waits until it is acknowledged."""
        said = payload if payload is not None else ({"Authorization": token} if token else {})
        async with self.http.ws_connect(self.url, protocols=(PROTOCOL,)) as wire:
            if initialise:
                await wire.send_json({"type": "connection_init", "payload": said})
                assert await wire.receive_json(timeout=5) == {"type": "connection_ack"}
            yield wire


Ask = Callable[[Rig, Mapping[str, Any], str | None], Awaitable[Told]]


async def over_post(rig: Rig, parameters: Mapping[str, Any], token: str | None) -> Told:
    return await rig.post(parameters, token)


async def over_batch(rig: Rig, parameters: Mapping[str, Any], token: str | None) -> Told:
    """The second of two, so that it is not alone."""
    told = await rig.post([{"query": "{ __typename }"}, parameters], token)
    return Told(told.status, told.payload[1] if isinstance(told.payload, list) else told.payload)


async def over_events(rig: Rig, parameters: Mapping[str, Any], token: str | None) -> Told:
    headers = {"Content-Type": JSON, **_headers(token, EVENTS)}
    async with rig.http.post(rig.url, data=orjson.dumps(parameters), headers=headers) as response:
        body = await response.read()
        if response.content_type == EVENTS:
            return Told(response.status, orjson.loads(events(body)[0][1]), response.headers)
        return Told(response.status, orjson.loads(body), response.headers)


async def over_socket(rig: Rig, parameters: Mapping[str, Any], token: str | None) -> Told:
    async with rig.socket(token) as wire:
        await wire.send_json({"id": "1", "type": "subscribe", "payload": parameters})
        return Told(0, await answered(wire, "1"))


async def answered(wire: aiohttp.ClientWebSocketResponse, operation_id: str) -> Any:
    """The one answer of an operation over a socket, as HTTP would give it."""
    message = await wire.receive_json(timeout=5)
    assert message["id"] == operation_id, message
    if message["type"] == "error":
        return {"errors": message["payload"]}
    assert message["type"] == "next"
    assert await wire.receive_json(timeout=5) == {"id": operation_id, "type": "complete"}
    return message["payload"]


TRANSPORTS: dict[str, Ask] = {"post": over_post, "batch": over_batch, "events": over_events, "socket": over_socket}


def events(body: bytes) -> list[tuple[str, str]]:
    """(event, data) of each event of a finished stream; comments are left out."""
    found = []
    for block in body.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], fields["data"]))
    return found


def _headers(token: str | None, accept: str | None) -> dict[str, str]:
    given = {"Authorization": token, "Accept": accept}
    return {name: value for name, value in given.items() if value is not None}


@asynccontextmanager
async def rig(
    w: World | None = None,
    *,
    documents: Registered | None = None,
    register: Register | None = None,
    trusted_only: bool = False,
    trusted_clients: Iterable[str] = (),
    batch: int = 0,
    socket_limits: SocketLimits | None = None,
    keep_alive_seconds: float = 12,
    patience: Patience | None = None,
    tenant: str = TENANT,
    verifier: Verifier | None = None,
) -> AsyncIterator[Rig]:
    """A hub that listens on a free port of this machine. `verifier` stands in for the one that knows its own tokens."""
    w = w or world()
    clock, registry = Clock(), MemoryIdentity()
    tokens = AccessTokens(KeyRing.generated(), "http://hub.test", "satu-hub", clock)
    own = Verifier(tenant, registry, clock, local=tokens)
    trusted = frozenset(trusted_clients)
    door = Door(w.engine, verifier or own, documents or Registered(), trusted_only, batch, trusted, register)
    silent = Telemetry(TracerProvider(), MeterProvider())
    limits = socket_limits or SocketLimits()
    # The documents' routes are not asked here.
    site = Site(w.hub, door, w.uploads, silent, {}, (), limits, keep_alive_seconds)  # type: ignore[arg-type]  # a fake
    made = application(site)
    async with (
        serving(made, "127.0.0.1", 0, shutdown_seconds=5, patience=patience or Patience()) as (host, port),
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
    ):
        yield Rig(w, f"http://{host}:{port}/graphql", http, tokens, registry, clock, site, made)
