from __future__ import annotations

import strawberry

from hub.core.definition import Confidence
from hub.resolvers import definitions
from hub.schema.declare import INHERITED, field
from hub.schema.planned_step import PlannedStep


@strawberry.type(description="Services that one application sets going, by the name the law gives them.")
class ServiceBundle:
    name: str = field(scope=INHERITED, resolver=definitions.bundle_name)
    source: str = field(scope=INHERITED)
    confidence: Confidence = field(scope=INHERITED)
    to_be_confirmed: bool = field(scope=INHERITED, resolver=definitions.to_be_confirmed)
    steps: list[PlannedStep] = field(scope=INHERITED, resolver=definitions.bundle_steps)
