from __future__ import annotations

import strawberry

from hub.core.discrepancy import DiscrepancyState


@strawberry.input(description="All given terms must hold; without `states` the open ones are meant.")
class DiscrepancyFilter:
    states: list[DiscrepancyState] | None = None
    id: strawberry.ID | None = strawberry.field(default=None, description="This one, whatever its state.")
    source: str | None = None
    attribute: str | None = None
    contested: bool | None = None
    overdue: bool | None = None
