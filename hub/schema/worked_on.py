from __future__ import annotations

import datetime as dt

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="The officer who works on it now; until then no colleague takes a step of it.")
class WorkedOn:
    by: str = field(scope=INHERITED)
    since: dt.datetime = field(scope=INHERITED)
    until: dt.datetime = field(scope=INHERITED)
    mine: bool = field(scope=INHERITED, description="The viewer herself.")
