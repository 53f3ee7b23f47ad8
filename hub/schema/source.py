from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.citizen import SourceState
from hub.schema.declare import INHERITED, field


@strawberry.type(description="One agency's part of an answer.")
class Source:
    agency: str = field(scope=INHERITED)
    state: SourceState = field(scope=INHERITED)
    as_of: dt.datetime | None = field(scope=INHERITED, description="Null when nothing is known.")
