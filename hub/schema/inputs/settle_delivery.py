from __future__ import annotations

import strawberry

from hub.core.outbox import Settlement
from hub.schema.inputs.delivery import DeliveryInput


@strawberry.input(description="What somebody found out about a delivery that nothing else could settle.")
class SettleDeliveryInput(DeliveryInput):
    decision: Settlement
    reason: str = strawberry.field(description="How it was found out, in one or two sentences.")
