"""Accounts: made, changed, closed and opened again; sessions ended, second factors reset, one-time words given out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Protocol

import strawberry
from strawberry import Some

from hub.core.actor import Role
from hub.core.administration import Account, AccountAction, ChangeKind
from hub.core.errors import NotFound
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.resolvers.account_outcome import AccountOutcome, outcome_of
from hub.resolvers.account_subjects import Versioned as Expecting
from hub.resolvers.account_subjects import alter
from hub.resolvers.account_work import Desk, Reasoned, Reply, administer
from hub.resolvers.context import HubInfo
from hub.resolvers.user_subjects import USERS, end_grants, issue, note
from hub.resolvers.values import NIK


class Naming(Reasoned, Protocol):
    user_id: strawberry.ID


class Versioned(Naming, Expecting, Protocol): ...


class NewUser(Reasoned, Protocol):
    username: str
    display_name: str
    roles: Sequence[Role]
    region: str
    purposes: Sequence[Purpose]
    nik: NIK | None


class Changed(Versioned, Protocol):
    display_name: str | None
    roles: Sequence[Role] | None
    region: str | None
    purposes: Sequence[Purpose] | None
    nik: Some[NIK | None] | None


async def create(info: HubInfo, given: NewUser) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        before = USERS.blank(info.context.actor.tenant, str(new_id()))
        after = dataclasses.replace(
            before,
            username=given.username.strip(),
            display_name=given.display_name.strip(),
            roles=frozenset(given.roles),
            region=given.region.strip(),
            purposes=frozenset(given.purposes),
            nik=given.nik,
            active=True,
        )
        return await USERS.decided(desk, ChangeKind.CREATED, before, after)

    return outcome_of(await administer(info, "createUser", USERS.action, given, procedure))


async def change(info: HubInfo, given: Changed) -> AccountOutcome:
    return await alter(info, USERS, "changeUser", given, ChangeKind.CHANGED, lambda user: _changed(user, given))


async def close(info: HubInfo, given: Versioned) -> AccountOutcome:
    return await alter(info, USERS, "closeUser", given, ChangeKind.CLOSED, USERS.closed)


async def reopen(info: HubInfo, given: Versioned) -> AccountOutcome:
    return await alter(info, USERS, "reopenUser", given, ChangeKind.REOPENED, USERS.reopened)


async def reset_second_factor(info: HubInfo, given: Versioned) -> AccountOutcome:
    return await alter(info, USERS, "resetSecondFactor", given, ChangeKind.SECOND_FACTOR_RESET, lambda user: user)


async def end_sessions(info: HubInfo, given: Naming) -> AccountOutcome:
    """Needs nobody else, and no version: whoever is stopped by mistake logs in again."""

    async def procedure(desk: Desk) -> Reply:
        user = await _named(desk, given)
        desk.check(USERS.action, USERS.file_of(user))
        await end_grants(desk, user.id)
        await note(desk, ChangeKind.SESSIONS_ENDED, user)
        desk.saw(user)
        return {"user": str(user.id)}

    return outcome_of(await administer(info, "endSessions", USERS.action, given, procedure))


async def issue_word(info: HubInfo, given: Naming) -> AccountOutcome:
    """One person gives out the word of an account that one person changes; of any other, two people half each."""

    async def procedure(desk: Desk) -> Reply:
        user = await _named(desk, given)
        await issue(desk, user)
        return {"user": str(user.id)}

    return outcome_of(await administer(info, "issueOneTimeWord", AccountAction.ISSUE_WORD, given, procedure))


async def _named(desk: Desk, given: Naming) -> Account:
    """Raises NotFound for nobody."""
    user = await USERS.find(desk, USERS.key_in(given))
    if user is None:
        raise NotFound("There is no such account in your region. Look it up in the list.", path="userId")
    return user


def _changed(before: Account, given: Changed) -> Account:
    nik: str | None = before.nik if given.nik is None else given.nik.value
    return dataclasses.replace(
        before,
        display_name=before.display_name if given.display_name is None else given.display_name.strip(),
        roles=before.roles if given.roles is None else frozenset(given.roles),
        region=before.region if given.region is None else given.region.strip(),
        purposes=before.purposes if given.purposes is None else frozenset(given.purposes),
        nik=nik,
    )
