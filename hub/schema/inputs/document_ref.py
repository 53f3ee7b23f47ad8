from __future__ import annotations

import strawberry


@strawberry.input(description="An uploaded paper, named in an application.")
class DocumentRefInput:
    kind: str
    document_id: strawberry.ID
