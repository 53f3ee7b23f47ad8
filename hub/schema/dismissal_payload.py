from __future__ import annotations

import strawberry

from hub.resolvers.outcome import DismissalOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="Whether the pair is dismissed now, or what is wrong with the input.")
class DismissalPayload(StandsFor, Payload):
    stands_for = DismissalOutcome

    dismissed: bool = field(scope=INHERITED)
