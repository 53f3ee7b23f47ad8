from __future__ import annotations

import strawberry

from hub.core.delivery import DeliveryState
from hub.resolvers.delivery_outcome import DeliveryOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="Where a delivery stands afterwards, or what is wrong with the input.")
class DeliveryPayload(StandsFor, Payload):
    stands_for = DeliveryOutcome

    delivery_id: strawberry.ID | None = field(scope=INHERITED)
    state: DeliveryState | None = field(scope=INHERITED)
