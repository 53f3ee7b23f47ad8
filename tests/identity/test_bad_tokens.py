"""Tokens that must not open the hub, of the embedded issuer and of others.

Each kind is put to a deliberately lax verifier as well, which takes it: so it is the check that refuses, and not some
other fault of the forged token.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.core.actor import Actor, ActorKind
from hub.core.errors import Unauthenticated
from hub.identity import Verifier
from tests.identity.district import TENANT, Clock, Office
from tests.identity.forging import forged, parsed, tampered
from tests.identity.issuer import OtherIssuer, other_issuer
from tests.identity.registry import MemoryIdentity


@dataclass
class Source:
    """A good token, the key that signed it, how to sign changed claims, and the verifier that takes it."""

    good: str
    key: ECKey
    verifier: Verifier
    now: int

    def signed(self, *, key: ECKey | None = None, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
        head, claims = parsed(self.good)
        changed = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        changed_head = {name: value for name, value in {**head, **(header or {})}.items() if value is not None}
        return jwt.encode(changed_head, changed, key or self.key)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def issuer(clock: Clock) -> AsyncIterator[OtherIssuer]:
    async with other_issuer(clock) as opened:
        yield opened


@pytest.fixture
async def embedded(desk: Office) -> Source:
    _, body = await desk.token(scope="citizen:read")
    return Source(body["access_token"], desk.tokens.keys.signing, desk.verifier, int(desk.clock().timestamp()))


@pytest.fixture
async def external(issuer: OtherIssuer, clock: Clock, http: aiohttp.ClientSession) -> Source:
    verifier = Verifier(TENANT, MemoryIdentity(), clock, external=[issuer.trusted], http=http)
    return Source(issuer.token(), issuer.key, verifier, int(clock().timestamp()))


@pytest.fixture(params=["embedded", "external"])
def source(request: pytest.FixtureRequest) -> Source:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Source)
    return found


STRANGER = ECKey.generate_key("P-256", auto_kid=True)
BAD: dict[str, Callable[[Source], str]] = {
    "expired": lambda s: s.signed(exp=s.now - 10),
    "without an end": lambda s: s.signed(exp=None),
    "not yet valid": lambda s: s.signed(nbf=s.now + 60),
    "issued in the future": lambda s: s.signed(iat=s.now + 60),
    "wrong audience": lambda s: s.signed(aud="another-hub"),
    "no audience": lambda s: s.signed(aud=None),
    "wrong issuer": lambda s: s.signed(iss="https://evil.example"),
    "no issuer": lambda s: s.signed(iss=None),
    "issuer with a slash more": lambda s: s.signed(iss=parsed(s.good)[1]["iss"] + "/"),
    "another district": lambda s: s.signed(tenant="1902"),
    "alg none": lambda s: forged(s.good, s.key, alg="none"),
    "alg None": lambda s: forged(s.good, s.key, alg="None"),
    "HS256 with the public key": lambda s: forged(s.good, s.key, alg="HS256"),
    "a stranger's key under the known id": lambda s: s.signed(key=STRANGER),
    "unknown key id": lambda s: s.signed(key=STRANGER, header={"kid": STRANGER.kid}),
    "no key id": lambda s: s.signed(header={"kid": None}),
    "its own key in the header": lambda s: s.signed(key=STRANGER, header={"jwk": STRANGER.as_dict(private=False)}),
    "tampered roles": lambda s: tampered(s.good, roles=["head_of_office"], realm_access={"roles": ["verifier"]}),
    "tampered scope": lambda s: tampered(s.good, scope="audit:read"),
}


class LaxVerifier:
    """Believes what is written, as a verifier does that forgot its checks."""

    async def actor(self, authorization: str) -> Actor:
        _, claims = parsed(authorization.removeprefix("Bearer "))
        scopes = frozenset(str(claims["scope"]).split())
        return Actor(str(claims["sub"]), ActorKind.USER, "", "", TENANT, scopes=scopes)


async def test_the_good_token_opens(source: Source) -> None:
    assert (await source.verifier.actor(f"Bearer {source.good}")).scopes == frozenset({"citizen:read"})
    # Signing anew changes nothing that matters: the forged ones differ from this one in one thing each.
    assert not (await source.verifier.actor(f"bearer {source.signed()}")).is_anonymous


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_token_is_refused_with_a_sentence(source: Source, kind: str) -> None:
    token = BAD[kind](source)
    taken = await LaxVerifier().actor(f"Bearer {token}")
    assert taken.subject == parsed(source.good)[1]["sub"]
    assert taken.scopes
    with pytest.raises(Unauthenticated) as refusal:
        await source.verifier.actor(f"Bearer {token}")
    message = refusal.value.message
    assert message.endswith(".")
    assert len(message) > 30
    assert not refusal.value.details
    assert token not in message


@pytest.mark.parametrize(
    "header",
    [
        "", " ", "Bearer", "Bearer ", "Basic c2l0aTpzaXRp", "Bearer x", "Bearer a.b.c", "Bearer a.b.c.d.e", "Bearer \0",
        "Bearer é.é.é", "Bearer " + "a" * 100_000, "Bearer bnVsbA.bnVsbA.bnVsbA", "Bearer W10.W10.W10",
    ],
)  # fmt: skip
async def test_what_is_no_token_is_refused(source: Source, header: str) -> None:
    with pytest.raises(Unauthenticated):
        await source.verifier.actor(header)


async def test_no_header_is_the_anonymous_actor(source: Source) -> None:
    actor = await source.verifier.actor(None)
    assert actor.is_anonymous
    assert actor.tenant == TENANT
    assert not actor.scopes


@pytest.mark.parametrize("typ", ["JWT", None, "dpop+jwt"])
async def test_the_embedded_issuer_s_other_tokens_open_nothing(embedded: Source, typ: str | None) -> None:
    with pytest.raises(Unauthenticated):
        await embedded.verifier.actor(f"Bearer {embedded.signed(header={'typ': typ})}")


async def test_a_token_ends_after_ten_minutes_although_it_was_taken_before(desk: Office, embedded: Source) -> None:
    assert not (await embedded.verifier.actor(f"Bearer {embedded.good}")).is_anonymous
    desk.clock.ahead += dt.timedelta(minutes=10, seconds=6)
    with pytest.raises(Unauthenticated, match="expired"):
        await embedded.verifier.actor(f"Bearer {embedded.good}")


async def test_a_nik_does_not_stand_in_a_token(desk: Office) -> None:
    _, body = await desk.exchange(await desk.code())
    actor = await desk.verifier.actor(f"Bearer {body['access_token']}")
    assert actor.nik
    assert actor.nik not in str(parsed(body["access_token"]))
    assert "nik" not in parsed(body["access_token"])[1]
    assert actor.nik not in repr(actor)
