"""The routes of the hub itself; the console adds its pages afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from hub.core.actor import Actor
from hub.documents import Uploads
from hub.engine import Engine
from hub.identity import Verifier
from hub.resolvers import Hub
from hub.telemetry import Telemetry
from hub.web import graphql, middleware, probes
from hub.web.sight import look_at
from hub.web.uploads import DocumentRoutes

Adds = Callable[[web.Application], None]


@dataclass(frozen=True, slots=True)
class Site:
    """What the routes need. `adds` are functions that add further routes: log-in, pages."""

    hub: Hub
    engine: Engine
    verifier: Verifier
    uploads: Uploads
    telemetry: Telemetry
    pings: Mapping[str, probes.Ping]
    adds: tuple[Adds, ...] = ()


def application(site: Site) -> web.Application:
    """The aiohttp application: middleware in order, then every route."""
    made = web.Application(
        middlewares=[middleware.request_id, middleware.security_headers, middleware.error_shape],
        # Uploads are read piece by piece and cut off by their own limit; everything else is a form or an operation.
        client_max_size=graphql.MAX_BODY_BYTES,
    )
    made[graphql.ENGINE] = site.engine
    made[graphql.VERIFIER] = site.verifier
    made[probes.PINGS] = dict(site.pings)
    made[probes.TELEMETRY] = site.telemetry
    made.router.add_post("/graphql", graphql.graphql)
    made.router.add_get("/health/live", probes.live)
    made.router.add_get("/health/ready", probes.ready)
    made.router.add_get("/metrics", probes.metrics)
    made.router.add_routes(_documents(site).routes())
    for add in site.adds:
        add(made)
    return made


def _documents(site: Site) -> DocumentRoutes:
    async def authenticate(request: web.Request) -> Actor:
        return await site.verifier.actor(request.headers.get("Authorization"))

    hub = site.hub
    return DocumentRoutes(site.uploads, hub.receipts, hub.clock, authenticate, look_at(hub))
