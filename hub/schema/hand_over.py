from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.hand_over import HandOverState, Side
from hub.resolvers import hand_overs
from hub.schema.declare import INHERITED, field
from hub.schema.enums import registered

registered(HandOverState)
registered(Side)


@strawberry.type(description="A move to another district, as this district sees it (SKPWNI).")
class HandOver:
    id: strawberry.ID = field(scope=INHERITED, resolver=hand_overs.hand_over_id)
    side: Side = field(scope=INHERITED, description="Which of the two this district is.")
    origin_code: str = field(scope=INHERITED, resolver=hand_overs.origin_code, description="Regency or city, dotted.")
    destination_code: str = field(
        scope=INHERITED, resolver=hand_overs.destination_code, description="Regency or city, dotted."
    )
    region_code: str = field(scope=INHERITED, description="The new home, as far as the letter names it.")
    letter_number: str = field(scope=INHERITED, description="Number of the letter of removal (SKPWNI).")
    reason: str = field(scope=INHERITED)
    state: HandOverState = field(scope=INHERITED)
    people: int = field(scope=INHERITED, description="How many move.")
    offered_at: dt.datetime = field(scope=INHERITED)
    closed_at: dt.datetime | None = field(scope=INHERITED)
    closed_reason: str | None = field(scope=INHERITED, description="Why it was refused or cancelled.")
