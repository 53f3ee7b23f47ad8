from __future__ import annotations

import strawberry


@strawberry.input(description="A paper of an application: an upload, or what was handed in on paper.")
class DocumentRefInput:
    kind: str
    document_id: strawberry.ID | None = strawberry.field(
        default=None,
        description=(
            "The upload. Left out for a paper that somebody took at a counter, in a village office or on a visit: a "
            "helper who hands in there, never ONLINE."
        ),
    )
