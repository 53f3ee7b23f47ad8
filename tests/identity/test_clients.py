"""Client credentials, private_key_jwt, revocation, introspection and metadata, over real HTTP."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.core.accounts import Client
from hub.core.actor import SINGLE_FACTOR, ActorKind, Role
from hub.core.errors import BadInput, Unauthenticated
from hub.core.purpose import Purpose
from hub.identity import Verifier
from hub.identity.jwt_checks import unverified
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


async def test_a_revoked_token_ends_within_a_second(desk: Office) -> None:
    _, body = await desk.token()
    token = body["access_token"]
    assert not (await desk.verifier.actor(f"Bearer {token}")).is_anonymous
    headers = basic("frontend", SECRET)
    async with desk.http.post(f"{desk.url}/oauth/revoke", data={"token": token}, headers=headers) as response:
        assert response.status == 200
    desk.clock.ahead += dt.timedelta(seconds=1)
    with pytest.raises(Unauthenticated, match="ended"):
        await desk.verifier.actor(f"Bearer {token}")


async def test_a_token_that_was_looked_at_passes_for_a_second_at_most(desk: Office, registry: MemoryIdentity) -> None:
    bearer, other = [f"Bearer {(await desk.token())[1]['access_token']}" for _ in range(2)]
    times = [desk.clock()]
    verifier = Verifier(TENANT, registry, lambda: times[-1], local=desk.tokens)
    registry.asked.clear()
    assert verifier.known(bearer) is None
    actor = await verifier.actor(bearer)
    asked = dict(registry.asked)
    times.append(times[-1] + dt.timedelta(seconds=0.6))
    # The registry was asked 0.6 seconds ago, so what it said holds for 0.4 more, for the other token as well.
    await verifier.actor(other)
    assert registry.asked == asked == {"revoked": 1, "stamp": 1, "client": 1}
    assert verifier.known(bearer) == actor
    assert verifier.known(other) is not None
    times.append(times[-1] + dt.timedelta(seconds=0.4))
    assert verifier.known(bearer) is None
    assert verifier.known(other) is None


async def test_a_pass_holds_on_by_what_the_registry_tells_others(desk: Office, registry: MemoryIdentity) -> None:
    verifier, bearer, actor = await outlived(desk, registry, lambda *_: None)
    asked = dict(registry.asked)
    assert verifier.known(bearer) is actor
    desk.clock.ahead += dt.timedelta(seconds=0.6)
    assert verifier.known(bearer) is actor, "as long as what the other one was told"
    assert registry.asked == asked
    desk.clock.ahead += dt.timedelta(seconds=0.3)
    assert verifier.known(bearer) is None


async def test_the_registry_is_asked_again_before_its_word_is_over(desk: Office, registry: MemoryIdentity) -> None:
    verifier, bearer, actor = await _asked_ahead(desk, registry, lambda *_: None)
    assert registry.asked == {"revoked": 1, "stamp": 1}
    desk.clock.ahead += dt.timedelta(seconds=0.5)
    assert verifier.known(bearer) is actor, "by the word of half a second ago"
    again = verifier._standing._renewing
    assert again is not None
    await again
    assert registry.asked == {"revoked": 2, "stamp": 2}


async def test_what_the_registry_says_ahead_holds_like_any_other_word(desk: Office, registry: MemoryIdentity) -> None:
    agreement = registry.clients["frontend"].agreement
    for change in (_ended, _closed, _narrowed):
        verifier, bearer, _ = await _asked_ahead(desk, registry, change)
        desk.clock.ahead += dt.timedelta(seconds=0.4)
        assert verifier.known(bearer) is None, change.__name__
        registry.clients["frontend"] = dataclasses.replace(
            registry.clients["frontend"], active=True, agreement=agreement
        )


async def test_a_registry_that_cannot_be_asked_ahead_keeps_nobody_away(desk: Office, registry: MemoryIdentity) -> None:
    def gone(_registry: MemoryIdentity, _desk: Office, _token: str) -> None:
        registry.gone = True

    verifier, bearer, actor = await _asked_ahead(desk, registry, gone)
    desk.clock.ahead += dt.timedelta(seconds=0.2)
    assert verifier.known(bearer) is actor
    desk.clock.ahead += dt.timedelta(seconds=0.1)
    assert verifier.known(bearer) is None
    registry.gone = False
    assert await verifier.actor(bearer) == actor


async def _asked_ahead(
    desk: Office, registry: MemoryIdentity, change: Callable[[MemoryIdentity, Office, str], None]
) -> tuple[Verifier, str, object]:
    """A header with a pass, half a second after the registry was asked and right after it was asked ahead."""
    token = (await desk.token())[1]["access_token"]
    bearer, verifier = f"Bearer {token}", Verifier(TENANT, registry, desk.clock, local=desk.tokens)
    actor = await verifier.actor(bearer)
    change(registry, desk, token)
    registry.asked.clear()
    desk.clock.ahead += dt.timedelta(seconds=0.5)
    assert verifier.known(bearer) is actor, "nobody waits for it"
    renewing = verifier._standing._renewing
    assert renewing is not None
    await renewing
    return verifier, bearer, actor


def _ended(registry: MemoryIdentity, desk: Office, token: str) -> None:
    registry.ended[str(unverified(token)[1]["jti"])] = desk.clock() + dt.timedelta(hours=1)


def _closed(registry: MemoryIdentity, _desk: Office, _token: str) -> None:
    registry.clients["frontend"] = dataclasses.replace(registry.clients["frontend"], active=False)


def _narrowed(registry: MemoryIdentity, _desk: Office, _token: str) -> None:
    registry.clients["frontend"] = dataclasses.replace(registry.clients["frontend"], agreement="tidak-ada")


def _other_keys(_registry: MemoryIdentity, desk: Office, _token: str) -> None:
    desk.tokens.keys._version += 1


def _a_minute_later(_registry: MemoryIdentity, desk: Office, _token: str) -> None:
    desk.clock.ahead += dt.timedelta(seconds=60)


@pytest.mark.parametrize("change", [_ended, _closed, _narrowed, _other_keys, _a_minute_later])
async def test_a_pass_does_not_hold_on_when_something_is_another(
    desk: Office, registry: MemoryIdentity, change: Callable[[MemoryIdentity, Office, str], None]
) -> None:
    verifier, bearer, _ = await outlived(desk, registry, change)
    assert verifier.known(bearer) is None


async def test_a_pass_does_not_hold_on_by_what_another_token_of_the_client_was_told(
    desk: Office, registry: MemoryIdentity
) -> None:
    """The client was read anew for the other token; the actor of this one is still as it was before."""
    bearer, other = [f"Bearer {(await desk.token())[1]['access_token']}" for _ in range(2)]
    verifier = Verifier(TENANT, registry, desk.clock, local=desk.tokens)
    await verifier.actor(bearer)
    _narrowed(registry, desk, "")
    desk.clock.ahead += dt.timedelta(seconds=0.8)
    await verifier.actor(other)
    assert verifier.known(bearer) is None


async def outlived(
    desk: Office, registry: MemoryIdentity, change: Callable[[MemoryIdentity, Office, str], None]
) -> tuple[Verifier, str, object]:
    """A header whose pass is over, while the registry was asked for the sake of another client's just now."""
    await client(registry, "neighbour", client_secret=SECRET, demo=True, scopes=("citizen:read",))
    tokens = [(await desk.token(name))[1]["access_token"] for name in ("frontend", "neighbour")]
    bearer, other = [f"Bearer {token}" for token in tokens]
    verifier = Verifier(TENANT, registry, desk.clock, local=desk.tokens)
    actor = await verifier.actor(bearer)
    change(registry, desk, tokens[0])
    desk.clock.ahead += dt.timedelta(seconds=0.8)
    await verifier.actor(other)
    return verifier, bearer, actor


