from __future__ import annotations

import strawberry

from hub.schema.inputs.step import StepInput
from hub.schema.scalars import NIK, FamilyCardNumber


@strawberry.input(description="What SIAK issued; the hub reads it back from the population agency.")
class RecordSiakResultInput(StepInput):
    nik: NIK | None = strawberry.field(default=None, description="Where SIAK issued one, as for a newborn.")
    deed_number: str | None = strawberry.field(default=None, description="Where a deed was registered.")
    family_card_number: FamilyCardNumber | None = strawberry.field(
        default=None, description="Only when SIAK issued a new family card."
    )
    letter_number: str | None = strawberry.field(
        default=None, description="Number of a letter of removal (SKPWNI) or of another statement."
    )
