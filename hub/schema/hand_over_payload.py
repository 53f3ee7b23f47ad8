from __future__ import annotations

import strawberry

from hub.resolvers.hand_overs import HandOverOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.hand_over import HandOver
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="The hand-over as it stands now, or what is wrong with the input.")
class HandOverPayload(StandsFor, Payload):
    stands_for = HandOverOutcome

    hand_over: HandOver | None = field(scope=INHERITED)
    citizen_ids: list[strawberry.ID] | None = field(
        scope=INHERITED, description="Ids of those who arrived; they stay the same over a move."
    )
