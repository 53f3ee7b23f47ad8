from __future__ import annotations

import strawberry

from hub.resolvers.outcome import ObjectionOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.objection import Objection
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="The objection as it stands now, or what is wrong with the input.")
class ObjectionPayload(StandsFor, Payload):
    stands_for = ObjectionOutcome

    objection: Objection | None = field(scope=INHERITED)
