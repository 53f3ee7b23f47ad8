from __future__ import annotations

import strawberry

from hub.core.ticket import TicketState
from hub.resolvers import tickets as r_tickets
from hub.resolvers.tickets import LineOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="A number as its holder sees it: nobody's name, and no reason.")
class QueueTicket:
    id: strawberry.ID = field(scope=INHERITED, resolver=r_tickets.line_id)
    place: str = field(scope=INHERITED, resolver=r_tickets.line_place)
    number: int = field(scope=INHERITED, resolver=r_tickets.line_number)
    state: TicketState = field(scope=INHERITED, resolver=r_tickets.line_state)
    counter: int | None = field(scope=INHERITED, resolver=r_tickets.line_counter)
    ahead: int = field(scope=INHERITED, description="How many are called before, as it stands now.")
    minutes: int | None = field(
        scope=INHERITED, description="About how long it takes, by today's pace; null where that cannot be told."
    )


@strawberry.type(description="The number that was taken, or why there is none.")
class TakeTicketPayload(StandsFor, Payload):
    stands_for = LineOutcome

    ticket: QueueTicket | None = field(scope=INHERITED)
