from __future__ import annotations

import strawberry

from hub.schema.inputs.keyed import Keyed


@strawberry.input(description="Names a delivery.")
class DeliveryInput(Keyed):
    delivery_id: strawberry.ID
