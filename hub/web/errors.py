"""One error shape for every JSON answer: `{"errors": [{"message", "path"?, "extensions": {"code", ...}}]}`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web

from hub.core.errors import HubError
from hub.engine.answer import refused_by


class Refusal(Exception):
    """A request that HTTP itself refuses: an error with a status of its own."""

    def __init__(self, error: HubError, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.error, self.status, self.headers = error, status, dict(headers or {})


def json_response(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """A JSON answer that no cache keeps."""
    return web.Response(
        body=orjson.dumps(body),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def error_response(
    error: HubError, *, status: int | None = None, headers: Mapping[str, str] | None = None
) -> web.Response:
    """The answer for an error: its code, its sentence, what to change. Never internals."""
    answer = refused_by(error)
    return json_response(answer.payload, status=status or answer.status, headers={**answer.headers, **(headers or {})})
