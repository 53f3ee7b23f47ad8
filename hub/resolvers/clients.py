"""Clients: registered, changed, closed and opened again, and their keys replaced."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from hub.core.accounts import AuthMethod
from hub.core.administration import ChangeKind, Registration
from hub.core.client_keys import dated
from hub.core.purpose import Purpose
from hub.identity.client_keys import public_keys
from hub.resolvers.account_outcome import AccountOutcome, outcome_of
from hub.resolvers.account_subjects import Versioned as Expecting
from hub.resolvers.account_subjects import alter
from hub.resolvers.account_work import Desk, Reasoned, Reply, administer
from hub.resolvers.client_subjects import CLIENTS
from hub.resolvers.context import HubInfo


class ClientProof(Enum):
    """How a client proves who it is: by a key of its own (RFC 7523), or, where nobody could keep one, by PKCE alone."""

    PRIVATE_KEY_JWT = "private_key_jwt"
    NONE = "none"


class Naming(Reasoned, Protocol):
    client_id: str


class Versioned(Naming, Expecting, Protocol): ...


class NewClient(Naming, Protocol):
    name: str
    proof: ClientProof
    keys: str | None
    redirect_uris: Sequence[str]
    scopes: Sequence[str]
    purposes: Sequence[Purpose]
    region: str
    agency: str | None
    agreement: str | None
    dpop_bound: bool


class Changed(Versioned, Protocol):
    name: str | None
    redirect_uris: Sequence[str] | None
    scopes: Sequence[str] | None
    purposes: Sequence[Purpose] | None
    region: str | None
    agency: str | None
    agreement: str | None
    dpop_bound: bool | None


class Keys(Versioned, Protocol):
    keys: str


async def register(info: HubInfo, given: NewClient) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        before = CLIENTS.blank(info.context.actor.tenant, given.client_id.strip())
        after = dataclasses.replace(
            before,
            name=given.name.strip(),
            auth_method=AuthMethod(given.proof.value),
            keys=dated(public_keys(given.keys or ""), (), desk.now),
            redirect_uris=tuple(given.redirect_uris),
            scopes=frozenset(given.scopes),
            purposes=frozenset(given.purposes),
            region=given.region.strip(),
            agency=given.agency or "",
            agreement=given.agreement or "",
            dpop_bound=given.dpop_bound,
            active=True,
        )
        return await CLIENTS.decided(desk, ChangeKind.CREATED, before, after)

    return outcome_of(await administer(info, "registerClient", CLIENTS.action, given, procedure))


async def change(info: HubInfo, given: Changed) -> AccountOutcome:
    return await alter(info, CLIENTS, "changeClient", given, ChangeKind.CHANGED, lambda client: _changed(client, given))


async def replace_keys(info: HubInfo, given: Keys) -> AccountOutcome:
    """The keys that hold from now on. The old one among them: both hold, until it is left out."""

    def replaced(client: Registration) -> Registration:
        keys = dated(public_keys(given.keys), client.keys, info.context.hub.clock())
        return dataclasses.replace(client, keys=keys)

    return await alter(info, CLIENTS, "replaceClientKeys", given, ChangeKind.KEYS_REPLACED, replaced)


async def close(info: HubInfo, given: Versioned) -> AccountOutcome:
    return await alter(info, CLIENTS, "closeClient", given, ChangeKind.CLOSED, CLIENTS.closed)


async def reopen(info: HubInfo, given: Versioned) -> AccountOutcome:
    return await alter(info, CLIENTS, "reopenClient", given, ChangeKind.REOPENED, CLIENTS.reopened)


def _changed(before: Registration, given: Changed) -> Registration:
    return dataclasses.replace(
        before,
        name=before.name if given.name is None else given.name.strip(),
        redirect_uris=before.redirect_uris if given.redirect_uris is None else tuple(given.redirect_uris),
        scopes=before.scopes if given.scopes is None else frozenset(given.scopes),
        purposes=before.purposes if given.purposes is None else frozenset(given.purposes),
        region=before.region if given.region is None else given.region.strip(),
        agency=before.agency if given.agency is None else given.agency,
        agreement=before.agreement if given.agreement is None else given.agreement.strip(),
        dpop_bound=before.dpop_bound if given.dpop_bound is None else given.dpop_bound,
    )
