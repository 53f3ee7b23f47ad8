from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="How many applications a queue holds, and a mark of one of its pages.")
class QueueGlance:
    number: int = field(scope=INHERITED, description="A thousand at the most.")
    is_more: bool = field(scope=INHERITED, description="Whether there are more than that.")
    mark: str = field(
        scope=INHERITED, description="The same as long as neither the number nor anything on the page has moved on."
    )
