from __future__ import annotations

import strawberry

from hub.core.definition import Confidence, LimitUnit
from hub.resolvers import definitions
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A time limit, for the office or for the citizen.")
class TimeLimit:
    key: str = field(scope=INHERITED)
    most: int = field(scope=INHERITED)
    unit: LimitUnit = field(scope=INHERITED)
    text: str = field(scope=INHERITED, resolver=definitions.limit_text)
    source: str = field(scope=INHERITED)
    confidence: Confidence = field(scope=INHERITED)
    to_be_confirmed: bool = field(scope=INHERITED, resolver=definitions.to_be_confirmed)
