"""`GET /files/dtsen-2026-Q4.jsonl` and the same with `.jws` behind it: what the agency would hand over each quarter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Final

import orjson
from aiohttp import web
from joserfc.jwk import OKPKey

from hub.core.ports import Clock
from hub.exchange.emulation import signing
from hub.exchange.emulation.lines import JsonLines
from hub.exchange.emulation.signing import Signer, sign

__all__ = ["SIGNER", "Exporter", "add_service", "sign", "statement"]

_NAME: Final = re.compile(r"dtsen-(\d{4}-Q[1-4])\.jsonl(\.jws)?", re.ASCII)
SIGNER: Final = Signer("welfare", "satu-dtsen/1")
_KEYS: Final = ("nik", "decile", "programmes")


class Exporter:
    """Makes the files when they are asked for: everybody whom the emulator holds, in the order of their NIKs."""

    def __init__(self, people: JsonLines, key: Callable[[], OKPKey], clock: Clock) -> None:
        self._people = people
        self._key = key
        self._clock = clock

    async def file(self, request: web.Request) -> web.Response:
        """A file or its signed statement; `?replaces=SHA256` names the file that it takes the place of."""
        named = _NAME.fullmatch(request.match_info["name"])
        if named is None:
            raise web.HTTPNotFound
        content = self._content()
        if named[2] is None:
            return web.Response(body=content, content_type="application/jsonl")
        return web.Response(text=self._signed(named[1], content, request.query.get("replaces")))

    def _content(self) -> bytes:
        people = sorted(self._people.all(), key=lambda person: str(person["nik"]))
        lines = (orjson.dumps({name: person.get(name) for name in _KEYS}) + b"\n" for person in people)
        return b"".join(lines)

    def _signed(self, period: str, content: bytes, replaces: str | None) -> str:
        key = self._key()
        return sign(key, statement(period, content, self._clock(), replaces))


def statement(period: str, content: bytes, issued_at: dt.datetime, replaces: str | None = None) -> dict[str, Any]:
    """What is said about a file."""
    return signing.statement(SIGNER.form, period, content, issued_at, replaces)


def add_service(application: web.Application, exporter: Exporter) -> None:
    """Adds the files; any other path is unknown (404)."""
    application.router.add_get("/files/{name}", exporter.file)
    application.router.add_get("/", _root)


async def _root(request: web.Request) -> web.Response:
    """Where a browser lands: the admin page says what this is."""
    raise web.HTTPFound(f"{request.path.rstrip('/')}/admin")
