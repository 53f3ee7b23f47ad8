from __future__ import annotations

import strawberry

from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK


@strawberry.input(description="An attribute of a person that she says is wrong.")
class ContestAttributeInput(Keyed):
    nik: NIK
    attribute: str = strawberry.field(description="Attribute of Citizen, as `birthDate`.")
    claim: str = strawberry.field(description="What should stand there, as a value or in her own words.")
    document_ids: list[strawberry.ID] | None = strawberry.field(
        description="Papers that show it, by the `documentId` of createUpload."
    )
