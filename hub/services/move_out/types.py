"""The application as a client writes it: form F-1.03 (Permendagri 109/2019) for a move to another district."""

from __future__ import annotations

import strawberry

from hub.core.codes import MoveReason
from hub.schema.inputs.hand_over import NewHomeInput
from hub.schema.inputs.moves import MoveApplicantInput, MovingPersonInput


@strawberry.input(description="A move to another regency or city (form F-1.03): the letter of removal (SKPWNI).")
class MoveOutInput:
    family_card_number: str = strawberry.field(description="The family card of those who move, 16 digits.")
    reason: MoveReason
    movers: list[MovingPersonInput] = strawberry.field(
        description="All who move. One of them is the head at the new home, unless they join a family card there."
    )
    stayers: list[MovingPersonInput] = strawberry.field(
        default_factory=list,
        description="All who stay, only where the head of the family moves without them: one of them is the new head.",
    )
    home: NewHomeInput = strawberry.field(description="The new home; at least its regency or city.")
    reporter: MoveApplicantInput
