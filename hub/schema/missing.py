from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="One thing the applicant has to bring, and why.")
class Missing:
    what: str = field(scope=INHERITED)
    reason: str = field(scope=INHERITED)
