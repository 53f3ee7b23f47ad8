from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="How many applications whose clock runs have raised an alarm; 100 stands for more, too.")
class PromiseAlarms:
    near: int = field(scope=INHERITED, description="Two working hours or less are left.")
    past: int = field(scope=INHERITED, description="The promise is broken.")
