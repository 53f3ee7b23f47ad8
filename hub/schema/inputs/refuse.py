from __future__ import annotations

import strawberry

from hub.core.refusal import RefusalReason
from hub.schema.inputs.reasoned_step import ReasonedStepInput


@strawberry.input(description="A refusal: why, by the list of the service and in words; the applicant reads both.")
class RefuseApplicationInput(ReasonedStepInput):
    code: RefusalReason = strawberry.field(default=RefusalReason.OTHER, description="One of the service's `refusals`.")
