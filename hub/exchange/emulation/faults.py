"""Faults that an emulator shows when it is told to."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

_HUGE_CHUNKS: Final = 1024
_HUGE_CHUNK: Final = b'{"content":"' + b"x" * (64 * 1024)
_DRIP_SECONDS: Final = 0.1
_DRIP_BYTES: Final = 600
_LINGER_SECONDS: Final = 2.0


class Faults(BaseModel):
    """What shall go wrong. Given as JSON at `admin/faults`; unknown keys are refused.

    `latency_ms` comes before the answer and before any other fault. `status` is a status to answer with (with
    `retry_after` seconds, if given). `keys` are those (NIKs) for which a call ends with status 500. `remaining`
    counts down with each call that a fault touched; at 0 all is well again; null means until it is reset. `strange` is
    JSON of no known shape; `another` is the key whose data are given whatever key was asked for. `lost_reply` does the
    work and then drops the connection, where an emulator does any work.
    """

    model_config = ConfigDict(extra="forbid")

    latency_ms: int = Field(default=0, ge=0, le=60_000)
    status: int | None = Field(default=None, ge=300, le=599)
    retry_after: int | None = Field(default=None, ge=0)
    garbage: bool = False
    strange: bool = False
    another: str | None = None
    huge: bool = False
    drip: bool = False
    half_close: bool = False
    lost_reply: bool = False
    quota_exhausted: bool = False
    keys: frozenset[str] = frozenset()
    remaining: int | None = Field(default=None, ge=1)


async def broken_answer(request: web.Request, faults: Faults, key: str) -> web.StreamResponse | None:
    """The answer that these faults make, or None when the emulator shall answer properly (perhaps late)."""
    await asyncio.sleep(faults.latency_ms / 1000)
    return _refusal(faults, key) or _nonsense(faults) or await _trouble(request, faults)


def _refusal(faults: Faults, key: str) -> web.Response | None:
    text = "Emulator: gangguan buatan / fault on request"
    if faults.status is not None:
        headers = {} if faults.retry_after is None else {"Retry-After": str(faults.retry_after)}
        return web.Response(status=faults.status, text=text, headers=headers)
    return web.Response(status=500, text=text) if key in faults.keys else None


def _nonsense(faults: Faults) -> web.Response | None:
    if faults.garbage:
        return web.Response(body=b'\xff\xfe<html><body>{"content": [', content_type="application/json")
    return web.json_response({"data": [{"ok": True}], "version": 2}) if faults.strange else None


async def _trouble(request: web.Request, faults: Faults) -> web.StreamResponse | None:
    if faults.huge:
        return await _huge(request)
    if faults.drip:
        return await _drip(request)
    return await _half_close(request) if faults.half_close else None


async def _huge(request: web.Request) -> web.StreamResponse:
    """64 MiB, without saying so beforehand."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    try:
        for _ in range(_HUGE_CHUNKS):
            await response.write(_HUGE_CHUNK)
    except ConnectionError:
        pass  # the caller gave up, as it should
    return response


async def _drip(request: web.Request) -> web.StreamResponse:
    """A byte every tenth of a second, for a minute."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    try:
        for _ in range(_DRIP_BYTES):
            await response.write(b" ")
            await asyncio.sleep(_DRIP_SECONDS)
    except ConnectionError:
        pass  # the caller gave up, as it should
    return response


async def _half_close(request: web.Request) -> web.StreamResponse:
    """Announces 1,000 bytes, sends some, and ends its half of the connection."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"content": [')
    transport = request.transport
    if transport is not None and transport.can_write_eof():
        transport.write_eof()
        await asyncio.sleep(_LINGER_SECONDS)
        transport.abort()
    return response
