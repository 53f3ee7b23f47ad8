"""The roots of a counter's numbers: mixed into Query and Mutation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import strawberry

from hub.core.attributes import Category
from hub.resolvers import tickets as r_tickets
from hub.schema.counter_ticket import CounterTicket, TicketPayload
from hub.schema.declare import PUBLIC, field
from hub.schema.inputs.tickets import CallNextTicketInput, SettleTicketInput, TakeTicketInput
from hub.schema.queue_ticket import QueueTicket, TakeTicketPayload
from hub.schema.ticket_board import TicketBoard

_CALL: Final = "ticket:call"


def _change(resolver: Callable[..., Any], description: str, given: type) -> Any:
    return field(
        scope=_CALL,
        category=Category.APPLICATION,
        resolver=resolver,
        arguments={"given": ("input", given)},
        description=description,
    )


@strawberry.type
class CounterQuery:
    ticket_board: TicketBoard | None = field(
        scope=PUBLIC,
        resolver=r_tickets.board,
        description="What the screen of a place shows: numbers and counters. Without `place` that of the office.",
    )
    queue_ticket: QueueTicket | None = field(
        scope=PUBLIC,
        resolver=r_tickets.in_line,
        arguments={"ticket_id": ("id", strawberry.ID)},
        description="A number of today, for whoever took it and so knows its id.",
    )
    tickets: list[CounterTicket] | None = field(
        scope=_CALL,
        category=Category.APPLICATION,
        resolver=r_tickets.tickets,
        description="The numbers of today at a place in this reader's region, in their order.",
    )


@strawberry.type
class CounterMutation:
    take_ticket: TakeTicketPayload | None = field(
        scope=PUBLIC,
        resolver=r_tickets.take,
        arguments={"given": ("input", TakeTicketInput)},
        description="Takes a number. A place gives only so many to those who are no clerks of it.",
    )
    call_next_ticket: TicketPayload | None = _change(
        r_tickets.call_next, "Calls whoever is next: vulnerable people first, and nobody waits for ever.",
        CallNextTicketInput,
    )  # fmt: skip
    settle_ticket: TicketPayload | None = _change(
        r_tickets.settle, "Called again, not there, served, passed on to another counter, or done.", SettleTicketInput
    )
