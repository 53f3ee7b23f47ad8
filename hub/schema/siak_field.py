from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="One line of the SIAK panel, in SIAK's order.")
class SiakField:
    label: str = field(scope=INHERITED)
    value: str = field(scope=INHERITED)
