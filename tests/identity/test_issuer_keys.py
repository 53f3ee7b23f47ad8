"""The keys of another issuer: found, renewed, given up, and what an issuer on a bad day costs the hub."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, RSAKey

from hub.core.errors import SourceUnavailable, Unauthenticated
from hub.identity import Verifier
from hub.identity.discovery import _usable, addresses, signing_keys
from hub.identity.external import MOST_KEPT, _Verified
from hub.identity.issuers import HOLD, KEEP, PAUSE
from tests.identity.district import TENANT, Clock
from tests.identity.issuer import ILL, RFC8414, OtherIssuer, other_issuer
from tests.identity.registry import MemoryIdentity

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def issuer(clock: Clock) -> AsyncIterator[OtherIssuer]:
    async with other_issuer(clock) as opened:
        yield opened
        opened.open.set()


@pytest.fixture
def hub(issuer: OtherIssuer, clock: Clock, http: aiohttp.ClientSession) -> Verifier:
    return Verifier(TENANT, MemoryIdentity(), clock, external=[issuer.trusted], http=http)


async def _gets_in(hub: Verifier, token: str) -> bool:
    try:
        return not (await hub.actor(f"Bearer {token}")).is_anonymous
    except Unauthenticated:
        return False


# ---- where the keys are ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer_url", "usual", "other"),
    [
        ("https://a.example", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"),
        ("https://a.example/", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"),
        (
            "https://a.example/realms/satu",
            "/realms/satu/.well-known/openid-configuration",
            "/.well-known/oauth-authorization-server/realms/satu",
        ),
    ],
)
def test_metadata_lie_where_both_standards_put_them(issuer_url: str, usual: str, other: str) -> None:
    assert addresses(issuer_url) == (f"https://a.example{usual}", f"https://a.example{other}")


async def test_an_issuer_with_oauth_metadata_alone_is_found(hub: Verifier, issuer: OtherIssuer) -> None:
    issuer.forms = {RFC8414}
    assert await _gets_in(hub, issuer.token())
    assert issuer.all_asked == 3


async def test_an_issuer_without_metadata_is_asked_twice_and_not_again(hub: Verifier, issuer: OtherIssuer) -> None:
    issuer.forms = set()
    for _ in range(3):
        with pytest.raises(SourceUnavailable):
            await hub.actor(f"Bearer {issuer.token()}")
    assert issuer.all_asked == 2


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/keys", "http://keys.example/", "https://127.0.0.1:1/", 7, None])
async def test_keys_come_from_nowhere_that_is_less_safe(hub: Verifier, issuer: OtherIssuer, address: Any) -> None:
    issuer.says_keys = address
    with pytest.raises(SourceUnavailable):
        await hub.actor(f"Bearer {issuer.token()}")


class Web:
    """What lies at https addresses, as a session would read it: no certificate is to be had here."""

    def __init__(self, pages: dict[str, Any]) -> None:
        self.pages = pages

    @asynccontextmanager
    async def get(self, url: str, **_options: Any) -> AsyncIterator[Any]:
        yield SimpleNamespace(
            status=200, headers={}, content=SimpleNamespace(iter_any=lambda: _pieces(self.pages[url]))
        )


async def _pieces(page: Any) -> AsyncIterator[bytes]:
    yield json.dumps(page).encode()


@pytest.mark.parametrize(("address", "taken"), [("https://keys.example/", True), ("http://127.0.0.1:8400/keys", False)])
async def test_an_issuer_behind_tls_does_not_send_the_hub_to_its_own_machine(address: str, taken: bool) -> None:
    key = ECKey.generate_key("P-256", {"kid": "good"})
    issuer = "https://a.example"
    pages = {
        addresses(issuer)[0]: {"issuer": issuer, "jwks_uri": address},
        address: {"keys": [key.as_dict(private=False)]},
    }
    asked = signing_keys(Web(pages), issuer)  # type: ignore[arg-type]  # the one method that is used
    if taken:
        assert [each.kid for each in (await asked).keys] == ["good"]
        return
    with pytest.raises(ValueError, match="as safe as the issuer's own"):
        await asked


# ---- which keys ------------------------------------------------------------------------------------------------------


def test_of_what_is_published_only_public_keys_for_signatures_are_taken() -> None:
    good = ECKey.generate_key("P-256", {"kid": "good"})
    rsa = RSAKey.generate_key(2048, {"kid": "rsa"})
    with pytest.warns(SecurityWarning):
        short = RSAKey.generate_key(1024, {"kid": "short"})
    odd = [
        {**good.as_dict(private=False), "kid": "for encryption", "use": "enc"},
        {**good.as_dict(private=True), "kid": "private"},
        {name: value for name, value in good.as_dict(private=False).items() if name != "kid"},
        {"kty": "oct", "k": "AAAA", "kid": "secret"},
        {**good.as_dict(private=False), "kid": "of no curve", "crv": "P-255"},
        {**good.as_dict(private=False), "kid": "no point", "x": "AAAA"},
        short.as_dict(private=False),
    ]
    with pytest.warns(SecurityWarning):
        found = _usable({"keys": [*odd, good.as_dict(private=False), rsa.as_dict(private=False)]})
    assert [key.kid for key in found.keys] == ["good", "rsa"]
    with pytest.warns(SecurityWarning), pytest.raises(ValueError, match="no usable key"):
        _usable({"keys": odd})


async def test_a_key_signs_with_its_own_algorithm_alone(hub: Verifier, issuer: OtherIssuer) -> None:
    """RFC 8725 section 3.1: PS256 with a key that is published for RS256 is another key's signature."""
    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    issuer.published = [key]
    claims = issuer.claims()
    assert await _gets_in(hub, jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key))
    unmarked = RSAKey.import_key({name: value for name, value in key.as_dict(private=True).items() if name != "alg"})
    other = jwt.encode({"alg": "PS256", "kid": key.kid}, claims, unmarked, algorithms=["PS256"])
    assert not await _gets_in(hub, other)


