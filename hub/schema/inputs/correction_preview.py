from __future__ import annotations

import strawberry

from hub.core.evidence import SourceKind
from hub.schema.inputs.correct_citizen import CitizenCorrectionInput
from hub.schema.scalars import NIK


@strawberry.input(description="A correction of one person, named by `nik` or by `id`, that is only looked at.")
class CorrectionPreviewInput:
    attributes: CitizenCorrectionInput
    source_kind: SourceKind = strawberry.field(description="The kind of paper on whose ground it would be made.")
    nik: NIK | None
    id: strawberry.ID | None
