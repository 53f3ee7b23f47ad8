"""The application as a client writes it: form F-1.03 (Permendagri 109/2019) for a move within the district."""

from __future__ import annotations

import strawberry

from hub.core.codes import Housing, MoveReason
from hub.schema.inputs.hand_over import NewHomeInput
from hub.schema.inputs.moves import MoveApplicantInput, MovingPersonInput


@strawberry.input(description="A move within the regency (form F-1.03): one step, at one office.")
class MoveWithinInput:
    family_card_number: str = strawberry.field(description="The family card of those who move, 16 digits.")
    reason: MoveReason
    movers: list[MovingPersonInput] = strawberry.field(
        description="All who move. One of them is the head, unless they join another family card."
    )
    stayers: list[MovingPersonInput] = strawberry.field(
        default_factory=list,
        description="All who stay, only where the head of the family moves without them: one of them is the new head.",
    )
    home: NewHomeInput
    housing: Housing
    joins_card_number: str | None = strawberry.field(
        default=None, description="The family card that those who move join; left out, they have one of their own."
    )
    reporter: MoveApplicantInput
