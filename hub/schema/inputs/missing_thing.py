from __future__ import annotations

import strawberry


@strawberry.input(description="One thing the applicant has to bring, and why.")
class MissingInput:
    what: str = strawberry.field(description="Kind of document or field of the form.")
    reason: str
