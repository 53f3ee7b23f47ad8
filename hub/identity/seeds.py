"""Registering users and clients, for the sandbox and the tests. Secrets are given by the caller and kept as hashes."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from hub.core.accounts import AUTHORIZATION_CODE, CLIENT_CREDENTIALS, REFRESH_TOKEN, AuthMethod, Client, User
from hub.core.actor import Role
from hub.core.errors import BadInput
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.identity.passwords import hash_secret
from hub.identity.ports import IdentityStore
from hub.identity.registered import LOOPBACK

_PRIVATE: Final = frozenset({"d", "k", "p", "q", "dp", "dq", "qi"})


async def seed_user(
    store: IdentityStore,
    *,
    tenant: str,
    username: str,
    password: str,
    display_name: str,
    roles: Collection[Role],
    region: str,
    purposes: Collection[Purpose],
    nik: str | None = None,
) -> User:
    """Stores a user; one of the same name keeps her id and gets the rest anew."""
    hashed = await asyncio.to_thread(hash_secret, password)
    name = username.strip().lower()
    user = User(
        tenant, new_id(), name, display_name, hashed, frozenset(roles), region, frozenset(purposes), nik
    )  # fmt: skip
    return await store.put_user(user)


async def seed_client(
    store: IdentityStore,
    *,
    tenant: str,
    client_id: str,
    name: str,
    scopes: Collection[str],
    purposes: Collection[Purpose],
    region: str,
    client_secret: str | None = None,
    jwks: Mapping[str, Any] | None = None,
    redirect_uris: Collection[str] = (),
    trusted: bool = False,
    agency: str = "",
    demo: bool = False,
    requires_par: bool = False,
    dpop_bound: bool = False,
    agreement: str = "",
) -> Client:
    """Stores a client, or replaces it. With a secret or with public keys it is confidential, else public.

    A confidential client may ask in its own name; one with redirect addresses may log users in. `demo`, `requires_par`,
    `dpop_bound` and `agreement` are those of `Client`. Raises BadInput for a registration that cannot work or is not safe.
    """
    _check(client_secret, jwks, redirect_uris)
    if client_secret and not demo:
        raise BadInput("Only the clients of a demonstration have a secret. Register the public keys of this one.")
    client = Client(
        tenant=tenant,
        client_id=client_id,
        name=name,
        auth_method=_method(client_secret, jwks),
        secret_hash=await asyncio.to_thread(hash_secret, client_secret) if client_secret else None,
        jwks=jwks,
        grant_types=_grants(bool(client_secret or jwks), bool(redirect_uris)),
        redirect_uris=tuple(redirect_uris),
        scopes=frozenset(scopes),
        purposes=frozenset(purposes),
        region=region,
        trusted=trusted,
        agency=agency,
        demo=demo,
        requires_par=requires_par,
        dpop_bound=dpop_bound,
        agreement=agreement,
    )
    await store.put_client(client)
    return client


def _check(secret: str | None, jwks: Mapping[str, Any] | None, redirect_uris: Collection[str]) -> None:
    if secret and jwks:
        raise BadInput("A client proves itself with a secret or with keys, not with both.")
    if not secret and not jwks and not redirect_uris:
        raise BadInput("A client without secret and keys needs a redirect address, or it can do nothing.")
    if jwks and any(_PRIVATE & set(key) or key.get("kty") == "oct" for key in jwks["keys"]):
        raise BadInput("Register the client's public keys only; the private ones stay with the client.")
    if any("#" in uri or "*" in uri for uri in redirect_uris):
        raise BadInput("A redirect address is exact: no fragment and no wildcard.")
    if not all(_is_private(uri) for uri in redirect_uris):
        raise BadInput("A redirect address begins with https://, or lies on this machine.")


def _is_private(uri: str) -> bool:
    """Whether nobody on the way reads the code that a browser takes there (RFC 9700 section 2.6)."""
    parts = urlsplit(uri)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _method(secret: str | None, jwks: Mapping[str, Any] | None) -> AuthMethod:
    if jwks:
        return AuthMethod.PRIVATE_KEY_JWT
    return AuthMethod.SECRET_BASIC if secret else AuthMethod.NONE


def _grants(confidential: bool, logs_in: bool) -> frozenset[str]:
    own = {CLIENT_CREDENTIALS} if confidential else set()
    return frozenset(own | ({AUTHORIZATION_CODE, REFRESH_TOKEN} if logs_in else set()))
