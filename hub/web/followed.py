"""A subscription as server-sent events: `next` for each change, in a stream of its own (graphql-sse, distinct mode)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from hub.core.actor import Actor
from hub.core.errors import Unauthenticated
from hub.engine import Answer
from hub.engine.answer import refused_by
from hub.engine.subscribed import Subscribed
from hub.web.connections import Held
from hub.web.door import Caller
from hub.web.events import ALIVE, COMPLETE, KEEP_ALIVE, begun, event
from hub.web.following import FOLLOWING, Stopping
from hub.web.socket import CONNECTIONS, LIMITS

_ENDED: Final = "This token ended. Get a new one, ask again, and read first."


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asked, and who she is now."""

    caller: Caller
    actor: Callable[[], Awaitable[Actor]]

    async def still(self) -> Caller:
        return Caller(await self.actor(), self.caller.purpose)


async def follow(request: web.Request, found: Subscribed, asking: Asking) -> web.StreamResponse:
    """Streams until either side ends it. Raises the HubError that keeps it from beginning."""
    actor, telling = asking.caller.actor, _Telling(request)
    held = Held(actor, request.headers.get("Authorization"), asking.actor, telling.end)
    with request.app[CONNECTIONS].hold(held):
        async with request.app[FOLLOWING].opened(found, actor, asking.still) as answers:
            return await telling.all(answers)


class _Telling:
    """One stream. Whoever does not take what changed is cut off: nothing can be told to her any more."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self._slow = request.app[LIMITS].slow_seconds
        self._response = begun(request)
        self._coming: asyncio.Task[Answer] | None = None
        self._is_ended = False

    def end(self) -> None:
        """The token ended: nothing that is under way is told."""
        self._is_ended = True
        if self._coming is not None:
            self._coming.cancel()

    async def all(self, answers: AsyncGenerator[Answer, None]) -> web.StreamResponse:
        try:
            await self._response.prepare(self._request)
            await self._write(ALIVE)
            await self._tell(answers)
        except Stopping:
            pass  # without `complete`: it is not over, and its reader connects again
        except TimeoutError:
            if self._request.transport is not None:
                self._request.transport.abort()
        except ConnectionResetError:
            pass  # whoever went away reads nothing any more
        finally:
            if self._coming is not None:
                self._coming.cancel()
                await asyncio.wait({self._coming})
        return self._response

    async def _tell(self, answers: AsyncGenerator[Answer, None]) -> None:
        while True:
            try:
                answer = await self._next(answers)
            except Unauthenticated as error:
                answer = refused_by(error)
            is_last = answer.status != 200
            await self._write(event(answer) + COMPLETE if is_last else event(answer))
            if is_last:
                await self._response.write_eof()
                return

    async def _next(self, answers: AsyncGenerator[Answer, None]) -> Answer:
        """The next answer; meanwhile the line is kept alive."""
        self._coming = asyncio.create_task(anext(answers))
        while not self._coming.done():
            done, _ = await asyncio.wait({self._coming}, timeout=self._request.app[KEEP_ALIVE])
            if not done:
                await self._write(ALIVE)
        if self._is_ended:
            raise Unauthenticated(_ENDED)
        return self._coming.result()

    async def _write(self, data: bytes) -> None:
        async with asyncio.timeout(self._slow):
            await self._response.write(data)
