"""Deciding on what needs two people: approved by somebody else, refused with a reason, or withdrawn by the proposer."""

from __future__ import annotations

import dataclasses
import uuid
from contextlib import suppress
from typing import Final, Protocol

import strawberry

from hub.access.entities import AccountFile
from hub.core.administration import (
    Account,
    AccountAction,
    Approval,
    Proposal,
    ProposalState,
    Registration,
    SubjectKind,
)
from hub.core.errors import Conflict, Forbidden, NotFound
from hub.core.four_eyes import is_guarded
from hub.resolvers.account_outcome import AccountOutcome, outcome_of
from hub.resolvers.account_steps import carry_out, carry_out_client
from hub.resolvers.account_work import (
    Desk,
    Reasoned,
    Reply,
    administer,
    brought_up,
    file_of,
    file_of_client,
    proposal_key,
)
from hub.resolvers.context import HubInfo
from hub.resolvers.users import issue

_MOVED: Final = (
    "What this proposal is about was changed since, so it cannot be approved. Refuse it, and have it proposed anew."
)
_GONE: Final = "Who proposed this is no administrator any more. Refuse it, and propose it yourself if it is right."


class Deciding(Reasoned, Protocol):
    proposal_id: strawberry.ID


async def approve(info: HubInfo, given: Deciding) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        proposal, before, after = await _taken(desk, given)
        for subject in (before, after):
            if subject.region:
                desk.check(AccountAction.DECIDE, await brought_up(desk, _file(subject), proposal.by.subject))
        if before.version != proposal.expected_version:
            raise Conflict(_MOVED, path="proposalId", details={"version": before.version})
        await _check_proposer(desk, proposal)
        await _decide(desk, proposal, ProposalState.APPROVED)
        return {"proposal": str(proposal.id), **await _carried_out(desk, proposal, before, after)}

    return outcome_of(await administer(info.context, "approveAccountProposal", AccountAction.DECIDE, given, procedure))


async def refuse(info: HubInfo, given: Deciding) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        proposal, before, after = await _taken(desk, given)
        subject = after if after.region else before
        desk.check(AccountAction.DECIDE, await brought_up(desk, _file(subject), proposal.by.subject))
        await _decide(desk, proposal, ProposalState.REFUSED)
        return {"proposal": str(proposal.id)}

    return outcome_of(await administer(info.context, "refuseAccountProposal", AccountAction.DECIDE, given, procedure))


async def withdraw(info: HubInfo, given: Deciding) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        proposal = await _open(desk, given)
        if proposal.by.subject != desk.by.subject:
            raise Forbidden(
                "Only who proposed it withdraws it. Refuse it instead.",
                rule="administration-own-proposal",
                ask="the one who proposed it",
            )
        await _decide(desk, proposal, ProposalState.WITHDRAWN)
        return {"proposal": str(proposal.id)}

    return outcome_of(await administer(info.context, "withdrawAccountProposal", AccountAction.DECIDE, given, procedure))


async def _carried_out(
    desk: Desk, proposal: Proposal, before: Account | Registration, after: Account | Registration
) -> Reply:
    """What was proposed happens. Whoever approves an account that comes to need two people gives out the first half of
    its one-time word with it; the proposer, or another one, gives out the second."""
    approval = Approval(proposal.id, desk.by)
    if isinstance(after, Registration):
        assert isinstance(before, Registration), "a proposal is about one subject"
        return await carry_out_client(desk, proposal.kind, before, after, approval, proposal)
    assert isinstance(before, Account), "a proposal is about one subject"
    reply = await carry_out(desk, proposal.kind, before, after, approval, proposal)
    if after.active and is_guarded(after.roles) and not (is_guarded(before.roles) and before.active):
        await issue(desk, after)
    return reply


async def _check_proposer(desk: Desk, proposal: Proposal) -> None:
    """What somebody proposed who keeps no accounts any more is not hers to have approved. One of another issuer has no
    account here, and her token was asked when she proposed."""
    with suppress(ValueError):
        if uuid.UUID(proposal.by.subject) not in await desk.accounts.administrators():
            raise Conflict(_GONE, path="proposalId")


async def _decide(desk: Desk, proposal: Proposal, state: ProposalState) -> None:
    decided = dataclasses.replace(
        proposal,
        state=state,
        decided_by=desk.by.subject,
        decided_by_name=desk.by.name,
        decided_at=desk.now,
        decision_reason=desk.reason,
    )
    await desk.accounts.decide(decided)


async def _open(desk: Desk, given: Deciding) -> Proposal:
    proposal = await desk.accounts.proposal(proposal_key(given.proposal_id))
    if proposal is None:
        raise NotFound("There is no such proposal. `accountProposals` lists them.", path="proposalId")
    if proposal.standing(desk.now) is not ProposalState.OPEN:
        raise Conflict("This proposal is not open any more. Load it again.", path="proposalId")
    return proposal


async def _taken(
    desk: Desk, given: Deciding
) -> tuple[Proposal, Account, Account] | tuple[Proposal, Registration, Registration]:
    """The proposal with what it is about, as it is now and as it would be."""
    proposal = await _open(desk, given)
    tenant = desk.context.actor.tenant
    if proposal.subject_kind is SubjectKind.CLIENT:
        client = await desk.accounts.client(proposal.subject) or Registration.new(tenant, proposal.subject)
        return proposal, client, client.with_state(proposal.after)
    key = uuid.UUID(proposal.subject)
    user = await desk.accounts.user(key) or Account.new(tenant, key)
    desk.saw(user)
    return proposal, user, user.with_state(proposal.after)


def _file(subject: Account | Registration) -> AccountFile:
    return file_of(subject) if isinstance(subject, Account) else file_of_client(subject)
