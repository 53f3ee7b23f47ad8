"""`GET /files/NAME-2026-Q4.jsonl`, and the same with `.jws` behind it: what an agency that signs would hand over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import orjson
from aiohttp import web

from hub.core.ports import Clock
from hub.exchange.emulation.lines import JsonLines
from hub.exchange.emulation.signing import Signer

_PERIOD: Final = r"-([0-9]{4}(?:-Q[1-4]|-[0-9]{2})?)\.jsonl(\.jws)?"


class Exporter:
    """Makes the files when they are asked for: everybody whom the emulator holds, in the order of their NIKs.

    `called` is what a file's name begins with, `keys` those of a line; the signer's key lies in `folder`.
    """

    def __init__(
        self, people: JsonLines, signer: Signer, folder: Path, clock: Clock, *, called: str, keys: Sequence[str]
    ) -> None:
        self._people = people
        self._signer = signer
        self._folder = folder
        self._clock = clock
        self._keys = keys
        self._name = re.compile(re.escape(called) + _PERIOD, re.ASCII)

    async def file(self, request: web.Request) -> web.Response:
        """A file or its signed statement; `?replaces=SHA256` names the file that it takes the place of."""
        named = self._name.fullmatch(request.match_info["name"])
        if named is None:
            raise web.HTTPNotFound
        content = self._content()
        if named[2] is None:
            return web.Response(body=content, content_type="application/jsonl")
        replaces = request.query.get("replaces")
        signed = self._signer.signed(self._folder, named[1], content, self._clock(), replaces)
        return web.Response(text=signed.decode())

    def _content(self) -> bytes:
        people = sorted(self._people.all(), key=lambda person: str(person["nik"]))
        lines = (orjson.dumps({name: person.get(name) for name in self._keys}) + b"\n" for person in people)
        return b"".join(lines)


def add_service(application: web.Application, exporter: Exporter) -> None:
    """Adds the files; any other path is unknown (404)."""
    application.router.add_get("/files/{name}", exporter.file)
    application.router.add_get("/", _root)


async def _root(request: web.Request) -> web.Response:
    """Where a browser lands: the admin page says what this is."""
    raise web.HTTPFound(f"{request.path.rstrip('/')}/admin")
