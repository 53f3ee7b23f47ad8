"""Where agencies bring something by themselves: the bytes go to the connector, what it reads to the engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from aiohttp import web

from hub.core.errors import CostExceeded, HubError
from hub.core.ports import Clock
from hub.engine.pushes import Pushes
from hub.exchange import Connector, IngressRoute, Manifest, Outcome, Push, PushAnswer, Trouble
from hub.telemetry import span

_CHUNK: Final = 64 * 1024
Handler = Callable[[web.Request], Awaitable[web.Response]]


def ingress(pushes: Pushes, connected: Iterable[Connector], clock: Clock) -> Callable[[web.Application], None]:
    """Gives the function that adds `POST /ingress/<agency>/<name>` for every route of every connector."""

    def add(application: web.Application) -> None:
        for connector in connected:
            agency = connector.manifest
            for route in connector.ingress:
                handler = _handler(agency, route, pushes, clock)
                application.router.add_post(f"/ingress/{agency.name}/{route.name}", handler)

    return add


def _handler(agency: Manifest, route: IngressRoute, pushes: Pushes, clock: Clock) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        with span("agency.push", agency=agency.name, operation=route.name):
            return _response(route.answer(await _outcome(request)))

    async def _outcome(request: web.Request) -> Outcome:
        try:
            body = await _body(request, route.max_bytes)
            command = route.read(Push(headers=request.headers, body=body, at=clock()))
        except HubError as error:
            return Outcome(refused=Trouble(error.code, error.message, error.path))
        return Outcome(results=await pushes.run(agency, command))

    return handle


async def _body(request: web.Request, most: int) -> bytes:
    """The body, given up as soon as it is too large."""
    body = bytearray()
    if (request.content_length or 0) <= most:
        async for chunk in request.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > most:
                break
        else:
            return bytes(body)
    raise CostExceeded(f"The request has more than {most} bytes. Send less in one request.")


def _response(answer: PushAnswer) -> web.Response:
    headers = {"Cache-Control": "no-store", "Content-Type": answer.content_type}
    return web.Response(body=answer.body, status=answer.status, headers=headers)
