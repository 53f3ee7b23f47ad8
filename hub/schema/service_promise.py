from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.attributes import Category
from hub.core.promise import Disturbance, PromiseState
from hub.resolvers import promises as r
from hub.schema.declare import INHERITED, field

_SCOPE, _CATEGORY = "application:read", Category.APPLICATION


@strawberry.type(description="A disturbance for which the clock stood still.")
class PromisePause:
    since: dt.datetime = field(scope=INHERITED)
    until: dt.datetime | None = field(scope=INHERITED, description="Null while it lasts.")
    disturbance: Disturbance = field(scope=INHERITED)
    reason: str = field(scope=INHERITED, description="The officer's words.")


@strawberry.type(description="Until when an application has to be answered, by the office's working hours.")
class ServicePromise:
    state: PromiseState = field(scope=INHERITED, resolver=r.state)
    due_at: dt.datetime | None = field(
        scope=INHERITED, resolver=r.runs_to, description="Null before the papers are complete and in a disturbance."
    )
    predicted_at: dt.datetime | None = field(
        scope=INHERITED,
        resolver=r.predicted_at,
        description="When it will probably be answered, by what the office lately needed: 4 of 5 are by then.",
    )
    calendar_known: bool = field(
        scope=INHERITED,
        resolver=r.calendar_known,
        description="False where the holidays of a year are not known: it may be too early.",
    )
    started_at: dt.datetime | None = field(scope=_SCOPE, category=_CATEGORY, resolver=r.started_at)
    working_minutes_left: int | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r.minutes_left, description="0 where it is late; null once answered."
    )
    pauses: list[PromisePause] | None = field(scope=_SCOPE, category=_CATEGORY, resolver=r.pauses)
