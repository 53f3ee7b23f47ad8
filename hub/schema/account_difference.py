from __future__ import annotations

import strawberry

from hub.resolvers import account_reads as r
from hub.schema.declare import INHERITED, field


@strawberry.type(description="An attribute before and after, as texts; a list has one for each member, a key its id.")
class AccountDifference:
    name: str = field(scope=INHERITED)
    before: list[str] = field(scope=INHERITED, resolver=r.before)
    after: list[str] = field(scope=INHERITED, resolver=r.after)
    differs: bool = field(scope=INHERITED)
    gives_more: bool | None = field(
        scope=INHERITED,
        description="In a proposal about an agreement: whether more may be read by it; null for what does not change.",
    )
