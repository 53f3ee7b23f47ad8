from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.application import ApplicationState
from hub.core.promise_run import PromiseAlarm


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
