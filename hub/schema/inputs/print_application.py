from __future__ import annotations

import strawberry

from hub.schema.inputs.step import StepInput


@strawberry.input(description="The papers of an issued application were printed, to be handed over.")
class PrintApplicationInput(StepInput):
    reason: str | None = strawberry.field(default=None, description="Why once more, where they were printed before.")
