from __future__ import annotations

import strawberry

from hub.core.promise import Disturbance
from hub.schema.inputs.reasoned_step import ReasonedStepInput


@strawberry.input(description="A disturbance for which the clock stands still; the applicant reads the reason.")
class DelayApplicationInput(ReasonedStepInput):
    disturbance: Disturbance = strawberry.field(default=Disturbance.OTHER, description="What kind of disturbance.")
