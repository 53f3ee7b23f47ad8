from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.duplicates import DuplicateState
from hub.resolvers import duplicates
from hub.schema.citizen import Citizen
from hub.schema.declare import INHERITED, field
from hub.schema.duplicate_reason import DuplicateReason


@strawberry.type(description="Two persons of the record who may be one. A clerk decides.")
class DuplicateCandidate:
    citizens: list[Citizen | None] = field(
        scope=INHERITED,
        resolver=duplicates.persons,
        description="Both; null for one who is out of sight. Of a merged pair the one that stayed.",
    )
    state: DuplicateState = field(scope=INHERITED)
    score: float = field(scope=INHERITED, description="The sum of the reasons' bits.")
    reasons: list[DuplicateReason] = field(scope=INHERITED)
    found_at: dt.datetime = field(scope=INHERITED)
    decided_at: dt.datetime | None = field(scope=INHERITED)
    reason: str | None = field(scope=INHERITED, description="What the clerk said who decided.")
