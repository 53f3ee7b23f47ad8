"""From the claims of a verified token to the actor. The claims of another issuer are named by settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.actor import MULTI_FACTOR, ROLE_SCOPES, SINGLE_FACTOR, Actor, ActorKind, Purpose, Role, is_scope
from hub.core.errors import Unauthenticated

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


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Where another issuer puts what the hub needs; dots lead into objects. The defaults fit Keycloak.

    Keycloak's realm roles carry the names of the hub's roles; region, tenant, purposes and NIK are user attributes,
    or attributes of a client's service account, that a mapper puts into the access token.
    """

    roles: str = "realm_access.roles"
    region: str = "region"
    tenant: str = "tenant"
    purposes: str = "purposes"
    client: str = "azp"
    name: str = "name"
    nik: str = "nik"
    agency: str = "agency"


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


def external_actor(claims: Mapping[str, Any], names: ClaimNames, tenant: str) -> Actor:
    """The actor of another issuer's token. A user gets no scope that her roles would not give her here.

    `tenant` is this hub's: a token that names another district is refused.
    """
    if _text(claims, names.tenant, tenant) != tenant:
        raise Unauthenticated("This token belongs to another district. Ask that district's hub.")
    roles = _roles(_at(claims, names.roles))
    subject, client_id = str(claims["sub"]), _text(claims, names.client, _text(claims, "client_id"))
    # Ids are an issuer's own: its address keeps two of them apart.
    client = f"{claims['iss']}#{client_id}"
    is_client = Role.AGENCY_CLIENT in roles
    given = _scopes(claims.get("scope"))
    stated = _purposes(_at(claims, names.purposes))
    return Actor(
        subject=client if is_client else f"{claims['iss']}#{subject}",
        kind=ActorKind.CLIENT if is_client else ActorKind.USER,
        client_id=client,
        display_name=_text(claims, names.name, client_id),
        tenant=tenant,
        roles=roles,
        scopes=given if is_client else given & _scopes_of(roles),
        region=_text(claims, names.region),
        purposes=stated or frozenset(PURPOSES_OF_ROLES[role] for role in roles if role in PURPOSES_OF_ROLES),
        nik=_text(claims, names.nik) or None,
        token_id=_text(claims, "jti"),
        agency=_text(claims, names.agency) if is_client else "",
        acr=_acr(claims),
        proved_at=_time(claims.get("auth_time")),
    )


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
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
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
    return frozenset(_members(Role, _words(value)))


def _purposes(value: Any) -> frozenset[Purpose]:
    return frozenset(_members(Purpose, _words(value)))


def _members(kind: type[Any], words: Iterable[str]) -> Iterable[Any]:
    known = {member.value: member for member in kind}
    return [known[word] for word in words if word in known]
