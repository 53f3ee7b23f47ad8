from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.held import Column
from hub.schema.declare import INHERITED, field


@strawberry.type(description="That a person moved to another district, whose record holds her now.")
class Moved:
    region_code: str = field(
        scope=INHERITED, description="Dotted code of the regency or city.", held=Column("region_code")
    )
    at: dt.datetime = field(scope=INHERITED, description="When her record went there.", held=Column("at"))
