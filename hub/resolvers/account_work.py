"""The one procedure of every mutation of what administrators keep: key, decision, change or proposal, history, receipt
and reply, all in one transaction.

What needs a second person does not happen here: it becomes a proposal, and the reply says which. A one-time word is
told in the first answer and kept nowhere: a repeat of the request does not tell it again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from hub.access import decide_on_account
from hub.access.entities import AccountFile
from hub.audit.receipts import Reading, receipt_of
from hub.core.account_work import AccountWork
from hub.core.administration import (
    PROPOSAL_LIFE,
    Account,
    AccountAction,
    Approval,
    By,
    Change,
    ChangeKind,
    Proposal,
    ProposalState,
    State,
    SubjectKind,
)
from hub.core.attributes import Category
from hub.core.errors import BadInput, Conflict, HubError
from hub.core.identifiers import new_id, parse_global_id, parse_uuid
from hub.core.writing_ports import WriteRequest, WriteTransaction
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.idempotency import body_hash, key_of
from hub.resolvers.outcome import REFUSALS, UserError, user_errors
from hub.resolvers.refusal import refusal
from hub.resolvers.shared_fields import categories

Reply: TypeAlias = Mapping[str, Any]
_WAITS: Final = "A proposal for this waits already. Have it decided, or withdraw it, then propose again."
_MOVED: Final = "Somebody changed this meanwhile. Load it again and look at what it says now."


class Keyed(Protocol):
    idempotency_key: str | None


class Reasoned(Keyed, Protocol):
    reason: str


@dataclass(frozen=True, slots=True)
class Administered:
    """What came of it. `reply` names the user, client, agreement or proposal; `word` is told once."""

    reply: Reply | None
    word: str | None = field(default=None, repr=False)
    errors: tuple[UserError, ...] = ()


@dataclass(slots=True)
class Desk:
    """A mutation under way, inside its transaction. `fields` are those of the graph that show personal data, with their
    category. `subjects` are for the receipt: accounts, and their persons."""

    context: Context
    write: WriteTransaction
    now: dt.datetime
    reason: str
    fields: Mapping[str, Category]
    subjects: set[uuid.UUID] = field(default_factory=set)
    word: str | None = field(default=None, repr=False)

    @property
    def accounts(self) -> AccountWork:
        return self.write.accounts

    @property
    def by(self) -> By:
        actor = self.context.actor
        return By(actor.subject, actor.display_name, actor.client_id)

    def check(self, action: AccountAction, *files: AccountFile) -> None:
        """Raises the refusal of the policies for any of these: an account before and after, for one."""
        check(self.context, action, *files, at=self.now)

    def saw(self, account: Account) -> None:
        """Notes whose data this is about, for the receipt."""
        self.subjects.update(key for key in (account.id, account.person_id) if key is not None)

    def change(
        self,
        kind: ChangeKind,
        of: SubjectKind,
        subject: str,
        version: int,
        states: tuple[State | None, State | None] = (None, None),
        approval: Approval | None = None,
        proposed: Proposal | None = None,
    ) -> Change:
        """The entry of the history. What was proposed is the proposer's act, for her reason."""
        by, reason = (proposed.by, proposed.reason) if proposed else (self.by, self.reason)
        before, after = states
        return Change(new_id(), of, subject, version, kind, self.now, by, reason, before, after, approval)

    async def propose(
        self, kind: ChangeKind, of: SubjectKind, subject: str, version: int, before: State | None, after: State
    ) -> Reply:
        """Lays it before somebody else. Raises Conflict while another proposal for the same subject is open."""
        if await self.accounts.open_proposal(of, subject, self.now) is not None:
            raise Conflict(_WAITS)
        proposal = Proposal(
            new_id(), of, subject, kind, version, before, after, self.reason, ProposalState.OPEN, self.by, self.now,
            self.now + PROPOSAL_LIFE,
        )  # fmt: skip
        await self.accounts.propose(proposal)
        return {"proposal": str(proposal.id)}


Procedure: TypeAlias = Callable[[Desk], Awaitable[Reply]]


