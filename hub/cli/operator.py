"""Accounts from the hub's machine: in the same history as what administrators do, under the name of the operator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from hub import store
from hub.core.administration import (
    PROPOSAL_LIFE,
    Account,
    By,
    Change,
    ChangeKind,
    Proposal,
    ProposalState,
    Registration,
    State,
    SubjectKind,
)
from hub.core.calendar import now
from hub.core.identifiers import new_id
from hub.store.account_work import PgAccountWork
from hub.web.settings import Settings

BY: Final = By("operator", "operator of the hub", "command-line")


@asynccontextmanager
async def account_work(settings: Settings) -> AsyncIterator[PgAccountWork]:
    """One transaction of administration."""
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=2)
    try:
        async with database.transaction() as connection:
            yield PgAccountWork(connection, settings.tenant, now)
    finally:
        await database.close()


def entry(
    user: Account, kind: ChangeKind, reason: str, states: tuple[State | None, State | None] | None = None
) -> Change:
    """An entry of the history; `states` are those before and after, where they differ.

    It always holds the account's: whoever reads it is asked for its region.
    """
    states = states or (user.state(), user.state())
    return Change(new_id(), SubjectKind.USER, str(user.id), user.version, kind, now(), BY, reason, *states)


def client_entry(client: Registration, kind: ChangeKind, reason: str) -> Change:
    """The same for a client whose registration stays as it is."""
    states = (client.state(), client.state())
    return Change(new_id(), SubjectKind.CLIENT, client.client_id, client.version, kind, now(), BY, reason, *states)


def proposal(
    of: SubjectKind, subject: str, kind: ChangeKind, before: tuple[int, State | None], after: State, reason: str
) -> Proposal:
    """What somebody else has to decide on; `before` are version and state of now."""
    at, (version, state) = now(), before
    return Proposal(
        new_id(), of, subject, kind, version, state, after, reason, ProposalState.OPEN, BY, at, at + PROPOSAL_LIFE
    )
