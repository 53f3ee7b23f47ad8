from __future__ import annotations

import strawberry

from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK, FamilyCardNumber


@strawberry.input(description="One of those who move: `nik` or `id`.")
class MoverInput:
    nik: NIK | None = None
    id: strawberry.ID | None = None
    expected_version: int | None = strawberry.field(
        default=None, description="The version that you looked at; another one is a conflict."
    )


@strawberry.input(description="Who moves to another district, by which letter of removal (SKPWNI).")
class HandOverCitizenInput(Keyed):
    people: list[MoverInput]
    to_region_code: str = strawberry.field(description="The new home, at least the regency or city: 19.02.")
    letter_number: str
    reason: str


@strawberry.input(description="Where those who arrived live now.")
class NewHomeInput:
    region_code: str = strawberry.field(description="The village.")
    line: str | None = None
    rt: str | None = None
    rw: str | None = None
    postal_code: str | None = None


@strawberry.input(description="Takes in those whom another district hands over.")
class ReceiveCitizenInput(Keyed):
    hand_over: strawberry.ID
    address: NewHomeInput
    family_card_number: FamilyCardNumber | None = strawberry.field(
        default=None,
        description="The card that they stand on now. Left out, a family that moved as a whole keeps its number.",
    )


@strawberry.input(description="Ends an offer; nobody moves.")
class EndHandOverInput(Keyed):
    hand_over: strawberry.ID
    reason: str
