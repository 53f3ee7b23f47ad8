from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.ticket import PriorityReason, TicketOutcome, TicketState
from hub.resolvers import tickets as r_tickets
from hub.resolvers.tickets import TicketDone
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.scalars import NIK
from hub.schema.stands_for import StandsFor


@strawberry.type(description="A number of today at a counter, as its clerks see it. It is forgotten when the day ends.")
class CounterTicket:
    id: strawberry.ID = field(scope=INHERITED, resolver=r_tickets.ticket_id)
    place: str = field(scope=INHERITED, description="Dotted code of the district, for its office, or of the village.")
    number: int = field(scope=INHERITED)
    taken_at: dt.datetime = field(scope=INHERITED)
    service: str | None = field(scope=INHERITED, description="What she comes for, where she said so.")
    service_title: str | None = field(scope=INHERITED, resolver=r_tickets.service_title)
    priority: PriorityReason | None = field(
        scope=INHERITED, description="As she says it; it changes the order, never what is required."
    )
    nik: NIK | None = field(
        scope=INHERITED, description="As she gave it, so that a form begins with it; nobody has checked it."
    )
    promised_at: dt.datetime | None = field(scope=INHERITED, description="Her appointment's time.")
    state: TicketState = field(scope=INHERITED)
    counter: int | None = field(scope=INHERITED, description="Where she was called to last.")
    for_counter: int | None = field(scope=INHERITED, description="The counter that she was passed on to.")
    called_at: dt.datetime | None = field(scope=INHERITED)
    calls: int = field(scope=INHERITED, description="How often she was called.")
    ended_at: dt.datetime | None = field(scope=INHERITED)
    outcome: TicketOutcome | None = field(scope=INHERITED)
    tracking_number: str | None = field(scope=INHERITED, description="The application that came of it.")


@strawberry.type(description="The number as it stands now; none where nobody waits, or the input is wrong.")
class TicketPayload(StandsFor, Payload):
    stands_for = TicketDone

    ticket: CounterTicket | None = field(scope=INHERITED)
