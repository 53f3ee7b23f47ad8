"""Deciding on what needs two people: approved by somebody else, refused with a reason, or withdrawn by the proposer."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol

import strawberry

from hub.core.administration import AccountAction, Approval, Proposal, ProposalState, Subject, SubjectKind
from hub.core.errors import Conflict, Forbidden, NotFound
from hub.resolvers.account_outcome import AccountOutcome, outcome_of
from hub.resolvers.account_subjects import Subjects
from hub.resolvers.account_work import Desk, Reasoned, Reply, administer, brought_up, proposal_key
from hub.resolvers.agreement_subjects import AGREEMENTS
from hub.resolvers.client_subjects import CLIENTS
from hub.resolvers.context import HubInfo
from hub.resolvers.setting_subjects import COUNTER, SERVICES
from hub.resolvers.user_subjects import USERS

_MOVED: Final = (
    "What this proposal is about was changed since, so it cannot be approved. Refuse it, and have it proposed anew."
)
_GONE: Final = "Who proposed this is no administrator any more. Refuse it, and propose it yourself if it is right."
_KINDS: Final[Mapping[SubjectKind, Subjects[Any]]] = {
    each.kind: each for each in (USERS, CLIENTS, AGREEMENTS, SERVICES, COUNTER)
}


class Deciding(Reasoned, Protocol):
    proposal_id: strawberry.ID


@dataclass(frozen=True, slots=True)
class _Case:
    """A proposal with what it is about, as it is now and as it would be."""

    proposal: Proposal
    subjects: Subjects[Any]
    before: Subject
    after: Subject

    async def check(self, desk: Desk, *subjects: Subject) -> None:
        """Raises the refusal for whoever may not decide on these."""
        for subject in subjects:
            file = await brought_up(desk, self.subjects.file_of(subject), self.proposal.by.subject)
            desk.check(AccountAction.DECIDE, file)


async def approve(info: HubInfo, given: Deciding) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        case = await _taken(desk, given)
        proposal, before, after = case.proposal, case.before, case.after
        await case.check(desk, *(subject for subject in (before, after) if subject.region))
        if before.version != proposal.expected_version:
            raise Conflict(_MOVED, path="proposalId", details={"version": before.version})
        await _check_proposer(desk, proposal)
        await _decide(desk, proposal, ProposalState.APPROVED)
        approval = Approval(proposal.id, desk.by)
        reply = await case.subjects.carry_out(desk, proposal.kind, before, after, approval, proposal)
        await case.subjects.approved(desk, before, after)
        return {"proposal": str(proposal.id), **reply}

    return outcome_of(await administer(info, "approveAccountProposal", AccountAction.DECIDE, given, procedure))


async def refuse(info: HubInfo, given: Deciding) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        case = await _taken(desk, given)
        await case.check(desk, case.after if case.after.region else case.before)
        await _decide(desk, case.proposal, ProposalState.REFUSED)
        return {"proposal": str(case.proposal.id)}

    return outcome_of(await administer(info, "refuseAccountProposal", AccountAction.DECIDE, given, procedure))


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

    return outcome_of(await administer(info, "withdrawAccountProposal", AccountAction.DECIDE, given, procedure))


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


async def _taken(desk: Desk, given: Deciding) -> _Case:
    proposal = await _open(desk, given)
    subjects, key = _KINDS[proposal.subject_kind], proposal.subject
    before = await subjects.find(desk, key) or subjects.blank(desk.context.actor.tenant, key)
    subjects.saw(desk, before)
    return _Case(proposal, subjects, before, before.with_state(proposal.after))
