"""Another issuer on this machine, as Keycloak would be: metadata, keys, and tokens of any kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tests.identity.district import AUDIENCE, TENANT, Clock


class OtherIssuer:
    """`keys` are what it publishes; `asked` counts questions for them."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.url = url
        self.clock = clock
        self.key = self.new_key()
        self.asked = 0
        self.says_issuer = url
        self.up = True
        self.secret = OctKey.generate_key(256, {"kid": "secret"})

    def new_key(self) -> ECKey:
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        return self.key

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(self.clock().timestamp())
        given = {
            "iss": self.url, "aud": [AUDIENCE, "account"], "sub": "f3", "azp": "keycloak-console", "typ": "Bearer",
            "iat": now, "exp": now + 300, "jti": "t1", "scope": "openid citizen:read audit:read",
            "realm_access": {"roles": ["operator", "offline_access"]}, "region": "19.01", "tenant": TENANT,
            "name": "Budi (DATA CONTOH)",
        }  # fmt: skip
        return {name: value for name, value in {**given, **changes}.items() if value is not None}

    def token(self, *, key: ECKey | None = None, header: dict[str, Any] | None = None, **changes: Any) -> str:
        signing = key or self.key
        head = {"alg": "ES256", "typ": "JWT", "kid": signing.kid, **(header or {})}
        return jwt.encode({k: v for k, v in head.items() if v is not None}, self.claims(**changes), signing)

    async def metadata(self, _request: web.Request) -> web.Response:
        self.asked += 1
        if not self.up:
            raise web.HTTPServiceUnavailable
        return web.json_response({"issuer": self.says_issuer, "jwks_uri": f"{self.url}/keys"})

    async def jwks(self, _request: web.Request) -> web.Response:
        keys = [self.key.as_dict(private=False), self.secret.as_dict(private=True), {"kty": "?"}]
        return web.json_response({"keys": keys})


@asynccontextmanager
async def other_issuer(clock: Clock) -> AsyncIterator[OtherIssuer]:
    port = unused_port()
    issuer = OtherIssuer(f"http://127.0.0.1:{port}/realms/bangka", clock)
    app = web.Application()
    app.router.add_get("/realms/bangka/.well-known/openid-configuration", issuer.metadata)
    app.router.add_get("/realms/bangka/keys", issuer.jwks)
    async with TestServer(app, host="127.0.0.1", port=port):
        yield issuer
