from __future__ import annotations

import strawberry

from hub.schema.inputs.step import StepInput
from hub.schema.scalars import NIK, FamilyCardNumber


@strawberry.input(description="What SIAK issued; the hub reads it back from the population agency.")
class RecordSiakResultInput(StepInput):
    nik: NIK
    deed_number: str
    family_card_number: FamilyCardNumber | None = strawberry.field(
        description="Only when SIAK issued a new family card."
    )
