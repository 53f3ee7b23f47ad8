from __future__ import annotations

import datetime as dt

import strawberry

from hub.resolvers import settings as r
from hub.schema.declare import PUBLIC, field


@strawberry.type(description="What the office sets of one service, beside what the service declares.")
class ServiceSetting:
    open: bool = field(scope=PUBLIC, resolver=r.is_open, description="Whether new applications are taken today.")
    closed_from: dt.date | None = field(
        scope=PUBLIC,
        resolver=r.closed_from,
        description="The first day on which none is taken; null once that is over.",
    )
    closed_until: dt.date | None = field(
        scope=PUBLIC, resolver=r.closed_until, description="The last such day; null: until somebody opens it."
    )
    why: str | None = field(scope=PUBLIC, resolver=r.why, description="Why it is closed.")
    instead: str | None = field(scope=PUBLIC, resolver=r.instead, description="Where to go, and what to do, instead.")
    promised_hours: int | None = field(
        scope=PUBLIC, description="Hours that the office promises where they are fewer than the law's; null: the law's."
    )
    numbers: bool = field(scope=PUBLIC, description="Whether a number at the counter is taken for it.")
    appointments: bool = field(scope=PUBLIC, description="Whether a time at the counter is booked for it.")
    version: int = field(scope=PUBLIC, description="How often it was set; 0: never.")


@strawberry.type(description="How the counters of the office take people.")
class CounterSetting:
    places: int = field(scope=PUBLIC, description="So many people have an appointment at a time.")
    open_places: int = field(
        scope=PUBLIC, description="So many of them without the number of an application, and without an officer."
    )
    first_time: str | None = field(
        scope=PUBLIC,
        resolver=r.first_time,
        description="Appointments begin at this time of the day (`08:30`) at the earliest; null: with the office.",
    )
    last_time: str | None = field(
        scope=PUBLIC, resolver=r.last_time, description="They end by this time; null: with the office."
    )
    most_waiting: int = field(scope=PUBLIC, description="Where so many wait, a number is given by an officer alone.")
    version: int = field(scope=PUBLIC, description="How often it was set; 0: never.")
