"""What the server holds its clients to: how they prove themselves, where browsers are sent, what it says of itself."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.core.errors import BadInput, Unauthenticated
from hub.core.purpose import Purpose
from hub.identity import AccessTokens, KeyRing, Verifier
from hub.identity.dpop import ALGORITHMS
from hub.identity.oauth import LogInRules, oauth_application
from hub.identity.seeds import seed_client
from hub.store import Database, PgIdentity
from tests.identity.district import AUDIENCE, CALLBACK, SEALER, SECRET, TENANT, Clock, Office, basic, office
from tests.identity.registry import MemoryIdentity

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SECRET_BASIC = "client_secret_basic"
NEW: dict[str, Any] = {
    "tenant": TENANT, "client_id": "new", "name": "New", "scopes": ("citizen:read",), "region": "19.01",
    "purposes": (Purpose.PUBLIC_SERVICE,),
}  # fmt: skip


@dataclasses.dataclass
class Signer:
    """A client that proves itself with a key."""

    desk: Office
    key: ECKey

    async def token(self, typ: str | None = "JWT", **changes: Any) -> dict[str, Any]:
        now = int(self.desk.clock().timestamp())
        claims = {
            "iss": "new", "sub": "new", "aud": self.desk.url, "iat": now, "exp": now + 60, "jti": secrets.token_hex(8),
        }  # fmt: skip
        head = {"alg": "ES256", "kid": self.key.kid, **({"typ": typ} if typ else {})}
        assertion = jwt.encode(head, {**claims, **changes}, self.key)
        form = {"client_assertion_type": ASSERTION, "client_assertion": assertion, "grant_type": "client_credentials"}
        return (await self.desk.post("/oauth/token", **form))[1]


@pytest.fixture
async def signer(desk: Office, registry: MemoryIdentity) -> Signer:
    key = ECKey.generate_key("P-256", auto_kid=True)
    await seed_client(registry, **NEW, jwks={"keys": [key.as_dict(private=False)]})
    return Signer(desk, key)


@pytest.mark.parametrize("typ", [None, "JWT", "client-authentication+jwt"])
async def test_an_assertion_for_the_issuer_is_taken(signer: Signer, typ: str | None) -> None:
    assert "access_token" in await signer.token(typ)


async def test_an_assertion_for_anybody_else_or_for_something_else_is_not(signer: Signer) -> None:
    issuer = signer.desk.url
    for audience in (f"{issuer}/oauth/token", f"{issuer}/", [issuer], [issuer, "https://evil.example"], "", None, 1):
        assert (await signer.token(aud=audience))["error"] == "invalid_client", audience
    for typ in ("dpop+jwt", "at+jwt", "oauth-authz-req+jwt"):
        assert (await signer.token(typ))["error"] == "invalid_client", typ


async def test_a_secret_is_taken_from_a_demonstration_s_client_alone(desk: Office, registry: MemoryIdentity) -> None:
    assert (await desk.token())[0] == 200
    registry.clients["frontend"] = dataclasses.replace(registry.clients["frontend"], demo=False)
    assert (await desk.token())[1]["error"] == "invalid_client"
    for path in ("/oauth/introspect", "/oauth/revoke", "/oauth/par"):
        async with desk.http.post(
            f"{desk.url}{path}", data={"token": "x"}, headers=basic("frontend", SECRET)
        ) as response:
            assert response.status == 401, path


@asynccontextmanager
async def published(registry: MemoryIdentity, issuer: str) -> AsyncIterator[str]:
    """Where this test reaches a server whose issuer has another address."""
    app = web.Application()
    tokens = AccessTokens(KeyRing.generated(), issuer, AUDIENCE, Clock())
    oauth_application(registry, tokens, LogInRules(SEALER, second_factor=True))(app)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("")).rstrip("/")


async def test_beyond_this_machine_there_are_no_secrets(desk: Office, registry: MemoryIdentity) -> None:
    assert registry.clients["frontend"].demo
    async with published(registry, "https://satu.example") as server:
        form, proof = {"grant_type": "client_credentials"}, basic("frontend", SECRET)
        async with desk.http.post(f"{server}/oauth/token", data=form, headers=proof) as response:
            assert (response.status, (await response.json())["error"]) == (401, "invalid_client")
        async with desk.http.get(f"{server}/.well-known/openid-configuration") as response:
            said = await response.json()
    lists = [value for name, value in said.items() if name.endswith("_auth_methods_supported")]
    assert len(lists) == 3
    assert not any(SECRET_BASIC in methods for methods in lists)


async def test_registrations_that_are_not_safe_are_refused(registry: MemoryIdentity) -> None:
    with pytest.raises(BadInput, match="demonstration"):
        await seed_client(registry, **NEW, client_secret=SECRET)
    for uri in ("http://portal.example/back", "http://127.0.0.1.evil.example/", "app:/back", "//portal.example", ""):
        with pytest.raises(BadInput, match="redirect address"):
            await seed_client(registry, **NEW, redirect_uris=(uri,))
    await seed_client(registry, **NEW, redirect_uris=("https://portal.example/back", "http://localhost:3000/back"))


@pytest.mark.parametrize(
    "uri",
    [
        CALLBACK.replace(":9/", ":10/"),
        CALLBACK.replace(":9/", "/"),
        CALLBACK.replace("127.0.0.1", "localhost"),
        CALLBACK.replace("127.0.0.1", "127.0.0.2"),
        CALLBACK.replace("127.0.0.1", "user@127.0.0.1"),
        CALLBACK.replace("http:", "https:"),
        CALLBACK.replace("callback", "Callback"),
        CALLBACK.replace("callback", "callback/"),
        CALLBACK.replace("callback", "x/../callback"),
        CALLBACK + "#x",
        CALLBACK + " ",
        CALLBACK.partition("?")[0],
    ],
)
async def test_a_redirect_address_is_compared_letter_by_letter_on_this_machine_too(desk: Office, uri: str) -> None:
    page = await desk.authorize(redirect_uri=uri)
    assert page.status == 400
    assert "Location" not in page.headers


async def test_the_metadata_say_what_is_there(desk: Office) -> None:
    said = []
    for name in ("oauth-authorization-server", "openid-configuration"):
        async with desk.http.get(f"{desk.url}/.well-known/{name}") as response:
            said.append(await response.json())
    assert said[0] == said[1]
    found = said[0]
    assert found["issuer"] == desk.url
    assert found["dpop_signing_alg_values_supported"] == list(ALGORITHMS)
    assert found["require_pushed_authorization_requests"] is False
    assert "client_secret_post" not in str(found)
    for name in ("authorization", "token", "revocation", "introspection", "pushed_authorization_request"):
        url = found[f"{name}_endpoint"]
        async with desk.http.request("GET" if name == "authorization" else "POST", url, data={"x": "y"}) as response:
            assert response.status in {400, 401}, name
    for what in ("token", "revocation", "introspection"):
        # RFC 8414: with private_key_jwt these must stand there, and `none` must not.
        assert "private_key_jwt" in found[f"{what}_endpoint_auth_methods_supported"]
        assert found[f"{what}_endpoint_auth_signing_alg_values_supported"]
        assert "none" not in found[f"{what}_endpoint_auth_signing_alg_values_supported"]
    assert "none" not in found["introspection_endpoint_auth_methods_supported"]


async def test_what_one_process_ends_another_refuses_within_a_second(database: str) -> None:
    one, two = [await Database.open(database) for _ in range(2)]
    try:
        async with office(PgIdentity(one, TENANT)) as desk:
            other = Verifier(TENANT, PgIdentity(two, TENANT), desk.clock, local=desk.tokens)
            bearer = f"Bearer {(await desk.token())[1]['access_token']}"
            assert not (await other.actor(bearer)).is_anonymous
            await _revoked(desk, bearer.removeprefix("Bearer "))
            desk.clock.ahead += dt.timedelta(seconds=1)
            with pytest.raises(Unauthenticated, match="ended"):
                await other.actor(bearer)
    finally:
        await one.close()
        await two.close()


async def _revoked(desk: Office, token: str) -> None:
    headers = basic("frontend", SECRET)
    async with desk.http.post(f"{desk.url}/oauth/revoke", data={"token": token}, headers=headers) as response:
        assert response.status == 200
