"""An answer as server-sent events: the distinct connections mode of graphql-sse, one request and one stream each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Final

from aiohttp import web

from hub.core.errors import Unauthenticated
from hub.engine import Answer
from hub.engine.answer import refused_by
from hub.web.accept import Media
from hub.web.middleware import REQUEST_ID, SECURITY_HEADERS

KEEP_ALIVE: Final = web.AppKey("keep_alive_seconds", float)
"""How long a stream may be silent: proxies end one after a minute or less."""
_HEADERS: Final = {
    "Content-Type": f"{Media.EVENTS.value}; charset=utf-8",
    "Cache-Control": "no-store",
    "Vary": "Accept",
    "X-Accel-Buffering": "no",
}
ALIVE: Final = b":\n\n"
COMPLETE: Final = b"event: complete\ndata: \n\n"
_BY_STATUS: Final = {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS}
_ENDED: Final = "This token ended before the answer was there. Get a new one and ask again."
Plainly = Callable[[Answer, Media], web.Response]


async def stream(request: web.Request, answering: asyncio.Task[Answer], plainly: Plainly) -> web.StreamResponse:
    """`next` with the answer, then `complete`. Who has to log in or to wait first is told by the status instead.

    An answering that is cancelled is that of a token which ended meanwhile.
    """
    pause = request.app[KEEP_ALIVE]
    try:
        await asyncio.wait({answering}, timeout=pause)
        if answering.done() and _result(answering).status in _BY_STATUS:
            return plainly(_result(answering), Media.EVENTS)
        response = begun(request)
        # Whoever went away reads nothing any more.
        with suppress(ConnectionResetError):
            await _tell(request, response, answering, pause)
        return response
    finally:
        answering.cancel()


def begun(request: web.Request) -> web.StreamResponse:
    """A stream of which nothing has left yet."""
    return web.StreamResponse(headers={**SECURITY_HEADERS, **_HEADERS, "X-Request-Id": request[REQUEST_ID]})


def event(answer: Answer) -> bytes:
    """`next` with an answer. A line feed in JSON stands between its tokens only; in an event it would begin another
    field."""
    return b"event: next\ndata: " + answer.body.replace(b"\n", b" ").replace(b"\r", b" ") + b"\n\n"


def _result(answering: asyncio.Task[Answer]) -> Answer:
    return refused_by(Unauthenticated(_ENDED)) if answering.cancelled() else answering.result()


async def _tell(request: web.Request, response: web.StreamResponse, task: asyncio.Task[Answer], pause: float) -> None:
    await response.prepare(request)
    while not task.done():
        await response.write(ALIVE)
        await asyncio.wait({task}, timeout=pause)
    await response.write(event(_result(task)) + COMPLETE)
    await response.write_eof()
