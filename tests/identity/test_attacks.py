"""Every attack of the table, over HTTP: the hub refuses it, and the verifier that forgot its check lets it in.

The second half is what makes the first half a proof: each attack differs from an honest request in the one thing that
its check looks at, and no other check would have refused it by chance.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from hub.core.actor import Actor
from hub.core.errors import Unauthenticated
from hub.identity import Possession, Verifier
from tests.fakes.actors import READER
from tests.identity.attacks import ATTACKS, ELSEWHERE, OWNER, STRANGER, THIEF, Sent, Source, owned
from tests.identity.forging import parsed
from tests.identity.issuer import OtherIssuer, other_issuer
from tests.identity.lax import LAX, Makes
from tests.identity.registry import MemoryIdentity
from tests.web.rig import Clock, Rig, Told, rig

WHO = {"query": "{ viewer { displayName } }"}
PUBLIC_URL = "http://hub.test"
OWN_LIVES_LONG = {"valid for ten years"}
"""What is no attack on the embedded issuer: whoever has its key sets the life of its tokens."""
SAYS_MORE = {"end", "beginning", "audience", "district", "issuer", "client"}
"""Checks whose refusal an honest client may be told of: nothing about them helps to forge a signature."""


class Turned(Verifier):
    """The verifier of a running hub, which a test turns to another one."""

    to: Verifier

    def known(self, authorization: str | None) -> Actor | None:
        return self.to.known(authorization)

    async def actor(self, authorization: str | None, possession: Possession | None = None) -> Actor:
        return await self.to.actor(authorization, possession)


@dataclass
class Place:
    """A running hub, the issuer that it trusts, and its verifier."""

    hub: Rig
    issuer: OtherIssuer
    door: Turned
    makes: Makes

    def theirs(self) -> Source:
        """An honest token of the other issuer."""
        now = int(self.hub.clock().timestamp())
        return Source(self.issuer.token(), self.issuer.key, now, f"{PUBLIC_URL}/graphql")

    async def asked(self, sent: Sent) -> Told:
        return await _asked(self.hub, sent)


async def _asked(hub: Rig, sent: Sent) -> Told:
    for _ in range(sent.times - 1):
        assert (await hub.post(WHO, **sent.headers)).status == 200
    return await hub.post(WHO, **sent.headers)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    registry, clock = MemoryIdentity(), Clock()
    door = Turned("1901", registry, clock)
    async with rig(verifier=door) as hub, other_issuer(clock) as issuer:
        makes = Makes(issuer.trusted, registry, clock, hub.http, PUBLIC_URL)
        door.to = makes.strict()
        yield Place(hub, issuer, door, makes)


async def _opens(verifier: Verifier, sent: Sent) -> bool:
    """Whether this verifier takes what was sent, each time that it is sent."""
    try:
        for _ in range(sent.times):
            proofs = (sent.proof,) if sent.proof else ()
            await verifier.actor(sent.headers["Authorization"], Possession("POST", "/graphql", proofs))
    except Unauthenticated:
        return False
    return True


def _check_refused(told: Told, name: str) -> str:
    """The sentence of a refusal that says nothing to a forger."""
    assert told.status == 401, (name, told)
    assert told.codes == ["UNAUTHENTICATED"], name
    assert not told.payload.get("data"), name
    assert 'Bearer realm="satu"' in told.headers["WWW-Authenticate"], name
    message: str = told.payload["errors"][0]["message"]
    assert message.endswith("."), name
    return message


def _secrets(sent: Sent) -> set[str]:
    """What a refusal must not repeat: the token, its ids and keys, and what a forger asked to be believed."""
    header, claims = parsed(sent.token)
    known = {str(header.get("kid", "?")), claims.get("sub", ""), claims.get("name", ""), claims.get("iss", "")}
    known |= {OWNER.thumbprint(), THIEF.thumbprint(), STRANGER.thumbprint(), ELSEWHERE, "evil.example"}
    return {*known, *(piece for piece in sent.token.split(".") if piece)} - {""}


async def test_honest_requests_get_in(place: Place) -> None:
    good = place.theirs()
    for sent in (Sent(good.good), Sent(good.signed()), owned(good)):
        told = await place.asked(sent)
        assert told.payload == {"data": {"viewer": {"displayName": "Budi (DATA CONTOH)"}}}


async def test_every_attack_with_a_token_of_another_issuer_is_refused(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    said = {}
    with caplog.at_level(logging.DEBUG):
        for name, attack in ATTACKS.items():
            sent = attack.send(place.theirs())
            told = await place.asked(sent)
            said[name] = _check_refused(told, name)
            shown = f"{told.payload} {told.headers}"
            assert not {secret for secret in _secrets(sent) if secret in shown}, name
            assert not {secret for secret in _secrets(sent) if len(secret) > 40 and secret in caplog.text}, name
    forged = {said[name] for name, attack in ATTACKS.items() if attack.needs not in SAYS_MORE and not _has_key(name)}
    assert len(forged) == 1, "a forger cannot tell which check was in the way"
    # A hub that has refused all this still knows who is honest.
    assert (await place.asked(owned(place.theirs()))).status == 200


def _has_key(name: str) -> bool:
    """Attacks on a bound token: whoever holds one is told what a proof must look like."""
    return "bound token" in name or name.startswith("a proof for") or name in {
        "a proof without a token", "a proof of yesterday",
    }  # fmt: skip


async def test_every_attack_with_a_token_of_the_embedded_issuer_is_refused() -> None:
    async with rig() as hub:
        token = (await hub.bearer(READER)).removeprefix("Bearer ")
        for name, attack in ATTACKS.items():
            now = int(hub.clock().timestamp())
            sent = attack.send(Source(token, hub.tokens.keys.signing, now, f"{PUBLIC_URL}/graphql"))
            told = await _asked(hub, sent)
            if name in OWN_LIVES_LONG:
                assert told.status == 200
            else:
                _check_refused(told, name)
        assert (await hub.post(WHO, f"Bearer {token}")).status == 200


async def test_each_attack_gets_in_over_http_where_its_own_check_was_forgotten(place: Place) -> None:
    for name, attack in ATTACKS.items():
        place.door.to = place.makes.lax(attack.needs)
        told = await place.asked(attack.send(place.theirs()))
        assert told.status == 200, (name, told)
        assert told.payload["data"]["viewer"], name


async def test_each_attack_gets_in_where_its_own_check_was_forgotten_and_nowhere_else(place: Place) -> None:
    found = {}
    for forgot in LAX:
        verifier = place.makes.lax(forgot)
        honest = place.theirs()
        assert await _opens(verifier, owned(honest)), forgot
        sent = {name: attack.send(honest) for name, attack in ATTACKS.items()}
        found[forgot] = {name for name in ATTACKS if await _opens(verifier, sent[name])}
    assert found == {forgot: {name for name, attack in ATTACKS.items() if attack.needs == forgot} for forgot in LAX}


def test_the_table_and_the_forgetful_verifiers_are_about_the_same_checks() -> None:
    assert {attack.needs for attack in ATTACKS.values()} == set(LAX)
