"""Clients: registered, changed, closed and opened again, and their keys replaced."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from enum import Enum
from typing import Final, Protocol

from hub.core.accounts import AuthMethod
from hub.core.administration import AccountAction, ChangeKind, Registration, SubjectKind
from hub.core.errors import BadInput, Conflict, NotFound
from hub.core.four_eyes import client_needs_two
from hub.core.purpose import Purpose
from hub.identity.client_keys import public_keys
from hub.resolvers.account_outcome import AccountOutcome, outcome_of
from hub.resolvers.account_steps import carry_out_client, check_client
from hub.resolvers.account_work import (
    Desk,
    Reasoned,
    Reply,
    administer,
    check_version,
    file_of_client,
)
from hub.resolvers.context import HubInfo

_CLIENT: Final = AccountAction.ADMINISTER_CLIENT


class ClientProof(Enum):
    """How a client proves who it is: by a key of its own (RFC 7523), or, where nobody could keep one, by PKCE alone."""

    PRIVATE_KEY_JWT = "private_key_jwt"
    NONE = "none"


class Naming(Reasoned, Protocol):
    client_id: str


class Versioned(Naming, Protocol):
    expected_version: int


class NewClient(Naming, Protocol):
    name: str
    proof: ClientProof
    keys: str | None
    redirect_uris: Sequence[str]
    scopes: Sequence[str]
    purposes: Sequence[Purpose]
    region: str
    agency: str | None
    dpop_bound: bool


class Changed(Versioned, Protocol):
    name: str | None
    redirect_uris: Sequence[str] | None
    scopes: Sequence[str] | None
    purposes: Sequence[Purpose] | None
    region: str | None
    agency: str | None
    dpop_bound: bool | None


class Keys(Versioned, Protocol):
    keys: str


async def register(info: HubInfo, given: NewClient) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        client_id = given.client_id.strip()
        if await desk.accounts.client(client_id) is not None:
            raise Conflict("Another client has this id. Choose another one; ids are not used twice.", path="clientId")
        before = Registration.new(info.context.actor.tenant, client_id)
        after = dataclasses.replace(
            before,
            name=given.name.strip(),
            auth_method=AuthMethod(given.proof.value),
            keys=public_keys(given.keys or ""),
            redirect_uris=tuple(given.redirect_uris),
            scopes=frozenset(given.scopes),
            purposes=frozenset(given.purposes),
            region=given.region.strip(),
            agency=given.agency or "",
            dpop_bound=given.dpop_bound,
            active=True,
        )
        return await _decided(desk, ChangeKind.CREATED, before, after)

    return outcome_of(await administer(info.context, "registerClient", _CLIENT, given, procedure))


async def change(info: HubInfo, given: Changed) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        before = await _taken(desk, given)
        return await _decided(desk, ChangeKind.CHANGED, before, _changed(before, given))

    return outcome_of(await administer(info.context, "changeClient", _CLIENT, given, procedure))


async def replace_keys(info: HubInfo, given: Keys) -> AccountOutcome:
    """The keys that hold from now on. The old one among them: both hold, until it is left out."""

    async def procedure(desk: Desk) -> Reply:
        before = await _taken(desk, given)
        after = dataclasses.replace(before, keys=public_keys(given.keys))
        return await _decided(desk, ChangeKind.KEYS_REPLACED, before, after)

    return outcome_of(await administer(info.context, "replaceClientKeys", _CLIENT, given, procedure))


async def close(info: HubInfo, given: Versioned) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        before = await _taken(desk, given)
        if not before.active:
            raise Conflict("This client is closed already.", path="clientId")
        return await _decided(desk, ChangeKind.CLOSED, before, dataclasses.replace(before, active=False))

    return outcome_of(await administer(info.context, "closeClient", _CLIENT, given, procedure))


async def reopen(info: HubInfo, given: Versioned) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        before = await _taken(desk, given)
        if before.active:
            raise Conflict("This client is open.", path="clientId")
        return await _decided(desk, ChangeKind.REOPENED, before, dataclasses.replace(before, active=True))

    return outcome_of(await administer(info.context, "reopenClient", _CLIENT, given, procedure))


async def _decided(desk: Desk, kind: ChangeKind, before: Registration, after: Registration) -> Reply:
    desk.check(_CLIENT, *(file_of_client(client) for client in (before, after) if client.region))
    if before.version and before == after:
        raise BadInput("Nothing of this client would change.", path="clientId")
    check_client(desk, kind, before, after)
    if not client_needs_two(before, after):
        return await carry_out_client(desk, kind, before, after)
    old = before.state() if before.version else None
    return await desk.propose(kind, SubjectKind.CLIENT, after.client_id, before.version, old, after.state())


async def _taken(desk: Desk, given: Versioned) -> Registration:
    client = await desk.accounts.client(given.client_id)
    if client is None:
        raise NotFound("There is no such client in your region. Look it up in the list.", path="clientId")
    desk.check(_CLIENT, file_of_client(client))
    check_version(client.version, given.expected_version)
    return client


def _changed(before: Registration, given: Changed) -> Registration:
    return dataclasses.replace(
        before,
        name=before.name if given.name is None else given.name.strip(),
        redirect_uris=before.redirect_uris if given.redirect_uris is None else tuple(given.redirect_uris),
        scopes=before.scopes if given.scopes is None else frozenset(given.scopes),
        purposes=before.purposes if given.purposes is None else frozenset(given.purposes),
        region=before.region if given.region is None else given.region.strip(),
        agency=before.agency if given.agency is None else given.agency,
        dpop_bound=before.dpop_bound if given.dpop_bound is None else given.dpop_bound,
    )
