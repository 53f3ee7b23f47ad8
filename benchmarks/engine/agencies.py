"""The agencies' server: everything in memory, every endpoint takes a batch of keys.

`POST /licences` with `["1901...", ...]` (at most 64) answers a JSON list in the same order, null for an unknown key;
`GET /licences?nik=...&nik=...` answers the items themselves, each with its `nik`, and `GET /citizens/1901...` one
object. Written for little processor time, so that it disturbs the servers that are measured as little as possible:
HTTP/1.1 with Content-Length only, and only as much of it as clients send.

Run: python -m benchmarks.engine.agencies FILE PORT
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import orjson
import uvloop

from benchmarks.engine import agency_data

MAX_BATCH: Final = 64
Tables = dict[str, dict[str, bytes]]

_HEAD: Final = b"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_END: Final = b"\r\n\r\n"
_REASONS: Final = {200: b"OK", 400: b"Bad Request", 404: b"Not Found"}


class Agencies(asyncio.Protocol):
    """One connection."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._kept = b""
        self._write: Callable[[bytes], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transport is an asyncio.Transport by its methods only.
        self._write = getattr(transport, "write")  # noqa: B009  the base class does not name it

    def data_received(self, data: bytes) -> None:
        self._kept += data
        while (end := self._kept.find(_END)) >= 0:
            head = self._kept[:end]
            length = _content_length(head)
            if len(self._kept) < end + 4 + length:
                return
            body = self._kept[end + 4 : end + 4 + length]
            self._kept = self._kept[end + 4 + length :]
            assert self._write is not None
            self._write(self._answer(head, body))

    def _answer(self, head: bytes, body: bytes) -> bytes:
        method, target, _ = head.split(b"\r\n", 1)[0].split(b" ", 2)
        return self._list(target.decode("ascii")) if method == b"GET" else self._batch(target.decode("ascii"), body)

    def _batch(self, path: str, body: bytes) -> bytes:
        table, keys = self._tables.get(path), orjson.loads(body)
        if table is None:
            return _reply(404, b"null")
        if not isinstance(keys, list) or not 0 < len(keys) <= MAX_BATCH:
            return _reply(400, b"null")
        return _reply(200, b"[" + b",".join([table.get(key, b"null") for key in keys]) + b"]")

    def _list(self, target: str) -> bytes:
        url = urlsplit(target)
        if not url.query:
            endpoint, _, key = target.rpartition("/")
            found = self._tables.get(endpoint, {}).get(key)
            return _reply(200, found) if found else _reply(404, b"null")
        table = self._tables.get(url.path + agency_data.ROWS)
        keys = [value for _, value in parse_qsl(url.query)]
        if not 0 < len(keys) <= MAX_BATCH:
            return _reply(400, b"null")
        if table is None:
            rows = self._tables.get(url.path, {})
            return _reply(200, b"[" + b",".join([rows[key] for key in keys if key in rows]) + b"]")
        items = (table[key][1:-1] for key in keys if key in table)
        return _reply(200, b"[" + b",".join([item for item in items if item]) + b"]")


def _content_length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _reply(status: int, body: bytes) -> bytes:
    return _HEAD % (status, _REASONS[status], len(body)) + body


async def serve(file: Path, port: int) -> None:
    """Serves until it is ended."""
    found = agency_data.read(file)
    tables = {f"/{endpoint}": {k: v.encode() for k, v in rows.items()} for endpoint, rows in found.items()}
    listening = await asyncio.get_running_loop().create_server(lambda: Agencies(tables), "127.0.0.1", port)
    await listening.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
