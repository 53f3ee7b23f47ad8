from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field
from hub.schema.user_error import UserError


@strawberry.interface(description="What every mutation answers.")
class Payload:
    errors: list[UserError] = field(scope=INHERITED, description="Empty when it was done.")
