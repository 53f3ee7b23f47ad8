from __future__ import annotations

import strawberry

from hub.resolvers.seals import SealOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="How the person stands after it, or what is wrong with the input.")
class SealPayload(StandsFor, Payload):
    stands_for = SealOutcome

    sealed: bool | None = field(scope=INHERITED)
    version: int | None = field(scope=INHERITED)
