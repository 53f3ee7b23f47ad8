"""Client credentials, private_key_jwt, revocation, introspection and metadata, over real HTTP."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.core.actor import SINGLE_FACTOR, ActorKind, Role
from hub.core.errors import BadInput, Unauthenticated
from hub.core.purpose import Purpose
from hub.identity.seeds import seed_client
from tests.identity.district import CALLBACK, SECRET, TENANT, VERIFIER, Office, basic
from tests.identity.forging import forged
from tests.identity.registry import MemoryIdentity

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


async def test_a_client_gets_a_token_for_what_it_asks(desk: Office) -> None:
    status, body = await desk.token(scope="citizen:read")
    assert (status, body["scope"], body["expires_in"]) == (200, "citizen:read", 600)
    assert "refresh_token" not in body
    actor = await desk.verifier.actor(f"Bearer {body['access_token']}")
    assert (actor.kind, actor.subject, actor.client_id) == (ActorKind.CLIENT, "frontend", "frontend")
    assert actor.roles == frozenset({Role.AGENCY_CLIENT})
    assert actor.scopes == frozenset({"citizen:read"})
    assert actor.purposes == frozenset({Purpose.PUBLIC_SERVICE})
    assert actor.nik is None


async def test_without_asking_it_gets_all_that_is_registered(desk: Office) -> None:
    assert (await desk.token())[1]["scope"] == "application:submit citizen:read"


async def test_a_client_belongs_to_the_agency_that_it_is_registered_for(desk: Office, registry: MemoryIdentity) -> None:
    await client(registry, "licences", client_secret=SECRET, demo=True, scopes=("licence:write",), agency="licensing")
    for client_id, agency in (("licences", "licensing"), ("frontend", "")):
        _, body = await desk.token(client_id)
        assert (await desk.verifier.actor(f"Bearer {body['access_token']}")).agency == agency


async def test_a_client_without_scopes_gets_a_token_that_reads_public_fields(
    desk: Office, registry: MemoryIdentity
) -> None:
    await client(registry, "bare", client_secret=SECRET, demo=True)
    status, body = await desk.token("bare")
    assert (status, body["scope"]) == (200, "")
    assert (await desk.verifier.actor(f"Bearer {body['access_token']}")).scopes == frozenset()


async def client(registry: MemoryIdentity, client_id: str, **given: Any) -> None:
    await seed_client(
        registry,
        tenant=TENANT,
        client_id=client_id,
        name=client_id,
        scopes=given.pop("scopes", ()),
        purposes=(Purpose.PUBLIC_SERVICE,),
        region="19.01",
        **given,
    )


@pytest.mark.parametrize(
    ("client_id", "secret", "form", "status", "error"),
    [
        ("frontend", "salah", {}, 401, "invalid_client"),
        ("frontend", "", {}, 401, "invalid_client"),
        ("nobody", SECRET, {}, 401, "invalid_client"),
        ("console", SECRET, {}, 401, "invalid_client"),
        ("frontend", SECRET, {"scope": "citizen:read health:read"}, 400, "invalid_scope"),
        ("frontend", SECRET, {"scope": "audit:read"}, 400, "invalid_scope"),
        ("frontend", SECRET, {"grant_type": "password"}, 400, "unsupported_grant_type"),
        ("frontend", SECRET, {"grant_type": "implicit"}, 400, "unsupported_grant_type"),
        ("frontend", SECRET, {"grant_type": ""}, 400, "unsupported_grant_type"),
    ],
)
async def test_what_is_refused(
    desk: Office, client_id: str, secret: str, form: dict[str, str], status: int, error: str
) -> None:
    answer = await desk.token(client_id, secret, **form)
    assert (answer[0], answer[1]["error"]) == (status, error)
    assert "access_token" not in answer[1]


async def test_a_public_client_has_no_credentials(desk: Office) -> None:
    status, body = await desk.post("/oauth/token", grant_type="client_credentials", client_id="console")
    assert status in (400, 401)
    assert body["error"] == "invalid_client"


async def test_a_secret_in_the_body_is_not_taken(desk: Office) -> None:
    """client_secret_post is not offered: bodies are logged more often than headers."""
    status, _ = await desk.post(
        "/oauth/token", grant_type="client_credentials", client_id="frontend", client_secret=SECRET
    )
    assert status in (400, 401)


async def test_repeated_and_odd_parameters_are_refused(desk: Office) -> None:
    headers = basic("frontend", SECRET)
    twice = [("grant_type", "client_credentials"), ("scope", "citizen:read"), ("scope", "application:submit")]
    async with desk.http.post(f"{desk.url}/oauth/token", data=twice, headers=headers) as response:
        assert response.status == 400
    async with desk.http.post(f"{desk.url}/oauth/token", json={"grant_type": "client_credentials"}) as response:
        assert (response.status, (await response.json())["error"]) == (400, "invalid_request")
    assert (await desk.token(grant_type='"\\'))[0] == 400


async def test_answers_with_tokens_are_kept_by_nobody(desk: Office) -> None:
    headers = basic("frontend", SECRET)
    form = {"grant_type": "client_credentials"}
    async with desk.http.post(f"{desk.url}/oauth/token", data=form, headers=headers) as response:
        assert response.headers["Cache-Control"] == "no-store"


# private_key_jwt


class Signer:
    """A client's key and its assertions."""

    def __init__(self, audience: str) -> None:
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        self.audience = audience

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def assertion(self, key: ECKey | None = None, **changes: Any) -> str:
        now = int(dt.datetime.now(dt.UTC).timestamp())
        claims = {
            "iss": "signer", "sub": "signer", "aud": self.audience, "exp": now + 60, "iat": now,
            "jti": secrets.token_hex(8), **changes,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, key or self.key)


