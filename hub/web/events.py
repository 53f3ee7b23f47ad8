"""An answer as server-sent events: the distinct connections mode of graphql-sse, one request and one stream each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web

from hub.engine import Answer
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
_ALIVE: Final = b":\n\n"
Plainly = Callable[[Answer, Media], web.Response]


async def stream(request: web.Request, answering: Coroutine[Any, Any, Answer], plainly: Plainly) -> web.StreamResponse:
    """`next` with the answer, then `complete`. Who has to log in first is told by the status instead (401)."""
    pause = request.app[KEEP_ALIVE]
    task = asyncio.create_task(answering)
    try:
        await asyncio.wait({task}, timeout=pause)
        if task.done() and task.result().status == HTTPStatus.UNAUTHORIZED:
            return plainly(task.result(), Media.EVENTS)
        response = web.StreamResponse(headers={**SECURITY_HEADERS, **_HEADERS, "X-Request-Id": request[REQUEST_ID]})
        # Whoever went away reads nothing any more.
        with suppress(ConnectionResetError):
            await _tell(request, response, task, pause)
        return response
    finally:
        task.cancel()


async def _tell(request: web.Request, response: web.StreamResponse, task: asyncio.Task[Answer], pause: float) -> None:
    await response.prepare(request)
    while not task.done():
        await response.write(_ALIVE)
        await asyncio.wait({task}, timeout=pause)
    # A line feed in JSON stands between its tokens only; in an event it would begin another field.
    data = task.result().body.replace(b"\n", b" ").replace(b"\r", b" ")
    await response.write(b"event: next\ndata: " + data + b"\n\nevent: complete\ndata: \n\n")
    await response.write_eof()
