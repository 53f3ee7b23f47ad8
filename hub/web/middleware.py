"""Middleware in order: the envelope of every answer, error shape."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from hub.core.callers import asking_from
from hub.core.errors import BadInput, CostExceeded, HubError, NotFound
from hub.identity.addresses import Proxies, network_of
from hub.telemetry import logger
from hub.web.errors import error_response

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
REQUEST_ID: Final = web.RequestKey("request_id", str)
BY_TLS: Final = web.AppKey("by_tls", bool)
"""Whether people reach the hub by https, whoever ends the TLS in front of it."""
PROXIES: Final = web.AppKey("proxies", Proxies)
_log = logger(__name__)

SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'",
}


@web.middleware
async def envelope(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives each request an id of ours, which a person can name to the office, and tells browsers what they must know.

    A page may set a stricter policy of its own before.
    """
    request[REQUEST_ID] = secrets.token_hex(16)
    response = await handler(request)
    headers = response.headers
    headers.setdefault("X-Request-Id", request[REQUEST_ID])
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    if request.secure or request.app.get(BY_TLS, False):
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


@web.middleware
async def whence(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Notes where a request comes from, for what is counted of those who have no account."""
    with asking_from(network_of(request.app[PROXIES].address(request))):
        return await handler(request)


@web.middleware
async def error_shape(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns every exception into the one error shape; what nobody foresaw is logged by id and type only."""
    try:
        return await handler(request)
    except HubError as error:
        return error_response(error)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        allowed = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        return error_response(_of_http(error), status=error.status, headers=allowed)
    except web.RequestPayloadError:
        return error_response(
            BadInput("The request's body is not what its head says of it. Correct it and send it again.")
        )
    except Exception:  # noqa: BLE001 - the last net: whatever it is, the caller gets the one shape
        _log.exception("A request failed.", extra={"request_id": request[REQUEST_ID]})
        message = (
            "Something went wrong on our side and nothing was changed. "
            f"Try again; if it stays, tell the office this number: {request[REQUEST_ID]}."
        )
        return error_response(HubError(message))


def _of_http(error: web.HTTPException) -> HubError:
    if error.status == 404:
        return NotFound("There is nothing at this address. Look at the README for the addresses of the hub.")
    if error.status == 413:
        return CostExceeded("The request is too large. Send less in one request.")
    return BadInput(f"The request cannot be used: {error.reason}. Correct it and send it again.")
