from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="What the rules of the service say about an application now.")
class Finding:
    path: str = field(scope=INHERITED, description="Dotted path in the form, or `documents.<kind>`.")
    message: str = field(scope=INHERITED)
    message_id: str = field(scope=INHERITED, description="The same sentence in Indonesian.")
    blocking: bool = field(scope=INHERITED, description="Whether it keeps the application from going on.")
