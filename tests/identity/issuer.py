"""Another issuer on this machine, as Keycloak would be: metadata, keys, tokens of any kind, and bad days."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey

from hub.core.ports import Clock
from hub.identity import ExternalIssuer
from tests.identity.district import AUDIENCE, TENANT

CLIENT: Final = "keycloak-console"
REALM: Final = "/realms/bangka"
OIDC: Final = f"{REALM}/.well-known/openid-configuration"
RFC8414: Final = f"/.well-known/oauth-authorization-server{REALM}"
Answer = tuple[int, bytes, dict[str, str]]
ILL: Final[Mapping[str, Callable[[bytes], Answer]]] = {
    "compressed": lambda keys: (200, gzip.compress(keys), {"Content-Encoding": "gzip"}),
    "deeply nested": lambda _: (200, b'{"keys":' + b"[" * 100_000, {}),
    "down": lambda _: (503, b"", {}),
    "garbage": lambda keys: (200, b"<html>" + keys, {}),
    "huge": lambda keys: (200, keys + b" " * 1024 * 1024, {}),
    "keys in an object": lambda _: (200, b'{"keys": {"kid": "x"}}', {}),
    "keys that are none": lambda _: (200, b'{"keys": [1, null, {"kty": "EC", "kid": "x", "crv": "P-0"}]}', {}),
    "list": lambda keys: (200, b"[" + keys + b"]", {}),
    "many keys": lambda keys: (200, json.dumps({"keys": json.loads(keys)["keys"] * 50}).encode(), {}),
    "moved": lambda _: (302, b"", {"Location": "/elsewhere"}),
    "nobody there": lambda _: (404, b"", {}),
}
"""What an issuer may answer instead of its keys: status, body, fields. A reader that forgot to look would find its keys
in most of them."""


class OtherIssuer:
    """`published` are its keys; `asked` counts questions for its metadata, `all_asked` every question.

    `ill` names one of ILL; while `open` is not set, it does not answer at all.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self.url = url
        self.clock = clock
        self.published: list[Key] = []
        self.key = self.new_key()
        self.asked = self.all_asked = 0
        self.says_issuer = url
        self.says_keys = f"{url}/keys"
        self.forms = {OIDC}
        self.ill = ""
        self.open = asyncio.Event()
        self.open.set()
        self.secret = OctKey.generate_key(256, {"kid": "secret"})

    @property
    def trusted(self) -> ExternalIssuer:
        """This issuer as the hub's settings would have it."""
        return ExternalIssuer(self.url, AUDIENCE, clients=frozenset({CLIENT}))

    def new_key(self) -> ECKey:
        """Signs with a new key from now on, and withdraws those before."""
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        self.published = [self.key]
        return self.key

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(self.clock().timestamp())
        given = {
            "iss": self.url, "aud": [AUDIENCE, "account"], "sub": "pengguna-f3", "azp": CLIENT, "typ": "Bearer",
            "iat": now, "exp": now + 300, "jti": "t1", "scope": "openid citizen:read audit:read",
            "realm_access": {"roles": ["operator", "offline_access"]}, "region": "19.01", "tenant": TENANT,
            "name": "Budi (DATA CONTOH)",
        }  # fmt: skip
        return {name: value for name, value in {**given, **changes}.items() if value is not None}

    def token(self, *, key: Key | None = None, header: dict[str, Any] | None = None, **changes: Any) -> str:
        signing = key or self.key
        head = {"alg": "ES256", "typ": "JWT", "kid": signing.kid, **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        return jwt.encode(head, self.claims(**changes), signing, algorithms=[str(head["alg"])])

    async def metadata(self, request: web.Request) -> web.Response:
        self.all_asked += 1
        if request.path not in self.forms:
            raise web.HTTPNotFound
        self.asked += 1
        return web.json_response({"issuer": self.says_issuer, "jwks_uri": self.says_keys})

    async def jwks(self, request: web.Request) -> web.Response:
        self.all_asked += 1
        await self.open.wait()
        shown = [key.as_dict(private=False) for key in self.published]
        body = json.dumps({"keys": [*shown, self.secret.as_dict(private=True), {"kty": "?"}]}).encode()
        status, body, fields = ILL[self.ill](body) if self.ill and request.path != "/elsewhere" else (200, body, {})
        return web.Response(status=status, body=body, headers=fields, content_type="application/json")


@asynccontextmanager
async def other_issuer(clock: Clock) -> AsyncIterator[OtherIssuer]:
    port = unused_port()
    issuer = OtherIssuer(f"http://127.0.0.1:{port}{REALM}", clock)
    app = web.Application()
    for form in (OIDC, RFC8414):
        app.router.add_get(form, issuer.metadata)
    app.router.add_get(f"{REALM}/keys", issuer.jwks)
    app.router.add_get("/elsewhere", issuer.jwks)
    async with TestServer(app, host="127.0.0.1", port=port):
        yield issuer
