"""The public keys of the papers that this hub issues, for whoever checks one without a network later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from hub.core.ports import CertificateMaker

CERTIFICATE_KEYS: Final = "/.well-known/certificate-keys.json"
_CACHED: Final = "public, max-age=300"


def keys_of(maker: CertificateMaker) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler that gives out the list (RFC 7517); needs no token."""

    async def handle(_request: web.Request) -> web.Response:
        return web.json_response(
            await maker.public_keys(), headers={"Cache-Control": _CACHED}, content_type="application/jwk-set+json"
        )

    return handle
