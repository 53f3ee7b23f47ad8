"""The realm that Keycloak imports agrees with what the hub reads of its tokens and with what the console asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import yaml

from hub.console.base import login
from hub.core.actor import MULTI_FACTOR, ROLE_SCOPES, SCOPES, SINGLE_FACTOR, STAFF, ActorKind, Role
from hub.core.purpose import Purpose
from hub.identity.claims import ClaimNames, external_actor
from hub.web.settings import Settings
from tests.deploy.places import COMPOSE, REALM

Tree = dict[str, Any]
NAMES = ClaimNames()
# What no agency may ask for in its own name, whatever its registration says.
STAFF_ONLY = {
    "application:process", "application:verify", "application:validate", "application:sign", "application:refuse",
    "discrepancy:decide", "agreement:manage", "client:manage", "user:manage", "audit:read", "citizen:correct",
    "citizen:contest", "citizen:merge", "citizen:seal", "citizen:hand_over", "delivery:transcribe", "delivery:replay",
    "delivery:read", "account:approve", "audit:settle", "emergency:open", "emergency:review", "breach:manage",
    "citizen:inform", "objection:raise", "objection:decide", "burial:report", "burial:settle", "ticket:call",
    "appointment:keep", "dashboard:read", "service:manage",
}  # fmt: skip
# Claims that a mapper makes out of something else than an attribute of the same name.
ATTRIBUTES = {NAMES.region: False, NAMES.purposes: True, NAMES.nik: False, NAMES.agency: False}


@pytest.fixture
def realm() -> Tree:
    parsed: Tree = json.loads(REALM.read_bytes())
    return parsed


def _named(items: list[Tree], key: str, name: str) -> Tree:
    return next(item for item in items if item[key] == name)


def _client(realm: Tree, client_id: str) -> Tree:
    return _named(realm["clients"], "clientId", client_id)


def _mappers(realm: Tree) -> Mapping[str, Tree]:
    """The mappers that every client of ours gets, by the claim they make."""
    mappers = _named(realm["clientScopes"], "name", "satu")["protocolMappers"]
    return {mapper["config"].get("claim.name", mapper["name"]): mapper for mapper in mappers}


def test_the_realm_is_the_one_that_compose_trusts(realm: Tree) -> None:
    environment = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["hub"]["environment"]
    (trusted,) = json.loads(environment["HUB_EXTERNAL_ISSUERS"])
    assert trusted["url"].endswith(f"/realms/{realm['realm']}")
    assert set(trusted["clients"]) <= {client["clientId"] for client in realm["clients"]}


def test_every_scope_of_the_hub_is_a_client_scope_and_stands_in_the_token(realm: Tree) -> None:
    scopes = {s["name"]: s for s in realm["clientScopes"] if s["attributes"]["include.in.token.scope"] == "true"}
    assert set(scopes) == SCOPES


def test_a_scope_is_given_to_the_roles_that_have_it_in_the_hub(realm: Tree) -> None:
    """A client scope without a role is open to every user of the realm, so each has one."""
    mapped = {mapping["clientScope"]: set(mapping["roles"]) for mapping in realm["scopeMappings"]}
    assert set(mapped) == SCOPES
    for scope, roles in mapped.items():
        holders = {role.value for role in Role if scope in ROLE_SCOPES[role]}
        agencies = set() if scope in STAFF_ONLY else {Role.AGENCY_CLIENT.value}
        assert roles == (holders | agencies or {"unassigned"}), scope


def test_the_token_says_how_and_when_somebody_logged_in(realm: Tree) -> None:
    """Or nobody signs: what binds the office wants a second factor, five minutes ago at most."""
    assert json.loads(realm["attributes"]["acr.loa.map"]) == {SINGLE_FACTOR: "1", MULTI_FACTOR: "2"}
    mappers = _named(realm["clientScopes"], "name", "basic")["protocolMappers"]
    assert _named(mappers, "protocolMapper", "oidc-acr-mapper")["config"]["access.token.claim"] == "true"
    time = _named(mappers, "protocolMapper", "oidc-usersessionmodel-note-mapper")["config"]
    assert (time["user.session.note"], time["claim.name"], time["access.token.claim"]) == (
        "AUTH_TIME", "auth_time", "true",
    )  # fmt: skip


def test_the_roles_are_the_hubs(realm: Tree) -> None:
    assert {role["name"] for role in realm["roles"]["realm"]} == {role.value for role in Role} | {"unassigned"}


def test_the_console_is_a_public_client_that_must_use_pkce(realm: Tree) -> None:
    console = _client(realm, login.CLIENT_ID)
    assert console["publicClient"]
    assert console["attributes"]["pkce.code.challenge.method"] == "S256"
    assert console["redirectUris"] == ["${SATU_CONSOLE_URL}/console/callback"]
    assert not console["implicitFlowEnabled"]
    assert not console["directAccessGrantsEnabled"]
    assert not console["serviceAccountsEnabled"]
    assert "secret" not in console


def test_the_console_may_ask_for_what_it_asks_for(realm: Tree) -> None:
    assert set(_client(realm, login.CLIENT_ID)["optionalClientScopes"]) == set(login.SCOPE.split())


def test_the_frontend_asks_in_its_own_name_with_a_secret_from_outside(realm: Tree) -> None:
    frontend = _client(realm, "agency-frontend")
    assert not frontend["publicClient"]
    assert frontend["serviceAccountsEnabled"]
    assert not frontend["standardFlowEnabled"]
    assert frontend["secret"] == "${SATU_AGENCY_FRONTEND_SECRET}"
    assert set(frontend["optionalClientScopes"]) <= SCOPES - STAFF_ONLY
    account = _named(realm["users"], "serviceAccountClientId", "agency-frontend")
    assert account["realmRoles"] == [Role.AGENCY_CLIENT.value]
    assert {Purpose(word) for word in account["attributes"]["purposes"]} == {Purpose.PUBLIC_SERVICE}


def test_every_client_gets_the_claims_and_the_subject(realm: Tree) -> None:
    assert all(client["defaultClientScopes"] == ["basic", "satu"] for client in realm["clients"])
    assert _named(realm["clientScopes"], "name", "basic")["protocolMappers"][0]["protocolMapper"] == "oidc-sub-mapper"


def test_the_token_names_the_hub_as_its_audience(realm: Tree) -> None:
    config = _mappers(realm)["audience"]["config"]
    assert config["included.custom.audience"] == Settings.model_fields["audience"].default
    assert config["access.token.claim"] == "true"


def test_roles_region_district_purposes_and_nik_stand_where_the_hub_reads_them(realm: Tree) -> None:
    mappers = _mappers(realm)
    assert mappers[NAMES.roles]["protocolMapper"] == "oidc-usermodel-realm-role-mapper"
    assert mappers[NAMES.roles]["config"]["multivalued"] == "true"
    assert mappers[NAMES.tenant]["config"]["claim.value"] == "${SATU_TENANT}"
    assert mappers["name"]["protocolMapper"] == "oidc-full-name-mapper"
    for claim, many in ATTRIBUTES.items():
        config = mappers[claim]["config"]
        assert config["user.attribute"] == claim
        assert (config.get("multivalued") == "true") is many
    assert all(mapper["config"]["access.token.claim"] == "true" for mapper in mappers.values())


def test_nobody_sets_her_own_region_purposes_or_nik(realm: Tree) -> None:
    provider = realm["components"]["org.keycloak.userprofile.UserProfileProvider"][0]
    profile = json.loads(provider["config"]["kc.user.profile.config"][0])
    attributes = {attribute["name"]: attribute for attribute in profile["attributes"]}
    for name in ATTRIBUTES:
        assert attributes[name]["permissions"] == {"view": ["admin"], "edit": ["admin"]}
    assert "unmanagedAttributePolicy" not in profile
    assert set(attributes["purposes"]["validations"]["options"]["options"]) == {purpose.value for purpose in Purpose}


def test_every_placeholder_is_given_by_compose(realm: Tree) -> None:
    environment = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["keycloak"]["environment"]
    asked = set(re.findall(r"\$\{([A-Z_]+)\}", json.dumps(realm)))
    assert asked
    assert asked <= set(environment)


def _token(realm: Tree, client_id: str, scope: str, roles: list[str], attributes: Tree) -> Tree:
    """Claims as Keycloak's mappers of this realm make them: a model of them, since no Keycloak runs here."""
    claims: Tree = {"iss": "https://login.example/realms/satu", "azp": client_id, "sub": "5f0c", "jti": "1"}
    makers: Mapping[str, Callable[[Tree], object]] = {
        "oidc-usermodel-realm-role-mapper": lambda _: roles,
        "oidc-usermodel-attribute-mapper": lambda config: attributes.get(config["user.attribute"]),
        "oidc-hardcoded-claim-mapper": lambda config: config["claim.value"].replace("${SATU_TENANT}", "1901"),
        "oidc-full-name-mapper": lambda _: attributes.get("name"),
        "oidc-audience-mapper": lambda config: config["included.custom.audience"],
    }
    for claim, mapper in _mappers(realm).items():
        place, *steps = claim.replace("audience", "aud").split(".")
        value = makers[mapper["protocolMapper"]](mapper["config"])
        if value is not None:
            claims[place] = {steps[0]: value} if steps else value
    optional = set(_client(realm, client_id)["optionalClientScopes"])
    permitted = {m["clientScope"] for m in realm["scopeMappings"] if set(m["roles"]) & set(roles)}
    return {**claims, "scope": " ".join(sorted(set(scope.split()) & optional & permitted))}


