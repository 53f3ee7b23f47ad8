from __future__ import annotations

import strawberry

from hub.schema.inputs.keyed import Keyed


@strawberry.input(description="A request that is not taken up.")
class RefuseClientRequestInput(Keyed):
    client_id: str
    reason: str = strawberry.field(description="In one or two sentences; who asked reads it.")
