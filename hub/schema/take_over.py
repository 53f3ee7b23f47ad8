from __future__ import annotations

import datetime as dt

import strawberry

from hub.resolvers import holding as r
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A colleague took the application over, with all that was done.")
class TakeOver:
    former_name: str = field(scope=INHERITED)
    from_viewer: bool = field(scope=INHERITED, resolver=r.from_viewer, description="It was the viewer's.")
    by_name: str = field(scope=INHERITED)
    at: dt.datetime = field(scope=INHERITED)
    reason: str = field(scope=INHERITED)