@pytest.mark.parametrize("role", [role for role in Role if role in STAFF])
def test_a_member_of_staff_gets_in_the_hub_what_her_role_gives(realm: Tree, role: Role) -> None:
    attributes = {"region": "19.01.01", "name": "Petugas Contoh"}
    claims = _token(realm, login.CLIENT_ID, login.SCOPE, [role.value, "offline_access"], attributes)
    actor = external_actor(claims, NAMES, "1901")
    assert actor.kind is ActorKind.USER
    assert actor.roles == {role}
    assert actor.scopes == ROLE_SCOPES[role]
    assert actor.region == "19.01.01"
    assert actor.purposes


def test_the_frontend_gets_what_it_asks_for(realm: Tree) -> None:
    account = _named(realm["users"], "serviceAccountClientId", "agency-frontend")
    attributes = {"region": "19.01", "purposes": account["attributes"]["purposes"]}
    claims = _token(realm, "agency-frontend", "citizen:read health:read audit:read", account["realmRoles"], attributes)
    actor = external_actor(claims, NAMES, "1901")
    assert actor.kind is ActorKind.CLIENT
    assert actor.scopes == {"citizen:read", "health:read"}
    assert actor.purposes == {Purpose.PUBLIC_SERVICE}
    assert claims["aud"] == "satu-hub"
