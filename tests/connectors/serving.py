"""Servers on port 0 and settings that point at them, for the tests of connectors."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from hub.exchange import ConnectorSettings, read_manifest

NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
CREDENTIALS = {
    "population": {
        "path": "bangka",
        "agency_id": "1901",
        "user_id": "SATU_CONTOH",
        "password": "contoh-bukan-rahasia",
        "ip_user": "10.19.1.10",
    },
    "health": {"client_id": "satu-contoh", "client_secret": "contoh-bukan-rahasia"},
    "licensing": {"user_key": "contoh-bukan-rahasia", "username": "OSS-CONTOH", "password": "contoh-bukan-rahasia"},
    "insurance": {"cons_id": "90001", "secret": "contoh-bukan-rahasia", "user_key": "contoh-bukan-rahasia"},
}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


@asynccontextmanager
async def served(application: web.Application) -> AsyncIterator[str]:
    """The base address of the application, served over HTTP."""
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def settings(name: str, base_url: str, *, timeout_seconds: float = 5.0, **manifest: Any) -> ConnectorSettings:
    """Settings of a real connector with other limits."""
    declared = read_manifest(f"hub.connectors.{name}")
    changed = dataclasses.replace(declared, timeout_seconds=timeout_seconds, **manifest)
    return ConnectorSettings(manifest=changed, base_url=base_url, credentials=CREDENTIALS[name])


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What a canned server was asked."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


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
