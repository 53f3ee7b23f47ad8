from __future__ import annotations

import strawberry

from hub.schema.inputs.step import StepInput


@strawberry.input(description="A step that has to be explained; the applicant reads the reason.")
class ReasonedStepInput(StepInput):
    reason: str
