from __future__ import annotations

import strawberry

from hub.resolvers.outcome import RecordingOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.recorded import Recorded
from hub.schema.stands_for import StandsFor


@strawberry.type(description="What was recorded, or what is wrong with the input.")
class RecordingPayload(StandsFor, Payload):
    stands_for = RecordingOutcome

    recorded: Recorded | None = field(scope=INHERITED)
