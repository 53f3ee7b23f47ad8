"""What accounts and registrations have to look like. Pure; every refusal names the field and what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from hub.core.accounts import AuthMethod
from hub.core.actor import Role
from hub.core.administration import Account, Registration
from hub.core.errors import BadInput
from hub.core.identifiers import parse_nik
from hub.core.purpose import Purpose
from hub.core.regions import parse_region_code, within

MOST_KEYS: Final = 2
"""The one that signs, and the next one while both are in use."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}", re.ASCII)
_CLIENT_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{2,59}", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{9}", re.ASCII)
_LONGEST_NAME: Final = 100
_MOST_URIS: Final = 10
_LONGEST_URI: Final = 300
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def check_account(account: Account, district: str) -> None:
    """Raises BadInput. `district` is the dotted code of the hub's own region."""
    if not _NAME.fullmatch(account.username) or _NUMBER.search(account.username):
        raise BadInput(
            "A user name has 3 to 60 small letters, digits, dots or dashes, such as operator.sungailiat; no NIK.",
            path="username",
        )
    _check_name(account.display_name, "displayName")
    if not account.roles or Role.AGENCY_CLIENT in account.roles:
        raise BadInput("Choose at least one role. Agencies have clients, not accounts.", path="roles")
    _check_region(account.region, district)
    _check_purposes(account.purposes)
    if account.nik is not None:
        parse_nik(account.nik)
    if Role.CITIZEN in account.roles and account.nik is None:
        raise BadInput("A citizen's account is hers by her NIK: give it.", path="nik")


def check_registration(client: Registration, district: str, scopes: Collection[str], agencies: Collection[str]) -> None:
    """Raises BadInput. `scopes` are those that the hub knows, `agencies` the names of its connectors."""
    if not _CLIENT_ID.fullmatch(client.client_id):
        raise BadInput("A client id has 3 to 60 small letters, digits or dashes: puskesmas-app.", path="clientId")
    _check_name(client.name, "name")
    unknown = sorted(client.scopes - frozenset(scopes))
    if unknown or not client.scopes:
        named = f" Unknown: {', '.join(unknown)}." if unknown else ""
        raise BadInput(f"Choose scopes that the hub has, at least one.{named}", path="scopes")
    _check_region(client.region, district)
    _check_purposes(client.purposes)
    if client.agency and client.agency not in agencies:
        raise BadInput("Name the agency as its connector is called, or leave it out.", path="agency")
    _check_proof(client)
    _check_uris(client.redirect_uris)


def _check_proof(client: Registration) -> None:
    if client.auth_method is AuthMethod.PRIVATE_KEY_JWT:
        if not 0 < len(client.keys) <= MOST_KEYS:
            raise BadInput("Give the client's public key; two at most, while one replaces the other.", path="keys")
        if len(set(client.key_ids)) < len(client.keys):
            raise BadInput("Two keys have the same key id. Give each its own `kid`.", path="keys")
    elif client.auth_method is AuthMethod.NONE:
        if client.keys:
            raise BadInput("A public client has no keys. Choose private_key_jwt, or leave the keys out.", path="keys")
        if not client.redirect_uris:
            raise BadInput("A client without keys logs people in, so it needs a redirect address.", path="redirectUris")
    else:
        raise BadInput("Clients with a secret are for the demonstration only. Use private_key_jwt.", path="authMethod")


def _check_uris(uris: Iterable[str]) -> None:
    given = tuple(uris)
    if len(set(given)) < len(given) or len(given) > _MOST_URIS:
        raise BadInput(f"Name each redirect address once, {_MOST_URIS} at most.", path="redirectUris")
    for uri in given:
        if not _is_exact(uri):
            raise BadInput(
                "A redirect address is exact and begins with https:// (or lies on this machine, as in "
                "http://127.0.0.1:8000/callback): no wildcard, no fragment, no name in front of the host.",
                path="redirectUris",
            )


def _is_exact(uri: str) -> bool:
    if not uri.isascii() or not uri.isprintable() or len(uri) > _LONGEST_URI or set(uri) & set(" *#\\<>\"'"):
        return False
    try:
        parts = urlsplit(uri)
        loopback = parts.hostname in _LOOPBACK
        known = parts.port is None or parts.port > 0
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and loopback)
    return bool(safe and known and parts.hostname and parts.path and "@" not in parts.netloc and "/.." not in uri)


def _check_name(name: str, path: str) -> None:
    if not 2 <= len(name) <= _LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise BadInput("Write the name as people read it, 2 to 100 characters.", path=path)
    if _NUMBER.search(name):
        raise BadInput("A name holds no number such as a NIK: it is shown to everybody.", path=path)


def _check_region(region: str, district: str) -> None:
    if not within(parse_region_code(region, path="region"), district):
        raise BadInput(f"The region lies in this district: {district} or a part of it.", path="region")


def _check_purposes(purposes: Collection[Purpose]) -> None:
    if not purposes:
        raise BadInput("Choose at least one purpose.", path="purposes")


def check_public(key: Mapping[str, Any]) -> None:
    """Raises BadInput for a key that is not public, or a shared secret."""
    if set(key) & {"d", "k", "p", "q", "dp", "dq", "qi", "oth"} or key.get("kty") == "oct":
        raise BadInput("Give the public key only; the private one stays with the client. Make a new pair.", path="keys")
