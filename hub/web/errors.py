"""One error shape for every JSON answer: `{"errors": [{"message", "path"?, "extensions": {"code", ...}}]}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from aiohttp import web

from hub.core.errors import ErrorCode, HubError

STATUS: Final[Mapping[ErrorCode, int]] = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.MASKED: 403,
    ErrorCode.BAD_INPUT: 400,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.CONFLICT: 409,
    ErrorCode.IDEMPOTENCY_MISMATCH: 422,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.QUOTA_EXHAUSTED: 429,
    ErrorCode.AGREEMENT_EXPIRED: 403,
    ErrorCode.COST_EXCEEDED: 413,
    ErrorCode.OPERATION_NOT_REGISTERED: 403,
    ErrorCode.SOURCE_UNAVAILABLE: 503,
    ErrorCode.INTERNAL: 500,
}
CHALLENGE: Final = 'Bearer realm="satu"'


def json_response(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """A JSON answer that no cache keeps."""
    return web.Response(
        body=orjson.dumps(body),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def error_response(error: HubError, *, status: int | None = None) -> web.Response:
    """The answer for an error: its code, its sentence, what to change. Never internals."""
    entry: dict[str, Any] = {
        "message": error.message,
        "extensions": {"code": error.code.value, **error.details},
    }
    if error.path:
        entry["path"] = error.path.split(".")
    headers = {"WWW-Authenticate": CHALLENGE} if error.code is ErrorCode.UNAUTHENTICATED else {}
    return json_response({"errors": [entry]}, status=status or STATUS[error.code], headers=headers)