# ---- rotation --------------------------------------------------------------------------------------------------------


async def test_a_new_key_is_picked_up_when_its_first_token_comes(
    hub: Verifier, issuer: OtherIssuer, clock: Clock
) -> None:
    assert await _gets_in(hub, issuer.token())
    clock.ahead += PAUSE
    issuer.new_key()
    assert await _gets_in(hub, issuer.token())
    assert issuer.asked == 2


async def test_a_withdrawn_key_ends_within_ten_minutes_though_its_token_is_kept(
    hub: Verifier, issuer: OtherIssuer, clock: Clock
) -> None:
    now = int(clock().timestamp())
    token = issuer.token(exp=now + 1800)
    assert await _gets_in(hub, token)
    issuer.new_key()
    clock.ahead += KEEP - 30 * SECOND
    assert await _gets_in(hub, token), "kept, for a minute from now"
    clock.ahead += 31 * SECOND
    assert not await _gets_in(hub, token)


async def test_a_withdrawn_key_ends_at_once_when_the_new_one_is_picked_up(
    hub: Verifier, issuer: OtherIssuer, clock: Clock
) -> None:
    old = issuer.token()
    assert await _gets_in(hub, old)
    clock.ahead += PAUSE
    issuer.new_key()
    assert await _gets_in(hub, issuer.token())
    assert not await _gets_in(hub, old)


async def test_a_storm_of_made_up_key_ids_costs_the_issuer_one_question_for_each_pause(
    hub: Verifier, issuer: OtherIssuer, clock: Clock
) -> None:
    assert await _gets_in(hub, issuer.token())
    storm = [issuer.token(header={"kid": f"made up {number}"}) for number in range(100)]
    for pauses in range(3):
        told = await asyncio.gather(*(_gets_in(hub, token) for token in storm))
        assert not any(told)
        assert issuer.asked == 1 + pauses, "none before the first pause is over"
        assert issuer.all_asked == 2 * issuer.asked
        clock.ahead += PAUSE
    assert await _gets_in(hub, issuer.token(jti="honest"))