@pytest.fixture
async def signer(desk: Office, registry: MemoryIdentity) -> Signer:
    made = Signer(desk.url)
    await client(registry, "signer", jwks=made.jwks(), scopes=("citizen:read",))
    return made


async def assert_with(desk: Office, assertion: str) -> tuple[int, dict[str, Any]]:
    return await desk.post(
        "/oauth/token", grant_type="client_credentials", client_assertion_type=ASSERTION, client_assertion=assertion
    )


async def test_an_assertion_is_taken_once(desk: Office, signer: Signer) -> None:
    assertion = signer.assertion()
    status, body = await assert_with(desk, assertion)
    assert (status, body["scope"]) == (200, "citizen:read")
    assert (await assert_with(desk, assertion))[1]["error"] == "invalid_client"
    assert (await assert_with(desk, signer.assertion()))[0] == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example"},
        {"exp": 1},
        {"exp": None},
        {"exp": 4_000_000_000},
        {"iss": "frontend"},
        {"sub": "frontend", "iss": "frontend"},
        {"sub": "nobody", "iss": "nobody"},
        {"sub": None},
        {"jti": None},
    ],
)
async def test_an_assertion_that_does_not_hold(desk: Office, signer: Signer, changes: dict[str, Any]) -> None:
    status, body = await assert_with(desk, signer.assertion(**changes))
    assert status in (400, 401)
    assert body["error"] == "invalid_client"


async def test_an_assertion_by_another_key_or_algorithm(desk: Office, signer: Signer) -> None:
    other = ECKey.generate_key("P-256", auto_kid=True)
    for assertion in (
        signer.assertion(key=other),
        forged(signer.assertion(), signer.key, alg="HS256"),
        forged(signer.assertion(), signer.key, alg="none"),
        signer.assertion()[:-4] + "AAAA",
        "x.y.z",
        "",
        "é",
    ):
        status, _ = await assert_with(desk, assertion)
        assert status in (400, 401)


# Revocation and introspection


async def test_a_public_client_ends_its_log_in(desk: Office) -> None:
    _, body = await desk.exchange(await desk.code())
    assert (await desk.post("/oauth/revoke", token=body["refresh_token"], client_id="console"))[0] == 200
    desk.clock.ahead += dt.timedelta(seconds=1)
    with pytest.raises(Unauthenticated):
        await desk.verifier.actor(f"Bearer {body['access_token']}")


