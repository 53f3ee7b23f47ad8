from __future__ import annotations

import strawberry

from hub.resolvers.outcome import DiscrepancyOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.discrepancy import Discrepancy
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="The discrepancy as it stands now, or what is wrong with the input.")
class DiscrepancyPayload(StandsFor, Payload):
    stands_for = DiscrepancyOutcome

    discrepancy: Discrepancy | None = field(scope=INHERITED)
