from __future__ import annotations

import strawberry

from hub.core.delivery import DeliveryState


@strawberry.input(description="All given terms must hold.")
class DeliveryFilter:
    id: strawberry.ID | None = strawberry.field(description="This one alone.")
    states: list[DeliveryState] | None
    target: str | None
    kind: str | None
    older_than_seconds: int | None = strawberry.field(description="Since it happened.")
