from __future__ import annotations

import strawberry

from hub.core.errors import ErrorCode
from hub.schema.declare import INHERITED, field


@strawberry.type(description="What is wrong with the input of a mutation, and where.")
class UserError:
    code: ErrorCode = field(scope=INHERITED)
    path: str = field(scope=INHERITED, description="Dotted path in the input; empty when no single field is meant.")
    message: str = field(scope=INHERITED, description="A sentence that says what to do.")
    message_id: str | None = field(
        scope=INHERITED, description="The same in Indonesian, of what is wrong with an application or a correction."
    )
    version: int | None = field(scope=INHERITED, description="For a version that moved: the one that it is now.")
    changed: list[str] | None = field(
        scope=INHERITED, description="For a version that moved: attributes and facets that differ from what was seen."
    )