class Slow(MemoryIdentity):
    """The same registry, in which looking for a client takes as long as `wait` does."""

    def __init__(self, same: MemoryIdentity, wait: Callable[[], Awaitable[object]]) -> None:
        self.__dict__.update(same.__dict__)
        self._wait = wait

    async def client(self, client_id: str) -> Client | None:
        found = await super().client(client_id)
        await self._wait()
        return found


async def test_a_token_that_ends_while_it_is_looked_at_gets_no_pass(desk: Office, registry: MemoryIdentity) -> None:
    """Its client is still being asked for when the registry says to somebody else that the token was ended."""
    token, go = (await desk.token())[1]["access_token"], asyncio.Event()
    verifier = Verifier(TENANT, Slow(registry, go.wait), desk.clock, local=desk.tokens)
    looking = asyncio.create_task(verifier.actor(f"Bearer {token}"))
    await asyncio.sleep(0.01)
    await registry.revoke_token(str(unverified(token)[1]["jti"]), desk.clock() + dt.timedelta(hours=1))
    desk.clock.ahead += dt.timedelta(seconds=1)
    assert await verifier._standing.is_revoked(str(unverified(token)[1]["jti"]))
    go.set()
    with pytest.raises(Unauthenticated, match="ended"):
        await looking


async def test_what_the_registry_took_long_to_say_is_as_old_as_the_question(
    desk: Office, registry: MemoryIdentity
) -> None:
    async def wait() -> None:
        desk.clock.ahead += dt.timedelta(seconds=0.7)

    bearer = f"Bearer {(await desk.token())[1]['access_token']}"
    verifier = Verifier(TENANT, Slow(registry, wait), desk.clock, local=desk.tokens)
    await verifier._standing.client("frontend")
    await verifier.actor(bearer)
    assert verifier.known(bearer) is not None
    desk.clock.ahead += dt.timedelta(seconds=0.4)
    assert verifier.known(bearer) is None


async def test_no_pass_outlives_its_token(desk: Office, registry: MemoryIdentity) -> None:
    token = (await desk.token())[1]["access_token"]
    end = dt.datetime.fromtimestamp(unverified(token)[1]["exp"], dt.UTC)
    times = [end - dt.timedelta(seconds=0.5)]
    verifier = Verifier(TENANT, registry, lambda: times[-1], local=desk.tokens)
    await verifier.actor(f"Bearer {token}")
    assert verifier.known(f"Bearer {token}") is not None
    times.append(end)
    assert verifier.known(f"Bearer {token}") is None


async def test_a_client_that_was_closed_ends_within_a_second(desk: Office, registry: MemoryIdentity) -> None:
    _, body = await desk.token()
    bearer = f"Bearer {body['access_token']}"
    await desk.verifier.actor(bearer)
    registry.clients["frontend"] = dataclasses.replace(registry.clients["frontend"], active=False)
    desk.clock.ahead += dt.timedelta(seconds=1)
    with pytest.raises(Unauthenticated):
        await desk.verifier.actor(bearer)


async def test_many_who_ask_at_once_ask_the_registry_once(desk: Office, registry: MemoryIdentity) -> None:
    _, body = await desk.token()
    registry.asked.clear()
    bearer = f"Bearer {body['access_token']}"
    leaving = asyncio.create_task(desk.verifier.actor(bearer))
    staying = [asyncio.create_task(desk.verifier.actor(bearer)) for _ in range(20)]
    await asyncio.sleep(0)
    leaving.cancel()
    assert len(set(await asyncio.gather(*staying))) == 1
    assert registry.asked["client"] == registry.asked["revoked"] == 1


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
