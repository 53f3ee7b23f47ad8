from __future__ import annotations

import strawberry

from hub.resolvers.citizen_outcome import CitizenOutcome
from hub.schema.citizen import Citizen
from hub.schema.declare import INHERITED, field
from hub.schema.finding import Finding
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="The person as the change left her, or what is wrong with the input.")
class CitizenPayload(StandsFor, Payload):
    stands_for = CitizenOutcome

    citizen: Citizen | None = field(scope=INHERITED)
    version: int | None = field(scope=INHERITED, description="Version of the person; it grows only with a change.")
    changed: list[str] | None = field(scope=INHERITED, description="Attributes that have another value than before.")
    warnings: list[Finding] = field(
        scope=INHERITED, description="What is worth a look, such as a NIK that disagrees; nothing was refused for it."
    )
