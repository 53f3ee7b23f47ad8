from __future__ import annotations

import datetime as dt

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="A number that was called, and to which counter.")
class TicketCall:
    number: int = field(scope=INHERITED)
    counter: int = field(scope=INHERITED)
    at: dt.datetime = field(scope=INHERITED)


@strawberry.type(description="What the screen of a place shows today.")
class TicketBoard:
    place: str = field(scope=INHERITED)
    name: str = field(scope=INHERITED, description="Of the office, or of the village.")
    waiting: int = field(scope=INHERITED)
    calls: list[TicketCall] = field(scope=INHERITED, description="The latest first.")
    minutes: int | None = field(
        scope=INHERITED, description="About how long whoever takes a number now waits; null where that cannot be told."
    )
    takes: bool = field(scope=INHERITED, description="Whether numbers are still given today.")
