from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED
from hub.schema.declare import field as declared


@strawberry.type(description="When a form needs a paper, as the rules read it: all of it is about one field.")
class RequirementCondition:
    field: str = declared(scope=INHERITED, description="Dotted, below the service's input.")
    among: list[str] = declared(scope=INHERITED, description="It holds one of these; empty: it is filled in.")
    missing: bool = declared(scope=INHERITED, description="The other way round: it is not filled in.")
