from __future__ import annotations

import strawberry

from hub.schema.inputs.keyed import Keyed


@strawberry.input(description="A proposal, and why it is decided so.")
class AccountProposalInput(Keyed):
    proposal_id: strawberry.ID
    reason: str = strawberry.field(description="In one or two sentences; it stands with the proposal.")


@strawberry.input(description="Why.")
class ReasonInput(Keyed):
    reason: str = strawberry.field(description="In one or two sentences; it stands in the history.")
