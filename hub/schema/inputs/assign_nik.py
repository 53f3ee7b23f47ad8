from __future__ import annotations

import strawberry

from hub.schema.inputs.correct_citizen import VERSION
from hub.schema.inputs.keyed import Keyed
from hub.schema.inputs.source_document import SourceDocumentInput
from hub.schema.scalars import NIK


@strawberry.input(
    description="The NIK that SIAK gave to a person of the record. Where papers disagree, the KTP-el prevails."
)
class AssignNikInput(Keyed):
    id: strawberry.ID = strawberry.field(description="The person's id; she may have no NIK yet.")
    expected_version: int = strawberry.field(description=VERSION)
    nik: NIK
    reason: str = strawberry.field(description="Why, in one or two sentences; it stands in the history.")
    source: SourceDocumentInput = strawberry.field(description="Where the NIK stands.")
