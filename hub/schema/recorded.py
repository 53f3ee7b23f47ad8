from __future__ import annotations

import datetime as dt

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="What became of a recording.")
class Recorded:
    version: int = field(scope=INHERITED, description="Version of the person; it grows only when something changed.")
    as_of: dt.datetime = field(scope=INHERITED, description="How old the copy in the record is now.")
    changed: bool = field(scope=INHERITED, description="False when the record held the same already.")
