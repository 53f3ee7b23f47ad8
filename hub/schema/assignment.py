from __future__ import annotations

import datetime as dt

import strawberry

from hub.resolvers import holding as r
from hub.schema.declare import INHERITED, field


@strawberry.type(description="Somebody who leads gave the application to an officer.")
class Assignment:
    to_name: str = field(scope=INHERITED)
    to_viewer: bool = field(scope=INHERITED, resolver=r.to_viewer, description="It was given to the viewer.")
    by_name: str = field(scope=INHERITED)
    at: dt.datetime = field(scope=INHERITED)
    reason: str = field(scope=INHERITED)
