from __future__ import annotations

import datetime as dt

import strawberry

from hub.schema.inputs.keyed import Keyed
from hub.schema.inputs.users import REASON, VERSION


@strawberry.input(description="When a service takes no new application. What was handed in goes on.")
class ClosureInput:
    first: dt.date = strawberry.field(description="The first day on which it is closed.")
    why_id: str = strawberry.field(description="Why, in Indonesian: it is shown to everybody.")
    why_en: str = strawberry.field(description="The same in English.")
    instead_id: str = strawberry.field(description="Where to go instead, and for whom that matters, in Indonesian.")
    instead_en: str = strawberry.field(description="The same in English.")
    last: dt.date | None = strawberry.field(
        default=None, description="The last day on which it is closed; without one, until somebody opens it."
    )


@strawberry.input(description="The whole of what the office sets of a service; what is left out is as it declares it.")
class ChangeServiceInput(Keyed):
    service: str = strawberry.field(description="The name of the service.")
    expected_version: int = strawberry.field(description=VERSION)
    reason: str = strawberry.field(description=REASON)
    closure: ClosureInput | None = strawberry.field(default=None, description="Null: it is open.")
    promised_hours: int | None = strawberry.field(
        default=None, description="Fewer hours than the law's, for applications that come from now on; null: the law's."
    )
    numbers: bool = strawberry.field(default=True, description="Whether a number at the counter is taken for it.")
    appointments: bool = strawberry.field(default=True, description="Whether a time at the counter is booked for it.")


@strawberry.input(description="How the counters of the office take people from now on. Who has a time keeps it.")
class ChangeCountersInput(Keyed):
    expected_version: int = strawberry.field(description=VERSION)
    reason: str = strawberry.field(description=REASON)
    places: int = strawberry.field(description="So many people have an appointment at a time, 0 to 60.")
    open_places: int = strawberry.field(
        description="So many of them without the number of an application; at most half."
    )
    most_waiting: int = strawberry.field(description="Where so many wait, a number is given by an officer alone.")
    first_time: str | None = strawberry.field(
        default=None, description="Appointments begin at this time (`08:30`) at the earliest."
    )
    last_time: str | None = strawberry.field(default=None, description="Appointments end by this time.")
