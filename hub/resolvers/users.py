"""Accounts: made, changed, closed and opened again; sessions ended, second factors reset, one-time words given out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final, Protocol

import strawberry
from strawberry import Some

from hub.core.actor import Role
from hub.core.administration import Account, AccountAction, ChangeKind, SubjectKind
from hub.core.errors import BadInput, Conflict
from hub.core.four_eyes import is_guarded, user_needs_two
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.identity.enrolment import ENROLMENT, hashed_word, tokens_until
from hub.identity.words import OneTimeWords, new_seed
from hub.resolvers.account_outcome import AccountOutcome, outcome_of
from hub.resolvers.account_steps import carry_out, check_user, end_grants
from hub.resolvers.account_work import (
    Desk,
    NoWords,
    Reasoned,
    Reply,
    administer,
    brought_up,
    check_version,
    file_of,
    found,
    user_key,
)
from hub.resolvers.context import HubInfo
from hub.resolvers.values import NIK

_USER: Final = AccountAction.ADMINISTER_USER


class Naming(Reasoned, Protocol):
    user_id: strawberry.ID


class Versioned(Naming, Protocol):
    expected_version: int


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
        before = Account.new(info.context.actor.tenant, new_id())
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
        return await _decided(desk, ChangeKind.CREATED, before, after)

    return outcome_of(await administer(info.context, "createUser", _USER, given, procedure))


async def change(info: HubInfo, given: Changed) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        before = await _taken(desk, given)
        return await _decided(desk, ChangeKind.CHANGED, before, _changed(before, given))

    return outcome_of(await administer(info.context, "changeUser", _USER, given, procedure))


async def close(info: HubInfo, given: Versioned) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        before = await _taken(desk, given)
        if not before.active:
            raise Conflict("This account is closed already.", path="userId")
        return await _decided(desk, ChangeKind.CLOSED, before, dataclasses.replace(before, active=False))

    return outcome_of(await administer(info.context, "closeUser", _USER, given, procedure))


async def reopen(info: HubInfo, given: Versioned) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        before = await _taken(desk, given)
        if before.active:
            raise Conflict("This account is open.", path="userId")
        return await _decided(desk, ChangeKind.REOPENED, before, dataclasses.replace(before, active=True))

    return outcome_of(await administer(info.context, "reopenUser", _USER, given, procedure))


async def reset_second_factor(info: HubInfo, given: Versioned) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        before = await _taken(desk, given)
        return await _decided(desk, ChangeKind.SECOND_FACTOR_RESET, before, before)

    return outcome_of(await administer(info.context, "resetSecondFactor", _USER, given, procedure))


async def end_sessions(info: HubInfo, given: Naming) -> AccountOutcome:
    """Needs nobody else, and no version: whoever is stopped by mistake logs in again."""

    async def procedure(desk: Desk) -> Reply:
        user = found(await desk.accounts.user(user_key(given.user_id)))
        desk.check(_USER, file_of(user))
        await end_grants(desk, user.id)
        await _note(desk, ChangeKind.SESSIONS_ENDED, user)
        desk.saw(user)
        return {"user": str(user.id)}

    return outcome_of(await administer(info.context, "endSessions", _USER, given, procedure))


async def issue_word(info: HubInfo, given: Naming) -> AccountOutcome:
    """One person gives out the word of an account that one person changes; of any other, two people half each."""

    async def procedure(desk: Desk) -> Reply:
        user = found(await desk.accounts.user(user_key(given.user_id)))
        await issue(desk, user)
        return {"user": str(user.id)}

    return outcome_of(await administer(info.context, "issueOneTimeWord", AccountAction.ISSUE_WORD, given, procedure))


async def issue(desk: Desk, user: Account) -> None:
    """Gives out what this person may: the whole word, its first half, or the second; the desk then holds it."""
    if not user.active:
        raise Conflict("This account is closed. Open it again first.", path="userId")
    words = _words(desk)
    half = await desk.accounts.half(user.id, desk.now) if is_guarded(user.roles) else None
    if half is None or half[0] == desk.by.subject:
        desk.check(AccountAction.ISSUE_WORD, file_of(user))
        kind = await _alone_or_first(desk, user, words)
    else:
        issuer, seed = half
        desk.check(AccountAction.ISSUE_WORD, await brought_up(desk, file_of(user), issuer))
        desk.word = words.second()
        await _begin(desk, user, words.whole(words.first(user.id, seed), desk.word))
        kind = ChangeKind.WORD_ISSUED
    await _note(desk, kind, user)
    desk.saw(user)


async def _note(desk: Desk, kind: ChangeKind, user: Account) -> None:
    """An entry of what changes no attribute. It holds them all the same: its reader is asked for the region there."""
    states = (user.state(), user.state())
    await desk.accounts.note(desk.change(kind, SubjectKind.USER, str(user.id), user.version, states))


async def _alone_or_first(desk: Desk, user: Account, words: OneTimeWords) -> ChangeKind:
    seed = new_seed()
    desk.word = words.first(user.id, seed)
    if is_guarded(user.roles):
        await desk.accounts.put_half(user.id, desk.by.subject, seed, desk.now)
        return ChangeKind.HALF_ISSUED
    await _begin(desk, user, desk.word)
    return ChangeKind.WORD_ISSUED


async def _begin(desk: Desk, user: Account, word: str) -> None:
    hashed = await hashed_word(word)
    await desk.accounts.begin_enrolment(user.id, hashed, desk.now + ENROLMENT, tokens_until(desk.now))


async def _decided(desk: Desk, kind: ChangeKind, before: Account, after: Account) -> Reply:
    """Carried out, or laid before somebody else."""
    desk.check(_USER, *(file_of(account) for account in (before, after) if account.region))
    if before.version and kind is ChangeKind.CHANGED and before == after:
        raise BadInput("Nothing of this account would change.", path="userId")
    await check_user(desk, kind, before, after)
    if not user_needs_two(before, after):
        return await carry_out(desk, kind, before, after)
    desk.saw(after)
    old = before.state() if before.version else None
    return await desk.propose(kind, SubjectKind.USER, str(after.id), before.version, old, after.state())


async def _taken(desk: Desk, given: Versioned) -> Account:
    user = found(await desk.accounts.user(user_key(given.user_id)))
    # Whoever may not touch it is not told its version either.
    desk.check(_USER, file_of(user))
    check_version(user.version, given.expected_version)
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


def _words(desk: Desk) -> OneTimeWords:
    administration = desk.context.hub.administration
    if administration is None:
        raise NoWords("This hub gives out no one-time words. Tell the hub's operator.")
    return administration.words
