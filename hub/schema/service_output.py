from __future__ import annotations

import strawberry

from hub.resolvers import definitions
from hub.schema.declare import INHERITED, field


@strawberry.type(description="What the applicant receives.")
class ServiceOutput:
    kind: str = field(scope=INHERITED)
    label: str = field(scope=INHERITED, resolver=definitions.output_label)
    self_printed: bool = field(scope=INHERITED, description="She may print it herself on A4 paper.")
