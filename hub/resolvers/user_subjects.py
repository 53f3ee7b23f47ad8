"""Accounts as one kind of what administrators keep, and the one-time words with which their owners begin."""

from __future__ import annotations

import uuid
from typing import Any, Final

from hub.access.entities import AccountFile
from hub.core import account_rules
from hub.core.actor import Role
from hub.core.administration import Account, AccountAction, ChangeKind, SubjectKind
from hub.core.errors import Conflict
from hub.core.four_eyes import is_guarded, user_needs_two
from hub.identity.enrolment import ENROLMENT, hashed_word, tokens_until
from hub.identity.words import OneTimeWords, new_seed
from hub.resolvers.account_subjects import Subjects, Written
from hub.resolvers.account_work import Desk, NoWords, brought_up, file_of, user_key

_LAST: Final = (
    "This is the last administrator, and without one nobody could keep accounts. Give somebody else the role first."
)
_TAKEN: Final = "Somebody else has this user name. Choose another one; names are not used twice."


class Users(Subjects[Account]):
    """Whoever had tokens loses them by a change: they carry roles and region of before. An account that comes to need
    two people loses its password as well, so that nobody signs who did not get it from two people."""

    kind = SubjectKind.USER
    action = AccountAction.ADMINISTER_USER
    name = "user"
    word = "account"
    path = "userId"

    def key_in(self, given: Any) -> str:
        return str(user_key(given.user_id))

    def key_of(self, subject: Account) -> str:
        return str(subject.id)

    def blank(self, tenant: str, key: str) -> Account:
        return Account.new(tenant, uuid.UUID(key))

    def file_of(self, subject: Account) -> AccountFile:
        return file_of(subject)

    def saw(self, desk: Desk, subject: Account) -> None:
        desk.saw(subject)

    def needs_two(self, before: Account, after: Account) -> bool:
        return user_needs_two(before, after)

    async def find(self, desk: Desk, key: str) -> Account | None:
        return await desk.accounts.user(uuid.UUID(key))

    async def check(self, desk: Desk, kind: ChangeKind, before: Account, after: Account) -> None:
        if kind in {ChangeKind.CREATED, ChangeKind.CHANGED, ChangeKind.REOPENED}:
            account_rules.check_account(after, desk.context.hub.region)
        if kind is ChangeKind.CREATED and await desk.accounts.subject_of(after.username) is not None:
            raise Conflict(_TAKEN, path="username")
        if _administers(before) and not _administers(after):
            others = await desk.accounts.administrators() - {before.id}
            if not others:
                raise Conflict(_LAST)

    async def write(self, desk: Desk, written: Written[Account]) -> None:
        before, after, change = written.before, written.after, written.change
        await desk.accounts.write_user(after, change, forget_password=_is_promoted(before, after))
        if change.kind is ChangeKind.SECOND_FACTOR_RESET:
            await desk.accounts.reset_second_factor(after.id)
        if (before.version and _reach(before) != _reach(after)) or change.kind is ChangeKind.SECOND_FACTOR_RESET:
            await end_grants(desk, after.id)

    async def approved(self, desk: Desk, before: Account, after: Account) -> None:
        """Whoever approves an account that comes to need two people gives out the first half of its one-time word with
        it; the proposer, or another one, gives out the second."""
        if after.active and _is_promoted(before, after):
            await issue(desk, after)


USERS: Final = Users()


async def end_grants(desk: Desk, user_id: uuid.UUID) -> None:
    """Every log-in of hers, and every token that came from one, ends everywhere within a second."""
    await desk.accounts.end_grants(user_id, tokens_until(desk.now))


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
    await note(desk, kind, user)
    desk.saw(user)


async def note(desk: Desk, kind: ChangeKind, user: Account) -> None:
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


def _words(desk: Desk) -> OneTimeWords:
    administration = desk.context.hub.administration
    if administration is None:
        raise NoWords("This hub gives out no one-time words. Tell the hub's operator.")
    return administration.words


def _is_promoted(before: Account, after: Account) -> bool:
    """Whether it comes to need two people."""
    return is_guarded(after.roles) and not (is_guarded(before.roles) and before.active)


def _administers(account: Account) -> bool:
    return account.active and Role.ADMINISTRATOR in account.roles


def _reach(account: Account) -> tuple[object, ...]:
    """What stands in tokens, or decides whether they hold."""
    return account.roles, account.region, account.purposes, account.nik, account.active, account.display_name
