from __future__ import annotations

import strawberry

from hub.core.missing_reason import MissingReason


@strawberry.input(description="One thing the applicant has to bring, and why.")
class MissingInput:
    what: str = strawberry.field(description="Kind of paper or path of a form field, as the service names it.")
    reason: str = strawberry.field(description="In words that the applicant understands.")
    code: MissingReason = MissingReason.OTHER
