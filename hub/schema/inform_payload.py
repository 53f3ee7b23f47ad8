from __future__ import annotations

import strawberry

from hub.resolvers.outcome import InformOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.scalars import JSON
from hub.schema.stands_for import StandsFor


@strawberry.type(description="What is kept about somebody, or what is wrong with the input.")
class InformPayload(StandsFor, Payload):
    stands_for = InformOutcome

    statement: JSON | None = field(
        scope=INHERITED, description="Her data, and what is known of their use. docs/guides/citizens.md."
    )
