"""What becomes of a change once nobody else has to look at it: alone at once, or with the approval of a second person.

The same functions carry out both, so that an approved change is checked as the one of a single administrator is.
"""

from __future__ import annotations

import dataclasses
import uuid
from typing import Final

from hub.core import account_rules
from hub.core.actor import SCOPES, Role
from hub.core.administration import (
    Account,
    Approval,
    ChangeKind,
    Proposal,
    Registration,
    SubjectKind,
)
from hub.core.errors import Conflict
from hub.core.four_eyes import is_guarded
from hub.identity.enrolment import tokens_until
from hub.resolvers.account_work import Desk, Reply

_LAST: Final = (
    "This is the last administrator, and without one nobody could keep accounts. Give somebody else the role first."
)
_TAKEN: Final = "Somebody else has this user name. Choose another one; names are not used twice."
_OFFICE: Final = "This client belongs to the office itself: it is registered by the hub's operator, not here."


async def carry_out(
    desk: Desk,
    kind: ChangeKind,
    before: Account,
    after: Account,
    approval: Approval | None = None,
    proposed: Proposal | None = None,
) -> Reply:
    """Changes an account and writes it into the history. Raises BadInput and Conflict.

    Whoever had tokens loses them: they carry roles and region of before. An account that comes to need two people
    loses its password as well, so that nobody signs who did not get it from two people.
    """
    await _check_user(desk, kind, before, after)
    user = dataclasses.replace(after, version=before.version + 1)
    change = desk.change(
        kind, SubjectKind.USER, str(user.id), user.version, (_old(before), user.state()), approval, proposed
    )
    promoted = is_guarded(after.roles) and not (is_guarded(before.roles) and before.active)
    await desk.accounts.write_user(user, change, forget_password=promoted)
    if kind is ChangeKind.SECOND_FACTOR_RESET:
        await desk.accounts.reset_second_factor(user.id)
    if (before.version and _reach(before) != _reach(user)) or kind is ChangeKind.SECOND_FACTOR_RESET:
        await end_grants(desk, user.id)
    desk.saw(user)
    return {"user": str(user.id)}


async def carry_out_client(
    desk: Desk,
    kind: ChangeKind,
    before: Registration,
    after: Registration,
    approval: Approval | None = None,
    proposed: Proposal | None = None,
) -> Reply:
    """The same for a client; every token that it was given before ends."""
    check_client(desk, kind, before, after)
    client = dataclasses.replace(after, version=before.version + 1)
    states = (before.state() if before.version else None, client.state())
    change = desk.change(kind, SubjectKind.CLIENT, client.client_id, client.version, states, approval, proposed)
    await desk.accounts.write_client(client, change)
    return {"client": client.client_id}


def check_client(desk: Desk, kind: ChangeKind, before: Registration, after: Registration) -> None:
    """Raises BadInput, and Conflict for a client of the office itself."""
    if before.trusted:
        raise Conflict(_OFFICE, path="clientId")
    if kind in {ChangeKind.CREATED, ChangeKind.CHANGED, ChangeKind.KEYS_REPLACED, ChangeKind.REOPENED}:
        hub = desk.context.hub
        known = SCOPES | {scope for facet in hub.facets.values() for scope in (facet.read_scope, facet.write_scope)}
        account_rules.check_registration(after, hub.region, known, {agency.name for agency in hub.agencies})


async def check_user(desk: Desk, kind: ChangeKind, before: Account, after: Account) -> None:
    """What can be said before anybody approves. Raises BadInput and Conflict."""
    await _check_user(desk, kind, before, after)


async def end_grants(desk: Desk, user_id: uuid.UUID) -> None:
    """Every log-in of hers, and every token that came from one, ends everywhere within a second."""
    await desk.accounts.end_grants(user_id, tokens_until(desk.now))


async def _check_user(desk: Desk, kind: ChangeKind, before: Account, after: Account) -> None:
    if kind is ChangeKind.CREATED or kind is ChangeKind.CHANGED or kind is ChangeKind.REOPENED:
        account_rules.check_account(after, desk.context.hub.region)
    if kind is ChangeKind.CREATED and await desk.accounts.subject_of(after.username) is not None:
        raise Conflict(_TAKEN, path="username")
    if _administers(before) and not _administers(after):
        others = await desk.accounts.administrators() - {before.id}
        if not others:
            raise Conflict(_LAST)


def _administers(account: Account) -> bool:
    return account.active and Role.ADMINISTRATOR in account.roles


def _reach(account: Account) -> tuple[object, ...]:
    """What stands in tokens, or decides whether they hold."""
    return account.roles, account.region, account.purposes, account.nik, account.active, account.display_name


def _old(before: Account) -> dict[str, object] | None:
    return dict(before.state()) if before.version else None
