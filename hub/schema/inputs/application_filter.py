from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.application import ApplicationState, Channel
from hub.core.promise_run import PromiseAlarm
from hub.core.queue import HeldBy, QueueOrder


@strawberry.input(description="All given terms must hold, within what the reader may see.")
class ApplicationFilter:
    states: list[ApplicationState] | None
    service: str | None
    region_code: str | None = strawberry.field(description="Dotted code of any level.")
    due_before: dt.datetime | None = strawberry.field(
        description="Those whose clock runs to an earlier time, or is past it; the next to be due come first."
    )
    alarm: PromiseAlarm | None = strawberry.field(
        description="Only those that are nearly due, or past it, the next to be due first."
    )
    issued_on: dt.date | None = strawberry.field(default=None, description="Those whose papers were issued that day.")
    printed: bool | None = strawberry.field(
        default=None, description="Only those whose papers were printed, or only those whose papers were not."
    )
    mine: bool | None = strawberry.field(description="Only those that the reader handed in.")
    channel: Channel | None
    held_by: HeldBy | None = strawberry.field(description="Who goes on with it; ABSENT is for the office to ask.")
    holder: str | None = strawberry.field(
        description="For the office: what this officer goes on with; not beside `heldBy`."
    )
    about: str | None = strawberry.field(
        description="A NIK that the form names, or the name of a person in the reader's sight; needs `citizen:search`."
    )
    tracking_number: str | None = strawberry.field(description="The one with this number.")
    order: QueueOrder | None = strawberry.field(
        description="NEWEST unless given; DUE leaves those whose clock runs, as `dueBefore` and `alarm` do."
    )
