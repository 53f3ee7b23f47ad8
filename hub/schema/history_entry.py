from __future__ import annotations

import datetime as dt

import strawberry

from hub.resolvers import accesses
from hub.schema.declare import INHERITED, field


@strawberry.type(description="One event of a person's record.")
class HistoryEntry:
    version: int = field(scope=INHERITED)
    at: dt.datetime = field(scope=INHERITED)
    kind: str = field(scope=INHERITED)
    actor: str = field(scope=INHERITED, resolver=accesses.history_actor)
    purpose: str = field(scope=INHERITED)
    tracking_number: str | None = field(scope=INHERITED, description="The application that caused it, if any.")
    changed: list[str] = field(
        scope=INHERITED, resolver=accesses.history_changed, description="Attributes that changed."
    )
