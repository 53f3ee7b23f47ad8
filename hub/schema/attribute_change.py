from __future__ import annotations

import strawberry
from strawberry.scalars import JSON

from hub.schema.declare import INHERITED, field


@strawberry.type(
    description="One attribute on both sides of an event. Of what this reader may not read only the name is told."
)
class AttributeChange:
    attribute: str = field(scope=INHERITED, description="As the graph names it.")
    shown: bool = field(scope=INHERITED, description="Whether this reader may know the values.")
    before: JSON | None = field(scope=INHERITED, description="As the graph writes it; null when there was none.")
    after: JSON | None = field(scope=INHERITED, description="As the graph writes it; null when there is none.")