async def test_another_client_ends_nothing(desk: Office) -> None:
    _, body = await desk.token()
    await desk.post("/oauth/revoke", token=body["access_token"], client_id="console")
    desk.clock.ahead += dt.timedelta(seconds=2)
    assert not (await desk.verifier.actor(f"Bearer {body['access_token']}")).is_anonymous
    assert (await desk.post("/oauth/revoke", token="whatever", client_id="console"))[0] == 200


async def introspected(desk: Office, token: str, client_id: str = "frontend") -> dict[str, Any]:
    headers = basic(client_id, SECRET)
    async with desk.http.post(f"{desk.url}/oauth/introspect", data={"token": token}, headers=headers) as response:
        assert response.status == 200
        body: dict[str, Any] = await response.json()
        return body


async def test_introspection(desk: Office, registry: MemoryIdentity) -> None:
    _, body = await desk.token(scope="citizen:read")
    token = body["access_token"]
    found = await introspected(desk, token)
    assert (found["active"], found["scope"], found["client_id"]) == (True, "citizen:read", "frontend")
    await client(registry, "other", client_secret=SECRET, demo=True)
    assert await introspected(desk, token, "other") == {"active": False}
    assert await introspected(desk, "x") == {"active": False}
    desk.clock.ahead += dt.timedelta(minutes=11)
    assert await introspected(desk, token) == {"active": False}
    assert (await desk.post("/oauth/introspect", token=token, client_id="console"))[0] in (400, 401)


async def test_introspection_says_how_and_when_a_user_logged_in(desk: Office) -> None:
    """RFC 9470 section 6.2."""
    code = await desk.code(client_id="frontend", scope="citizen:read")
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    _, body = await desk.token(**given)
    found = await introspected(desk, body["access_token"])
    assert (found["acr"], found["amr"]) == (SINGLE_FACTOR, ["pwd"])
    assert 0 <= found["iat"] - found["auth_time"] <= 60


# Metadata and registration


async def test_metadata_and_keys(desk: Office) -> None:
    found: dict[str, Any] = {}
    for name in ("oauth-authorization-server", "openid-configuration"):
        async with desk.http.get(f"{desk.url}/.well-known/{name}") as response:
            found = await response.json()
        assert found["issuer"] == desk.url
        assert found["code_challenge_methods_supported"] == ["S256"]
        assert found["response_types_supported"] == ["code"]
    async with desk.http.get(found["jwks_uri"]) as response:
        keys = (await response.json())["keys"]
    assert [key["alg"] for key in keys] == ["ES256"]
    assert all("d" not in key for key in keys)


async def test_registrations_that_are_not_safe_are_refused(registry: MemoryIdentity) -> None:
    signer = Signer("x")
    with pytest.raises(BadInput, match="public keys only"):
        await client(registry, "x", jwks={"keys": [signer.key.as_dict(private=True)]})
    with pytest.raises(BadInput, match="not with both"):
        await client(registry, "x", jwks=signer.jwks(), client_secret=SECRET)
    with pytest.raises(BadInput, match="redirect address"):
        await client(registry, "x")
    with pytest.raises(BadInput, match="exact"):
        await client(registry, "x", redirect_uris=("https://a.example/*",))


async def test_a_secret_is_kept_as_a_hash(registry: MemoryIdentity) -> None:
    await client(registry, "x", client_secret=SECRET, demo=True)
    kept = registry.clients["x"].secret_hash
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert SECRET not in repr(registry.clients["x"])


async def test_a_client_that_was_removed_has_no_more_tokens(desk: Office, registry: MemoryIdentity) -> None:
    _, body = await desk.token()
    del registry.clients["frontend"]
    with pytest.raises(Unauthenticated, match="not registered"):
        await desk.verifier.actor(f"Bearer {body['access_token']}")
    assert (await desk.token())[0] == 401
