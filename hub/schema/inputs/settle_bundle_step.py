from __future__ import annotations

import strawberry

from hub.core.application import StepOutcome
from hub.schema.inputs.step import StepInput


@strawberry.input(description="What became of a step of the bundle.")
class SettleBundleStepInput(StepInput):
    step: str = strawberry.field(description="Key of a step of `Application.bundle`.")
    outcome: StepOutcome
    reason: str | None = strawberry.field(default=None, description="Needed unless it is DONE; the applicant reads it.")
