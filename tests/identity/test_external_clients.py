"""For whom a token of another issuer may speak, what its words are worth here, and what ends it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from hub.core.accounts import AuthMethod, Client
from hub.core.actor import ROLE_SCOPES, ActorKind, Role
from hub.core.errors import Unauthenticated
from hub.core.purpose import Purpose
from hub.identity import ClaimNames, ExternalIssuer, IdentityStore, RoleRules, Verifier
from hub.store import PgIdentity
from tests.fakes.agreements import WIDE, agreement
from tests.identity.district import NIK, TENANT, Clock
from tests.identity.issuer import CLIENT, OtherIssuer, other_issuer
from tests.identity.registry import MemoryIdentity

AGENCY = {"realm_access": {"roles": ["agency_client"]}, "scope": "citizen:read audit:read"}
MOMENT = dt.timedelta(seconds=1)


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


@pytest.fixture
def hub(issuer: OtherIssuer, clock: Clock, http: aiohttp.ClientSession, registry: MemoryIdentity) -> Verifier:
    return _hub(issuer.trusted, clock, http, registry)


def _hub(trusted: ExternalIssuer, clock: Clock, http: aiohttp.ClientSession, store: IdentityStore) -> Verifier:
    return Verifier(TENANT, store, clock, external=[trusted], http=http)


def _registered(issuer: OtherIssuer, client: str = CLIENT, **changes: Any) -> Client:
    """The registration of another issuer's client: under the issuer's address, and able to do nothing at our own."""
    row = Client(
        TENANT, f"{issuer.url}#{client}", "Frontend Dinkes", AuthMethod.NONE, None, None, frozenset(), (),
        frozenset({"citizen:read"}), frozenset({Purpose.PUBLIC_SERVICE}), "19.01.02", agency="health",
    )  # fmt: skip
    return dataclasses.replace(row, **changes)


# ---- which clients ---------------------------------------------------------------------------------------------------


async def test_a_client_that_is_neither_listed_nor_registered_speaks_for_nobody(
    hub: Verifier, issuer: OtherIssuer, registry: MemoryIdentity
) -> None:
    token = issuer.token(azp="another")
    with pytest.raises(Unauthenticated, match="not registered here"):
        await hub.actor(f"Bearer {token}")


@pytest.mark.parametrize(
    "claims", [{"azp": None}, {"azp": "a", "client_id": "b"}, {"azp": ["keycloak-console"]}, {"azp": ""}]
)
async def test_a_token_names_one_client(hub: Verifier, issuer: OtherIssuer, claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated, match="not signed for this hub or has been changed"):
        await hub.actor(f"Bearer {issuer.token(**claims)}")


async def test_a_token_by_rfc_9068_names_it_as_client_id(hub: Verifier, issuer: OtherIssuer) -> None:
    token = issuer.token(header={"typ": "at+jwt"}, typ=None, azp=None, client_id=CLIENT)
    assert (await hub.actor(f"Bearer {token}")).client_id == f"{issuer.url}#{CLIENT}"


async def test_a_registration_bounds_what_an_agency_gets(
    hub: Verifier, issuer: OtherIssuer, registry: MemoryIdentity
) -> None:
    await registry.put_client(_registered(issuer, "dinkes"))
    claims: dict[str, Any] = {
        **AGENCY,
        "azp": "dinkes",
        "purposes": ["PUBLIC_SERVICE", "LAW_ENFORCEMENT"],
        "agency": "insurance",
    }
    actor = await hub.actor(f"Bearer {issuer.token(**claims)}")
    assert actor.kind is ActorKind.CLIENT
    assert actor.scopes == {"citizen:read"}
    assert actor.purposes == {Purpose.PUBLIC_SERVICE}
    assert (actor.agency, actor.region, actor.display_name) == ("health", "19.01.02", "Frontend Dinkes")
    unsaid = await hub.actor(f"Bearer {issuer.token(**{**claims, 'purposes': None})}")
    assert unsaid.purposes == {Purpose.PUBLIC_SERVICE}


async def test_an_agency_acts_under_the_agreement_of_its_registration(
    hub: Verifier, issuer: OtherIssuer, registry: MemoryIdentity, clock: Clock
) -> None:
    claims: dict[str, Any] = dict(AGENCY)
    token = f"Bearer {issuer.token(**claims)}"
    assert (await hub.actor(token)).agreement is None
    await registry.put_client(_registered(issuer, agreement=WIDE.id))
    clock.ahead += dt.timedelta(seconds=1)
    assert (await hub.actor(token)).agreement == WIDE
    registry.agreements[WIDE.id] = agreement(active=False)
    clock.ahead += dt.timedelta(seconds=1)
    assert (await hub.actor(token)).agreement == agreement(active=False)
    user = await hub.actor(f"Bearer {issuer.token(scope='citizen:read')}")
    assert (user.kind, user.agreement) == (ActorKind.USER, None)


async def test_a_registration_bounds_what_a_user_gets_through_it(
    hub: Verifier, issuer: OtherIssuer, registry: MemoryIdentity
) -> None:
    token = issuer.token(scope="citizen:read family:read application:process")
    internal = frozenset({Purpose.CIVIL_REGISTRATION})
    await registry.put_client(_registered(issuer, purposes=internal))
    actor = await hub.actor(f"Bearer {token}")
    assert actor.kind is ActorKind.USER
    assert (actor.scopes, actor.purposes) == (frozenset({"citizen:read"}), internal)
    assert (actor.region, actor.display_name) == ("19.01", "Budi (DATA CONTOH)"), "she stays who she is"


# ---- what ends it ----------------------------------------------------------------------------------------------------


async def _check_ends(hub: Verifier, clock: Clock, token: str) -> None:
    """The token, which was taken a moment ago, is refused a second later."""
    clock.ahead += MOMENT
    with pytest.raises(Unauthenticated, match=r"was (closed|ended)"):
        await hub.actor(f"Bearer {token}")


@pytest.mark.parametrize("client", ["dinkes", CLIENT])
async def test_a_closed_client_ends_within_a_second_listed_or_not(
    hub: Verifier, issuer: OtherIssuer, registry: MemoryIdentity, clock: Clock, client: str
) -> None:
    token = issuer.token(azp=client)
    await registry.put_client(_registered(issuer, client))
    assert not (await hub.actor(f"Bearer {token}")).is_anonymous
    await registry.put_client(_registered(issuer, client, active=False))
    await _check_ends(hub, clock, token)


@pytest.mark.parametrize("what", ["#pengguna-f3", "#t1", f"#{CLIENT}"])
async def test_a_user_a_token_or_a_client_of_another_issuer_is_ended_within_a_second(
    hub: Verifier, issuer: OtherIssuer, registry: MemoryIdentity, clock: Clock, what: str
) -> None:
    token = issuer.token()
    assert not (await hub.actor(f"Bearer {token}")).is_anonymous
    await registry.revoke_token(f"{issuer.url}{what}", clock() + dt.timedelta(hours=1))
    await _check_ends(hub, clock, token)
    others = issuer.token(sub="another", jti="another", azp=CLIENT)
    if what != f"#{CLIENT}":
        assert not (await hub.actor(f"Bearer {others}")).is_anonymous


async def test_the_same_ids_of_another_issuer_are_somebody_else(
    hub: Verifier, issuer: OtherIssuer, registry: MemoryIdentity, clock: Clock
) -> None:
    for what in ("pengguna-f3", "t1", CLIENT, f"https://other.example#{CLIENT}", "https://other.example#pengguna-f3"):
        await registry.revoke_token(what, clock() + dt.timedelta(hours=1))
    await registry.put_client(_registered(issuer, active=False, client_id=CLIENT))
    assert not (await hub.actor(f"Bearer {issuer.token()}")).is_anonymous


async def test_the_registry_is_asked_once_a_second_however_often_it_is_needed(
    hub: Verifier, issuer: OtherIssuer, registry: MemoryIdentity, clock: Clock
) -> None:
    for number in range(5):
        await hub.actor(f"Bearer {issuer.token(jti=str(number))}")
    assert (registry.asked["client"], registry.asked["revoked"]) == (1, 1)
    clock.ahead += MOMENT
    await hub.actor(f"Bearer {issuer.token()}")
    assert (registry.asked["client"], registry.asked["revoked"]) == (2, 2)


async def test_the_real_registry_holds_such_a_client_and_closes_it(
    real_store: PgIdentity, issuer: OtherIssuer, clock: Clock, http: aiohttp.ClientSession
) -> None:
    hub = _hub(dataclasses.replace(issuer.trusted, clients=frozenset()), clock, http, real_store)
    token = issuer.token()
    with pytest.raises(Unauthenticated, match="not registered here"):
        await hub.actor(f"Bearer {token}")
    await real_store.put_client(_registered(issuer))
    clock.ahead += MOMENT
    assert not (await hub.actor(f"Bearer {token}")).is_anonymous
    await real_store.put_client(_registered(issuer, active=False))
    await _check_ends(hub, clock, token)


# ---- what its words are worth ----------------------------------------------------------------------------------------


async def _actor(
    issuer: OtherIssuer, clock: Clock, http: aiohttp.ClientSession, trusted: dict[str, Any], **claims: Any
) -> Any:
    hub = _hub(dataclasses.replace(issuer.trusted, **trusted), clock, http, MemoryIdentity())
    return await hub.actor(f"Bearer {issuer.token(**claims)}")


@pytest.mark.parametrize(
    ("path", "client"),
    [
        ("resource_access.satu-hub.roles", "satu-hub"),
        ("realm_access.roles resource_access.satu-hub.roles", "satu-hub"),
        (r"resource_access.hub\.bangka.roles", "hub.bangka"),
    ],
)
async def test_keycloak_s_roles_of_a_client_count_where_settings_say_so(
    issuer: OtherIssuer, clock: Clock, http: aiohttp.ClientSession, path: str, client: str
) -> None:
    claims = {"resource_access": {client: {"roles": ["verifier"]}, "account": {"roles": ["head_of_office"]}}}
    actor = await _actor(issuer, clock, http, {"names": ClaimNames(roles=path)}, **claims)
    assert actor.roles == ({Role.VERIFIER, Role.OPERATOR} if "realm" in path else {Role.VERIFIER})
    unasked = await _actor(issuer, clock, http, {}, **claims)
    assert unasked.roles == {Role.OPERATOR}


async def test_an_issuer_with_words_of_its_own_gives_the_roles_that_settings_name(
    issuer: OtherIssuer, clock: Clock, http: aiohttp.ClientSession
) -> None:
    rules = RoleRules(named={"petugas-loket": Role.OPERATOR})
    roles = {"roles": ["petugas-loket", "administrator", "verifier"]}
    actor = await _actor(issuer, clock, http, {"rules": rules}, realm_access=roles)
    assert actor.roles == {Role.OPERATOR}, "its administrators are not the hub's"


async def test_an_issuer_of_citizens_makes_no_staff_and_no_agency(
    issuer: OtherIssuer, clock: Clock, http: aiohttp.ClientSession
) -> None:
    citizens = frozenset({Role.CITIZEN})
    rules = RoleRules(everybody=citizens, at_most=citizens, with_scopes=True)
    trusted = {"rules": rules, "names": ClaimNames(nik="nomor_induk")}
    for roles in (["head_of_office", "administrator"], ["agency_client"], []):
        claims = {"realm_access": {"roles": roles}, "scope": "openid profile", "nomor_induk": NIK}
        actor = await _actor(issuer, clock, http, trusted, **claims)
        assert (actor.kind, actor.roles, actor.nik) == (ActorKind.USER, citizens, NIK)
        assert actor.scopes == ROLE_SCOPES[Role.CITIZEN]
        assert actor.purposes == {Purpose.OWN_DATA}


async def test_a_client_of_an_agency_is_that_and_nothing_else(
    issuer: OtherIssuer, clock: Clock, http: aiohttp.ClientSession
) -> None:
    claims = {"realm_access": {"roles": ["agency_client", "head_of_office"]}, "nik": NIK}
    actor = await _actor(issuer, clock, http, {}, **claims)
    assert (actor.roles, actor.nik) == ({Role.AGENCY_CLIENT}, None)


@pytest.mark.parametrize("nik", ["1901", NIK + "1", [NIK], int(NIK), "1901014101900000"])
async def test_what_is_no_nik_is_nobody_s(
    issuer: OtherIssuer, clock: Clock, http: aiohttp.ClientSession, nik: Any
) -> None:
    assert (await _actor(issuer, clock, http, {}, nik=nik)).nik is None