async def administer(
    info: HubInfo, mutation: str, action: AccountAction, given: Reasoned, procedure: Procedure
) -> Administered:
    """Runs `procedure` behind the idempotency key. A refusal by policy is raised, before anything is looked at where
    the role alone decides; what is wrong with the input comes back in `errors`. Whether the actor has to log in anew is
    asked by `Desk.check`, so that nobody does who may not do it to this account anyway."""
    context = info.context
    check(context, action, AccountFile(context.actor.tenant, "", context.actor.region))
    try:
        reason = _said(given.reason)
        request = WriteRequest(
            context.actor,
            context.purpose,
            mutation,
            key_of(context, given.idempotency_key),
            body_hash(mutation, given),
        )
        async with context.hub.writes.begin(request) as write:
            if write.replay is not None:
                return Administered(write.replay)
            desk = Desk(context, write, context.hub.clock(), reason, categories(info))
            reply = await procedure(desk)
            await _conclude(desk, mutation, reply)
        context.hub.settings.forget()
        return Administered(reply, desk.word)
    except REFUSALS as error:
        return Administered(None, errors=user_errors(error))


def check(context: Context, action: AccountAction, *files: AccountFile, at: dt.datetime | None = None) -> None:
    """Raises the refusal of the policies for any of these; `at` as in `decide_on_account`."""
    for file in files:
        denial = decide_on_account(context.hub.policies, context.actor, context.purpose, action, file, at)
        if denial is not None:
            raise refusal(denial)


def file_of(account: Account) -> AccountFile:
    """The account as policies see it."""
    niks = frozenset({account.nik} if account.nik else ())
    return AccountFile(account.tenant, str(account.id), account.region, niks)


async def brought_up(desk: Desk, file: AccountFile, *subjects: str) -> AccountFile:
    """The same, with who proposed it and her NIK: two accounts of one person are one person.

    Accounts of two issuers are two people only where both have a NIK that says so: nobody else would notice.
    """
    niks, actor = await desk.accounts.niks(subjects), desk.context.actor
    by = set(subjects)
    if any(_issuer(each) != _issuer(actor.subject) and not (actor.nik and each in niks) for each in subjects):
        by.add(actor.subject)
    return dataclasses.replace(file, brought_up_by=frozenset(by), brought_up_by_niks=frozenset(niks.values()))


def _issuer(subject: str) -> str:
    """Whose account it is; empty for one of this hub's own (`hub.identity.claims.external_actor`)."""
    return subject.rpartition("#")[0]


def check_version(now: int, expected: int) -> None:
    """Raises Conflict with the version that it has now."""
    if now != expected:
        raise Conflict(_MOVED, path="expectedVersion", details={"version": now})


def user_key(given: str, path: str = "userId") -> uuid.UUID:
    """The uuid in a user's global id. Raises BadInput."""
    return _key(given, "User", path)


def proposal_key(given: str) -> uuid.UUID:
    """The uuid in a proposal's global id. Raises BadInput."""
    return _key(given, "AccountProposal", "proposalId")


def _key(given: str, wanted: str, path: str) -> uuid.UUID:
    type_name, key = parse_global_id(given, path=path)
    if type_name != wanted:
        raise BadInput("This id is one of something else. Use an id that the list returned.", path=path)
    return parse_uuid(key, path=path)


def _said(reason: str) -> str:
    words = reason.strip()
    if not 0 < len(words) <= 500 or "\0" in words:
        raise BadInput("Write in one or two sentences why (at most 500 characters).", path="reason")
    return words


async def _conclude(desk: Desk, mutation: str, reply: Reply) -> None:
    context = desk.context
    reading = Reading(
        actor=context.actor,
        purpose=context.purpose,
        operation=context.operation,
        fields=(f"Mutation.{mutation}",),
        categories=(Category.ACCOUNT.value,),
        subjects=tuple(sorted(desk.subjects)),
    )
    await desk.write.receipt(receipt_of(reading, desk.now))
    await desk.write.reply(reply)


class NoWords(HubError):
    """The hub was put together without the key of one-time words."""
