from __future__ import annotations

import strawberry

from hub.core.evidence import SourceKind


@strawberry.input(description="The paper or register that a change of the record rests on.")
class SourceDocumentInput:
    kind: SourceKind
    number: str | None = strawberry.field(description="Number as it stands on the paper.")
    document_id: strawberry.ID | None = strawberry.field(
        description="The upload of the paper, as createUpload named it."
    )
