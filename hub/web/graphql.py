"""The GraphQL endpoint over HTTP: POST with JSON, nothing else."""

from __future__ import annotations

from typing import Any, Final

import orjson
from aiohttp import web

from hub.core.errors import BadInput, CostExceeded
from hub.engine import Engine, GraphQLRequest
from hub.identity import Verifier

ENGINE: Final = web.AppKey("engine", Engine)
VERIFIER: Final = web.AppKey("verifier", Verifier)
MAX_BODY_BYTES: Final = 256 * 1024
_GRAPHQL_JSON: Final = "application/graphql-response+json"


async def graphql(request: web.Request) -> web.Response:
    """Answers one operation. The token is verified before the body is looked at."""
    actor = await request.app[VERIFIER].actor(request.headers.get("Authorization"))
    operation = await _operation(request)
    answer = await request.app[ENGINE].run(operation, actor, request.headers.get("Hub-Purpose"))
    accepts = request.headers.get("Accept", "")
    typed = _GRAPHQL_JSON in accepts
    return web.Response(
        body=answer.body,
        status=answer.status,
        content_type=_GRAPHQL_JSON if typed else "application/json",
        charset="utf-8",
        headers={"Cache-Control": "no-store", **answer.headers},
    )


async def _operation(request: web.Request) -> GraphQLRequest:
    if request.content_type not in ("application/json", _GRAPHQL_JSON):
        raise BadInput("Send the operation as JSON, with `Content-Type: application/json`.")
    return _parsed(await _body(request), request.headers.get("Idempotency-Key"))


async def _body(request: web.Request) -> bytes:
    """The body, cut off as soon as it is too large, so that a large one costs nothing."""
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise _too_large()
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise _too_large()
    return bytes(body)


def _too_large() -> CostExceeded:
    return CostExceeded(f"The request has more than {MAX_BODY_BYTES // 1024} KB. Ask for less in one operation.")


def _parsed(body: bytes, idempotency_key: str | None) -> GraphQLRequest:
    try:
        data: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadInput("The body is not JSON. Send an object with `query` and, if needed, `variables`.") from None
    if not isinstance(data, dict) or not isinstance(data.get("query"), str):
        raise BadInput("The body needs `query`, a text with one GraphQL document. Batches are not accepted.")
    variables = data.get("variables") or {}
    name = data.get("operationName")
    if not isinstance(variables, dict) or not (name is None or isinstance(name, str)):
        raise BadInput("`variables` must be an object and `operationName` a text.")
    return GraphQLRequest(data["query"], variables, name, idempotency_key)
