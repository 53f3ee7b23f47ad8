from __future__ import annotations

import datetime as dt

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="One time that the papers of an application were printed.")
class PaperPrint:
    at: dt.datetime = field(scope=INHERITED)
    by: str = field(scope=INHERITED)
    reason: str | None = field(scope=INHERITED, description="Why once more; null for the first.")
