"""From the claims of a verified token to the actor. The claims of another issuer are named by settings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.actor import MULTI_FACTOR, ROLE_SCOPES, SINGLE_FACTOR, Actor, ActorKind, Role, is_scope
from hub.core.errors import Unauthenticated
from hub.core.identifiers import is_nik
from hub.core.purpose import Purpose

PURPOSES_OF_ROLES: Mapping[Role, Purpose] = {
    Role.CITIZEN: Purpose.OWN_DATA,
    Role.HELPER: Purpose.PUBLIC_SERVICE,
    Role.OPERATOR: Purpose.CIVIL_REGISTRATION,
    Role.VERIFIER: Purpose.CIVIL_REGISTRATION,
    Role.HEAD_OF_DIVISION: Purpose.CIVIL_REGISTRATION,
    Role.HEAD_OF_OFFICE: Purpose.CIVIL_REGISTRATION,
    Role.AUDITOR: Purpose.OVERSIGHT,
    Role.ADMINISTRATOR: Purpose.CIVIL_REGISTRATION,
}
"""What somebody asks for whose token names no purpose. An agency has none but those it was given."""

_NO_TIME: Final = 1 << 36
"""Seconds; a time after the year 4000 is a mistake."""


_DOT: Final = re.compile(r"(?<!\\)\.")
"""Between two steps of a path; one after a backslash belongs to the name."""


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Where another issuer puts what the hub needs. The defaults fit Keycloak.

    Dots lead into objects; a dot that belongs to a name has a backslash before it. `roles` may name several places with
    spaces between, as Keycloak has two: `realm_access.roles`, and `resource_access.<client>.roles`. Region, tenant,
    purposes, NIK and agency are user attributes there, or attributes of a client's service account, that a mapper puts
    into the access token.
    """

    roles: str = "realm_access.roles"
    region: str = "region"
    tenant: str = "tenant"
    purposes: str = "purposes"
    client: str = "azp"
    name: str = "name"
    nik: str = "nik"
    agency: str = "agency"


@dataclass(frozen=True, slots=True)
class RoleRules:
    """What an issuer's words about roles are worth here.

    `named` leads from its words to the hub's roles; where it is empty, the hub's own words count. `everybody` are roles
    that each of its users has without a word about it, `at_most` those that it can give at all. With `with_scopes` a
    user has the scopes of her roles although the token names none, for an issuer that knows none of the hub's.
    """

    named: Mapping[str, Role] = field(default_factory=dict)
    everybody: frozenset[Role] = frozenset()
    at_most: frozenset[Role] = frozenset(Role)
    with_scopes: bool = False

    def roles(self, words: frozenset[str]) -> frozenset[Role]:
        """The hub's roles for these words. A client of an agency is that and nothing else."""
        said = frozenset(self.named[word] for word in words if word in self.named) if self.named else _members(words)
        found = (said | self.everybody) & self.at_most
        return frozenset({Role.AGENCY_CLIENT}) if Role.AGENCY_CLIENT in found else found


def own_actor(claims: Mapping[str, Any], nik: str | None) -> Actor:
    """The actor of a token that the embedded server signed; `nik` comes from the registry."""
    subject, client = str(claims["sub"]), str(claims["client_id"])
    return Actor(
        subject=subject,
        kind=ActorKind.CLIENT if subject == client else ActorKind.USER,
        client_id=client,
        display_name=str(claims["name"]),
        tenant=str(claims["tenant"]),
        roles=_roles(claims["roles"]),
        scopes=_scopes(claims["scope"]),
        region=str(claims["region"]),
        purposes=_purposes(claims["purposes"]),
        nik=nik,
        token_id=str(claims["jti"]),
        agency=_text(claims, "agency"),
        acr=_text(claims, "acr"),
        proved_at=_time(claims.get("auth_time")),
    )


