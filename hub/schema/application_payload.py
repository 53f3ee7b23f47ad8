from __future__ import annotations

import strawberry

from hub.resolvers.outcome import ApplicationOutcome
from hub.schema.application import Application
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="The application after the step, or what is wrong with the input.")
class ApplicationPayload(StandsFor, Payload):
    stands_for = ApplicationOutcome

    application: Application | None = field(scope=INHERITED)
