from __future__ import annotations

import strawberry

_KEY = (
    "The same key with the same input gets the same answer and does nothing twice. "
    "May come in the header `Idempotency-Key` instead; kept 30 days."
)


@strawberry.input(description="What every mutation's input begins with.")
class Keyed:
    idempotency_key: str | None = strawberry.field(description=_KEY)
