from __future__ import annotations

import datetime as dt

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="One step of an application.")
class TimelineEntry:
    seq: int = field(scope=INHERITED)
    action: str = field(scope=INHERITED)
    actor: str = field(scope=INHERITED)
    at: dt.datetime = field(scope=INHERITED)
    note: str | None = field(scope=INHERITED)
