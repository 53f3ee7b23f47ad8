from __future__ import annotations

import datetime as dt

import strawberry

from hub.resolvers import hand_overs
from hub.schema.declare import INHERITED, field


@strawberry.type(description="Which district's record holds a person; nothing of the person.")
class Residence:
    region_code: str = field(
        scope=INHERITED, resolver=hand_overs.residence_code, description="Dotted code of the regency or city."
    )
    since: dt.datetime = field(scope=INHERITED)
    is_here: bool = field(scope=INHERITED, description="Whether it is this district.")
