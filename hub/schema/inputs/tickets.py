from __future__ import annotations

import strawberry

from hub.core.ticket import PriorityReason, TicketOutcome, TicketStep
from hub.resolvers.idempotency import FORGOTTEN
from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK

_FORGOTTEN = {FORGOTTEN: True}
"""What was said with a number goes when its day ends; the keys of mutations are kept for longer."""
_PLACE = "Dotted code of a village, or of the district for its office; without it the office is meant."


@strawberry.input(description="Somebody takes a number. All but the key may be left out.")
class TakeTicketInput(Keyed):
    place: str | None = strawberry.field(default=None, description=_PLACE)
    service: str | None = strawberry.field(default=None, description="Name of the service that she comes for.")
    priority_reason: PriorityReason | None = strawberry.field(
        default=None, description="As she says it; no proof is asked for.", metadata=_FORGOTTEN
    )
    nik: NIK | None = strawberry.field(
        default=None,
        description="Only to have a form begun with it; it is forgotten when the day ends.",
        metadata=_FORGOTTEN,
    )
    tracking_number: str | None = strawberry.field(
        default=None,
        description="Of an application that has an appointment today, or the appointment's code: its time is kept.",
        metadata=_FORGOTTEN,
    )


@strawberry.input(description="A counter is free.")
class CallNextTicketInput(Keyed):
    place: str | None = strawberry.field(default=None, description="Without it that of the clerk.")
    counter: int = strawberry.field(description="1 to 99.")


@strawberry.input(description="What a clerk does with a number that was called.")
class SettleTicketInput(Keyed):
    id: strawberry.ID
    step: TicketStep
    counter: int | None = strawberry.field(default=None, description="For RECALL and TRANSFER: which one.")
    outcome: TicketOutcome | None = strawberry.field(default=None, description="For END: what came of it.")
    tracking_number: str | None = strawberry.field(
        default=None, description="For END: of the application, if any.", metadata=_FORGOTTEN
    )
