from __future__ import annotations

import strawberry

from hub.schema.inputs.step import StepInput


@strawberry.input(description="A colleague to whom the application is given, and why; she reads the reason.")
class AssignApplicationInput(StepInput):
    officer: str = strawberry.field(description="The `subject` of one of `team`.")
    reason: str
