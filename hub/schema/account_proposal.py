from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.administration import ChangeKind, ProposalState, SubjectKind
from hub.resolvers import account_reads as r
from hub.schema.account_difference import AccountDifference
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A change that a second person approves or refuses within seven days.")
class AccountProposal:
    id: strawberry.ID = field(scope=INHERITED, resolver=r.proposal_id)
    kind: ChangeKind = field(scope=INHERITED)
    subject_kind: SubjectKind = field(scope=INHERITED)
    user_id: strawberry.ID | None = field(scope=INHERITED, resolver=r.subject_user_id)
    client_id: str | None = field(scope=INHERITED, resolver=r.subject_client_id)
    agreement_id: str | None = field(scope=INHERITED, resolver=r.subject_agreement_id)
    service: str | None = field(
        scope=INHERITED,
        resolver=r.subject_service,
        description="The service that it is about; `counters`: the counters.",
    )
    service_title: str | None = field(scope=INHERITED, resolver=r.subject_service_title)
    state: ProposalState = field(scope=INHERITED, resolver=r.standing)
    expected_version: int = field(scope=INHERITED, description="The one that it is based on; 0 for a new one.")
    differences: list[AccountDifference] = field(
        scope=INHERITED, resolver=r.all_differences, description="All attributes, also those that stay."
    )
    reason: str = field(scope=INHERITED)
    proposed_by: str = field(scope=INHERITED, resolver=r.actor_of)
    is_mine: bool = field(scope=INHERITED, resolver=r.is_mine, description="Whether this reader proposed it.")
    proposed_at: dt.datetime = field(scope=INHERITED)
    expires_at: dt.datetime = field(scope=INHERITED)
    decided_by_name: str | None = field(scope=INHERITED, name="decidedBy")
    decided_at: dt.datetime | None = field(scope=INHERITED)
    decision_reason: str | None = field(scope=INHERITED)
