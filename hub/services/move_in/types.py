"""The application as a client writes it: form F-1.03 (Permendagri 109/2019) and the letter from the former district."""

from __future__ import annotations

import strawberry

from hub.core.codes import FamilyRelationship, Housing, MoveReason
from hub.schema.inputs.hand_over import NewHomeInput
from hub.schema.inputs.moves import MoveApplicantInput


@strawberry.input(description="Somebody who arrives, as the letter of removal (SKPWNI) names her.")
class ArrivingPersonInput:
    nik: str = strawberry.field(description="NIK, 16 digits.")
    full_name: str
    relationship: FamilyRelationship = strawberry.field(
        description="Relation to the head of the family card on which the person stands here."
    )


@strawberry.input(description="A move from another regency or city by its letter of removal (SKPWNI; form F-1.03).")
class MoveInInput:
    letter_number: str = strawberry.field(description="Number of the letter of removal (SKPWNI).")
    origin_region_code: str = strawberry.field(description="The regency or city that wrote the letter: 19.02.")
    reason: MoveReason
    movers: list[ArrivingPersonInput] = strawberry.field(
        description="All whom the letter names. One of them is the head, unless they join another family card."
    )
    home: NewHomeInput
    housing: Housing
    joins_card_number: str | None = strawberry.field(
        default=None, description="The family card of this district that they join."
    )
    keeps_card_number: str | None = strawberry.field(
        default=None, description="Number of their own family card, where the letter says that they keep it."
    )
    reporter: MoveApplicantInput