def external_actor(claims: Mapping[str, Any], names: ClaimNames, tenant: str, rules: RoleRules = RoleRules()) -> Actor:
    """The actor of another issuer's token. A user gets no scope that her roles would not give her here.

    `tenant` is this hub's: a token that names another district is refused, and one that names no client.
    """
    if _text(claims, names.tenant, tenant) != tenant:
        raise Unauthenticated("This token belongs to another district. Ask that district's hub.")
    words = frozenset[str]().union(*(_words(_at(claims, path)) for path in names.roles.split()))
    roles = rules.roles(words)
    # Ids are an issuer's own: its address keeps two of them apart.
    client = f"{claims['iss']}#{client_of(claims, names)}"
    is_client = Role.AGENCY_CLIENT in roles
    stated = _purposes(_at(claims, names.purposes))
    nik = _text(claims, names.nik)
    return Actor(
        subject=client if is_client else f"{claims['iss']}#{claims['sub']}",
        kind=ActorKind.CLIENT if is_client else ActorKind.USER,
        client_id=client,
        display_name=_text(claims, names.name, client_of(claims, names)),
        tenant=tenant,
        roles=roles,
        scopes=_scopes_here(_scopes(claims.get("scope")), roles, rules),
        region=_text(claims, names.region),
        purposes=stated or frozenset(PURPOSES_OF_ROLES[role] for role in roles if role in PURPOSES_OF_ROLES),
        nik=nik if is_nik(nik) and not is_client else None,
        token_id=_text(claims, "jti"),
        agency=_text(claims, names.agency) if is_client else "",
        acr=_acr(claims),
        proved_at=_time(claims.get("auth_time")),
    )


def client_of(claims: Mapping[str, Any], names: ClaimNames) -> str:
    """The client that a token was given to; raises ValueError where it names none, or two."""
    named = {_text(claims, path) for path in (names.client, "client_id")} - {""}
    if len(named) != 1:
        raise ValueError("the token does not name one client")
    return named.pop()


def _scopes_here(given: frozenset[str], roles: frozenset[Role], rules: RoleRules) -> frozenset[str]:
    if Role.AGENCY_CLIENT in roles:
        return given
    own = _scopes_of(roles)
    return own if rules.with_scopes else given & own


def _scopes(value: Any) -> frozenset[str]:
    """Words that are scopes of data. Agencies of other domains bring scopes of their own, so the list is not closed."""
    return frozenset(word for word in _words(value) if is_scope(word))


def _scopes_of(roles: frozenset[Role]) -> frozenset[str]:
    return frozenset[str]().union(*(ROLE_SCOPES[role] for role in roles))


def _acr(claims: Mapping[str, Any]) -> str:
    """Another issuer says it by our name, which it maps to a level of its own, or by its methods (RFC 8176)."""
    multi = _text(claims, "acr") == MULTI_FACTOR or "mfa" in _words(claims.get("amr"))
    return MULTI_FACTOR if multi else SINGLE_FACTOR


def _time(value: Any) -> dt.datetime | None:
    """A NumericDate (RFC 7519); None for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < _NO_TIME:
        return None
    return dt.datetime.fromtimestamp(value, dt.UTC)


def _at(claims: Mapping[str, Any], path: str) -> Any:
    value: Any = claims
    for step in _DOT.split(path):
        value = value.get(step.replace("\\.", ".")) if isinstance(value, Mapping) else None
    return value


def _text(claims: Mapping[str, Any], path: str, otherwise: str = "") -> str:
    value = _at(claims, path)
    return value if isinstance(value, str) and value else otherwise


def _words(value: Any) -> frozenset[str]:
    """A list of texts, or one text with spaces between."""
    if isinstance(value, str):
        return frozenset(value.split())
    return frozenset(item for item in value if isinstance(item, str)) if isinstance(value, list) else frozenset()


def _roles(value: Any) -> frozenset[Role]:
    """The hub's roles among the words; an issuer has others of its own."""
    return _members(_words(value))


def _members(words: Iterable[str]) -> frozenset[Role]:
    known = {role.value: role for role in Role}
    return frozenset(known[word] for word in words if word in known)


def _purposes(value: Any) -> frozenset[Purpose]:
    known = {purpose.value: purpose for purpose in Purpose}
    return frozenset(known[word] for word in _words(value) if word in known)
