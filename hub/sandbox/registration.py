"""Puts the demonstration's people and clients into the registry of the embedded authorization server."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from hub.core.accounts import AUTHORIZATION_CODE, CLIENT_CREDENTIALS, REFRESH_TOKEN, AuthMethod, Client, User
from hub.core.agreement_file import read_agreement
from hub.core.calendar import now
from hub.core.identifiers import new_id
from hub.identity import IdentityStore
from hub.identity.passwords import hash_secret
from hub.identity.second_factor import SecondFactors
from hub.sandbox.accounts import DemoClient, DemoUser
from hub.sandbox.district import TENANT
from hub.sealing import Sealer
from hub.store import PgAgreements

AGREEMENTS: Final = Path(__file__).parents[2] / "policies" / "agreements"
_LOG_IN: Final = frozenset({AUTHORIZATION_CODE, REFRESH_TOKEN})
_MACHINE: Final = frozenset({CLIENT_CREDENTIALS})


async def register(
    registry: IdentityStore, users: Iterable[DemoUser], clients: Iterable[DemoClient], hub_url: str, sealer: Sealer
) -> None:
    """Stores all of them, or replaces those of the same name. `sealer` is the hub's own for second factors."""
    factors = SecondFactors(registry, sealer, now, required=True, issuer=hub_url)
    # One after the other: each hash takes 64 MiB on purpose, and a small machine has no room for many.
    for user in users:
        stored = await registry.put_user(await _user(user))
        if user.totp_secret is not None:
            await factors.store(stored.id, factors.sealed(stored.id, base64.b32decode(user.totp_secret)))
    for client in clients:
        await registry.put_client(await _client(client, hub_url))


async def agree(kept: PgAgreements) -> None:
    """Brings in the written agreements of policies/agreements, as if two people had approved each."""
    for file in sorted(AGREEMENTS.glob("*.toml")):
        await kept.put(read_agreement(file.read_text(encoding="utf-8"), TENANT))


async def move(registry: IdentityStore, clients: Iterable[DemoClient], hub_url: str) -> None:
    """Tells the registry where people come back to after they logged in: the hub may have moved to another port."""
    for client in clients:
        if client.redirect_paths:
            await registry.put_client(await _client(client, hub_url))


async def _user(given: DemoUser) -> User:
    return User(
        tenant=TENANT,
        id=new_id(),
        username=given.username,
        display_name=given.display_name,
        password_hash=await asyncio.to_thread(hash_secret, given.password),
        roles=frozenset({given.role, *([given.also] if given.also else [])}),
        region=given.region,
        purposes=frozenset({given.purpose}),
        nik=given.nik,
    )


async def _client(given: DemoClient, hub_url: str) -> Client:
    secret = given.client_secret
    key = given.private_key_jwk
    return Client(
        tenant=TENANT,
        client_id=given.client_id,
        name=f"{given.name} (contoh)",
        auth_method=AuthMethod(given.token_endpoint_auth_method),
        secret_hash=await asyncio.to_thread(hash_secret, secret) if secret else None,
        jwks={"keys": [{name: value for name, value in key.items() if name != "d"}]} if key else None,
        grant_types=_LOG_IN if given.redirect_paths else _MACHINE,
        redirect_uris=tuple(f"{hub_url}{path}" for path in given.redirect_paths),
        scopes=frozenset(given.scopes),
        purposes=frozenset(given.purposes),
        region=given.region,
        trusted=bool(given.redirect_paths),
        agency=given.agency,
        agreement=given.agreement,
        demo=secret is not None,
    )
