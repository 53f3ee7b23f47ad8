"""The routes of the hub itself; the console adds its pages afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from weakref import WeakSet

from aiohttp import web

from hub.core.actor import Actor
from hub.documents import Uploads
from hub.engine.changes import Changes
from hub.identity.addresses import Proxies
from hub.resolvers import Hub
from hub.telemetry.setup import Telemetry
from hub.web import events, graphql, middleware, probes, socket
from hub.web.certificate_keys import CERTIFICATE_KEYS, keys_of
from hub.web.compression import compressed
from hub.web.connections import Connections
from hub.web.door import MAX_BODY_BYTES, Door, shown_by
from hub.web.following import FOLLOWING, Following, stop_following
from hub.web.sight import look_at
from hub.web.uploads import DocumentRoutes

Adds = Callable[[web.Application], None]


@dataclass(frozen=True, slots=True)
class Site:
    """What the routes need. `adds` are functions that add further routes: log-in, pages."""

    hub: Hub
    door: Door
    uploads: Uploads
    telemetry: Telemetry
    pings: Mapping[str, probes.Ping]
    adds: tuple[Adds, ...] = ()
    socket_limits: socket.SocketLimits = field(default_factory=socket.SocketLimits)
    keep_alive_seconds: float = 12


def application(site: Site) -> web.Application:
    """The aiohttp application: middleware in order, then every route."""
    made = web.Application(
        middlewares=[middleware.envelope, middleware.whence, compressed, middleware.error_shape],
        # Uploads are read piece by piece and cut off by their own limit; everything else is a form or an operation.
        client_max_size=MAX_BODY_BYTES,
    )
    made[middleware.PROXIES] = Proxies()
    _add_graphql(made, site)
    made[probes.PINGS] = dict(site.pings)
    made[probes.TELEMETRY] = site.telemetry
    made.router.add_get("/health/live", probes.live)
    made.router.add_get("/health/ready", probes.ready)
    made.router.add_get("/metrics", probes.metrics)
    made.router.add_routes(_documents(site).routes())
    made.router.add_get(CERTIFICATE_KEYS, keys_of(site.hub.maker))
    for add in site.adds:
        add(made)
    return made


def _add_graphql(made: web.Application, site: Site) -> None:
    made[graphql.DOOR] = site.door
    made[events.KEEP_ALIVE] = site.keep_alive_seconds
    made[socket.LIMITS] = site.socket_limits
    made[socket.SOCKETS] = WeakSet()
    limits = site.socket_limits
    made[socket.CONNECTIONS] = Connections(site.door.verifier, limits.connections, limits.silent)
    versions = site.hub.versions
    changes = Changes(versions, site.hub.tenant) if versions is not None else None
    made[FOLLOWING] = Following(site.door, changes, limits.streams, limits.all_streams)
    made.on_shutdown.extend((stop_following, socket.close_all))
    made.router.add_post("/graphql", graphql.graphql)
    made.router.add_get("/graphql", graphql.graphql, allow_head=False)


def _documents(site: Site) -> DocumentRoutes:
    async def authenticate(request: web.Request) -> Actor:
        with site.door.counting():
            return await site.door.verifier.actor(request.headers.get("Authorization"), shown_by(request))

    hub = site.hub
    return DocumentRoutes(site.uploads, hub.receipts, hub.clock, authenticate, look_at(hub), hub.quotas, hub.stops)
