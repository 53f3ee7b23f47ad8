from __future__ import annotations

import strawberry

from hub.resolvers.burials import BurialOutcome
from hub.schema.burial_report import BurialReport
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="The burial report as it stands now, or what is wrong with the input.")
class BurialPayload(StandsFor, Payload):
    stands_for = BurialOutcome

    burial: BurialReport | None = field(scope=INHERITED)
