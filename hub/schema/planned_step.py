from __future__ import annotations

import strawberry

from hub.core.service import PlanKind
from hub.resolvers import definitions
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A step that a bundle can have.")
class PlannedStep:
    key: str = field(scope=INHERITED)
    kind: PlanKind = field(scope=INHERITED)
    label: str = field(scope=INHERITED, resolver=definitions.planned_label)
    agency: str | None = field(scope=INHERITED, resolver=definitions.planned_agency)
