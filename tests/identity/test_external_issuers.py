"""Tokens of other issuers: how their claims are read, and how their keys are kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import pytest

from hub.core.actor import ActorKind, Role
from hub.core.errors import SourceUnavailable, Unauthenticated
from hub.core.purpose import Purpose
from hub.identity import ClaimNames, ExternalIssuer, Verifier
from hub.identity.external_issuer import is_safe
from tests.identity.district import TENANT, Clock
from tests.identity.issuer import OtherIssuer, other_issuer
from tests.identity.registry import MemoryIdentity


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


def verifier(http: aiohttp.ClientSession, clock: Clock, issuers: Sequence[ExternalIssuer]) -> Verifier:
    return Verifier(TENANT, MemoryIdentity(), clock, external=issuers, http=http)


@pytest.fixture
def desk_of(issuer: OtherIssuer, http: aiohttp.ClientSession, clock: Clock) -> Verifier:
    return verifier(http, clock, [issuer.trusted])


async def test_keycloak_s_claims_become_an_actor(issuer: OtherIssuer, desk_of: Verifier) -> None:
    actor = await desk_of.actor(f"Bearer {issuer.token()}")
    assert (actor.kind, actor.subject) == (ActorKind.USER, f"{issuer.url}#pengguna-f3")
    assert actor.roles == frozenset({Role.OPERATOR})
    assert actor.scopes == frozenset({"citizen:read"}), "an operator reads no audit log, whatever the token says"
    assert (actor.region, actor.display_name) == ("19.01", "Budi (DATA CONTOH)")
    assert actor.purposes == frozenset({Purpose.CIVIL_REGISTRATION})


async def test_a_service_account_is_a_client(issuer: OtherIssuer, desk_of: Verifier) -> None:
    claims: dict[str, Any] = {
        "realm_access": {"roles": ["agency_client"]}, "scope": "citizen:read audit:read", "purposes": ["PUBLIC_SERVICE"]
    }  # fmt: skip
    actor = await desk_of.actor(f"Bearer {issuer.token(**claims)}")
    assert (actor.kind, actor.subject, actor.client_id) == (ActorKind.CLIENT, *[f"{issuer.url}#keycloak-console"] * 2)
    assert actor.scopes == frozenset({"citizen:read", "audit:read"})
    assert actor.purposes == frozenset({Purpose.PUBLIC_SERVICE})
    assert actor.agency == ""
    named = await desk_of.actor(f"Bearer {issuer.token(**claims, agency='licensing')}")
    assert named.agency == "licensing"
    staff = await desk_of.actor(f"Bearer {issuer.token(agency='licensing')}")
    assert (staff.kind, staff.agency) == (ActorKind.USER, ""), "staff do not write for agencies"
    unnamed = await desk_of.actor(f"Bearer {issuer.token(**{**claims, 'purposes': None})}")
    assert unnamed.purposes == frozenset(), "an agency has no purpose but those it was given"


@pytest.mark.parametrize(
    "claims", [{"realm_access": None}, {"realm_access": "operator"}, {"realm_access": {"roles": 1}}]
)
async def test_without_roles_there_are_no_rights(
    issuer: OtherIssuer, desk_of: Verifier, claims: dict[str, Any]
) -> None:
    actor = await desk_of.actor(f"Bearer {issuer.token(**claims)}")
    assert not actor.roles
    assert not actor.scopes
    assert not actor.purposes


async def test_settings_name_the_claims(issuer: OtherIssuer, http: aiohttp.ClientSession, clock: Clock) -> None:
    names = ClaimNames(roles="peran", region="wilayah.kode", nik="nomor")
    found = verifier(http, clock, [dataclasses.replace(issuer.trusted, names=names)])
    token = issuer.token(peran="verifier", wilayah={"kode": "19.01.02"}, nomor="1901014101909001", region=None)
    actor = await found.actor(f"Bearer {token}")
    assert (actor.roles, actor.region, actor.nik) == (frozenset({Role.VERIFIER}), "19.01.02", "1901014101909001")


@pytest.mark.parametrize("typ", ["ID", "Refresh", "Offline"])
async def test_other_tokens_of_the_issuer_open_nothing(issuer: OtherIssuer, desk_of: Verifier, typ: str) -> None:
    with pytest.raises(Unauthenticated):
        await desk_of.actor(f"Bearer {issuer.token(typ=typ)}")


async def test_keys_are_asked_for_once_and_again_when_they_change(
    issuer: OtherIssuer, desk_of: Verifier, clock: Clock
) -> None:
    for number in range(5):
        await desk_of.actor(f"Bearer {issuer.token(jti=str(number))}")
    assert issuer.asked == 1
    issuer.new_key()
    clock.ahead += dt.timedelta(seconds=11)
    assert not (await desk_of.actor(f"Bearer {issuer.token()}")).is_anonymous
    assert issuer.asked == 2


async def test_made_up_key_ids_do_not_make_it_ask_each_time(issuer: OtherIssuer, desk_of: Verifier) -> None:
    assert not (await desk_of.actor(f"Bearer {issuer.token()}")).is_anonymous
    for number in range(5):
        with pytest.raises(Unauthenticated):
            await desk_of.actor(f"Bearer {issuer.token(header={'kid': f'made up {number}'})}")
    assert issuer.asked == 1


async def test_a_key_that_was_withdrawn_ends_here_too(issuer: OtherIssuer, desk_of: Verifier, clock: Clock) -> None:
    old = issuer.key
    assert not (await desk_of.actor(f"Bearer {issuer.token()}")).is_anonymous
    issuer.new_key()
    clock.ahead += dt.timedelta(minutes=11)
    with pytest.raises(Unauthenticated):
        await desk_of.actor(f"Bearer {issuer.token(key=old)}")


async def test_known_keys_hold_while_the_issuer_is_away(issuer: OtherIssuer, desk_of: Verifier, clock: Clock) -> None:
    assert not (await desk_of.actor(f"Bearer {issuer.token()}")).is_anonymous
    issuer.ill = "down"
    clock.ahead += dt.timedelta(minutes=11)
    assert not (await desk_of.actor(f"Bearer {issuer.token(jti='later')}")).is_anonymous


async def test_without_keys_nobody_comes_in(issuer: OtherIssuer, desk_of: Verifier) -> None:
    issuer.ill = "down"
    with pytest.raises(SourceUnavailable):
        await desk_of.actor(f"Bearer {issuer.token()}")


async def test_metadata_of_another_issuer_are_not_believed(issuer: OtherIssuer, desk_of: Verifier) -> None:
    issuer.says_issuer = "https://evil.example"
    with pytest.raises(SourceUnavailable):
        await desk_of.actor(f"Bearer {issuer.token()}")


async def test_a_kept_token_ends_with_its_time(issuer: OtherIssuer, desk_of: Verifier, clock: Clock) -> None:
    token = issuer.token(exp=int(clock().timestamp()) + 30)
    assert not (await desk_of.actor(f"Bearer {token}")).is_anonymous
    clock.ahead += dt.timedelta(seconds=40)
    with pytest.raises(Unauthenticated, match="expired"):
        await desk_of.actor(f"Bearer {token}")


async def test_several_issuers_each_with_its_own_keys(http: aiohttp.ClientSession, clock: Clock) -> None:
    async with other_issuer(clock) as first, other_issuer(clock) as second:
        found = verifier(http, clock, [i.trusted for i in (first, second)])
        assert not (await found.actor(f"Bearer {first.token()}")).is_anonymous
        assert not (await found.actor(f"Bearer {second.token()}")).is_anonymous
        with pytest.raises(Unauthenticated):
            await found.actor(f"Bearer {second.token(iss=first.url)}")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://login.example", True),
        ("http://127.0.0.1:8400", True),
        ("http://login.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("ftp://127.0.0.1", False),
        ("", False),
    ],
)
def test_keys_come_by_tls_or_from_this_machine(url: str, safe: bool) -> None:
    assert is_safe(url) is safe
