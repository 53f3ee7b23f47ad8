"""Servers on port 0, a clock that stands still, and an agency of canned bytes: what tests of a connector begin with."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

NOW: Final = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


@asynccontextmanager
async def served(application: web.Application) -> AsyncIterator[str]:
    """The base address of the application, served over HTTP."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a canned server was asked."""

    method: str
    path: str
    query: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Canned:
    """Answers each path with bytes as they stand; a list gives them in turn, the last for ever."""

    def __init__(self, answers: Mapping[str, tuple[int, bytes] | list[tuple[int, bytes]]]) -> None:
        self.asked: list[Asked] = []
        self._answers = {path: list(each) if isinstance(each, list) else [each] for path, each in answers.items()}
        self.application = web.Application()
        self.application.router.add_route("*", "/{path:.*}", self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.asked.append(Asked(request.method, request.path, dict(request.query), dict(request.headers), body))
        answers = self._answers.get(request.path)
        if answers is None:
            return web.Response(status=404)
        status, content = answers.pop(0) if len(answers) > 1 else answers[0]
        return web.Response(status=status, body=content, content_type="application/json")