async def test_many_first_tokens_at_once_ask_once(hub: Verifier, issuer: OtherIssuer) -> None:
    tokens = [issuer.token(jti=str(number)) for number in range(20)]
    assert all(await asyncio.gather(*(_gets_in(hub, token) for token in tokens)))
    assert issuer.all_asked == 2


async def test_one_that_goes_away_does_not_take_the_answer_from_the_others(hub: Verifier, issuer: OtherIssuer) -> None:
    """Or whoever hangs up in time keeps a hub from its issuer's keys, pause after pause."""
    issuer.open.clear()
    leaving = asyncio.create_task(_gets_in(hub, issuer.token()))
    while issuer.all_asked < 2:
        await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    staying = asyncio.create_task(_gets_in(hub, issuer.token()))
    issuer.open.set()
    assert await staying
    assert issuer.all_asked == 2


# ---- bad days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ill", sorted(ILL))
async def test_an_ill_issuer_lets_nobody_in_and_is_asked_again_when_it_is_well(
    hub: Verifier, issuer: OtherIssuer, clock: Clock, ill: str
) -> None:
    issuer.ill = ill
    for _ in range(3):
        with pytest.raises(SourceUnavailable) as refused:
            await hub.actor(f"Bearer {issuer.token()}")
        assert refused.value.message == "The issuer of this token does not answer now. Try again in a minute."
    assert issuer.all_asked == 2
    issuer.ill = ""
    clock.ahead += PAUSE
    assert await _gets_in(hub, issuer.token())


@pytest.mark.parametrize("ill", sorted(ILL))
async def test_known_keys_hold_for_an_hour_without_their_issuer_and_no_longer(
    hub: Verifier, issuer: OtherIssuer, clock: Clock, ill: str
) -> None:
    assert await _gets_in(hub, issuer.token())
    issuer.ill = ill
    clock.ahead += KEEP + SECOND
    assert await _gets_in(hub, issuer.token(jti="2"))
    clock.ahead += HOLD - KEEP - 2 * SECOND
    assert await _gets_in(hub, issuer.token(jti="3"))
    clock.ahead += 2 * SECOND
    with pytest.raises(SourceUnavailable):
        await hub.actor(f"Bearer {issuer.token(jti='4')}")


async def test_nobody_waits_for_an_issuer_that_did_not_answer_last_time(
    hub: Verifier, issuer: OtherIssuer, clock: Clock
) -> None:
    assert await _gets_in(hub, issuer.token())
    issuer.ill = "down"
    clock.ahead += KEEP + SECOND
    assert await _gets_in(hub, issuer.token(jti="2"))
    issuer.open.clear()
    clock.ahead += PAUSE
    async with asyncio.timeout(2):
        assert await _gets_in(hub, issuer.token(jti="3"))
    while issuer.all_asked < 6:
        await asyncio.sleep(0)


async def test_nobody_waits_for_keys_that_are_renewed_in_time(hub: Verifier, issuer: OtherIssuer, clock: Clock) -> None:
    assert await _gets_in(hub, issuer.token())
    issuer.open.clear()
    clock.ahead += KEEP / 2 + SECOND
    async with asyncio.timeout(2):
        assert await _gets_in(hub, issuer.token(jti="2"))
    while issuer.all_asked < 4:
        await asyncio.sleep(0)


async def test_a_slow_issuer_is_given_up(issuer: OtherIssuer, http: aiohttp.ClientSession) -> None:
    issuer.open.clear()
    with pytest.raises(TimeoutError):
        await signing_keys(http, issuer.url, seconds=0.05)


# ---- what is kept ----------------------------------------------------------------------------------------------------


async def test_tokens_are_kept_by_their_hash_and_not_without_end(
    hub: Verifier, issuer: OtherIssuer, clock: Clock
) -> None:
    token = issuer.token()
    assert await _gets_in(hub, token)
    kept = hub._external._verified
    assert token not in repr(kept._values)
    (one,) = kept._values.values()
    for number in range(MOST_KEPT + 10):
        kept.put(number.to_bytes(32), _Verified({}, one[1].keys))
    assert await _gets_in(hub, token)
    assert len(kept) == MOST_KEPT
