from __future__ import annotations

import strawberry

from hub.core.missing_reason import MissingReason
from hub.resolvers import missing as r
from hub.schema.declare import INHERITED, field


@strawberry.type(description="One thing the applicant has to bring, and why.")
class Missing:
    what: str = field(scope=INHERITED, description="Kind of paper or path of a form field, as the service names it.")
    code: MissingReason = field(scope=INHERITED)
    reason: str = field(scope=INHERITED, description="In the officer's words.")
    label: str = field(scope=INHERITED, resolver=r.label)
    todo: str = field(scope=INHERITED, resolver=r.todo, description="What to do about it.")
    substitute: str | None = field(
        scope=INHERITED, resolver=r.substitute, description="Kind of the paper that the law takes in its place."
    )
    substitute_label: str | None = field(scope=INHERITED, resolver=r.substitute_label)
