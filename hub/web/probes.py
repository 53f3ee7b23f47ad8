"""Is it alive, is it ready, and what it measures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from hub.core.errors import HubError
from hub.telemetry.setup import METRICS_CONTENT_TYPE, Telemetry
from hub.web.errors import json_response

Ping = Callable[[], Awaitable[None]]
PINGS: Final = web.AppKey("pings", dict[str, Ping])
TELEMETRY: Final = web.AppKey("telemetry", Telemetry)


async def live(_request: web.Request) -> web.Response:
    """200 as long as the process answers."""
    return json_response({"status": "live"})


async def ready(request: web.Request) -> web.Response:
    """200 when the database answers; agencies are not asked: their outage never stops a counter."""
    states = {}
    for name, ping in request.app[PINGS].items():
        try:
            await ping()
            states[name] = "up"
        except HubError:
            states[name] = "down"
    up = all(state == "up" for state in states.values())
    return json_response({"status": "ready" if up else "not ready", **states}, status=200 if up else 503)


async def metrics(request: web.Request) -> web.Response:
    """Prometheus text. It counts operations and keys and names no person."""
    return web.Response(body=request.app[TELEMETRY].exposition(), headers={"Content-Type": METRICS_CONTENT_TYPE})
