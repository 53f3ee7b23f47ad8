from __future__ import annotations

import strawberry

from hub.schema.inputs.missing_thing import MissingInput
from hub.schema.inputs.step import StepInput


@strawberry.input(description="What is missing, for the applicant.")
class ReturnApplicationInput(StepInput):
    missing: list[MissingInput]
