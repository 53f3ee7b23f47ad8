from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.held import Column
from hub.resolvers import accesses
from hub.schema.declare import INHERITED, field


@strawberry.type(description="One event of a person's record.")
class HistoryEntry:
    version: int = field(scope=INHERITED, held=Column("version"))
    at: dt.datetime = field(scope=INHERITED, held=Column("at"))
    kind: str = field(scope=INHERITED, held=Column("kind"))
    actor: str = field(scope=INHERITED, resolver=accesses.history_actor, held=Column("actor"))
    purpose: str = field(scope=INHERITED, held=Column("purpose"))
    tracking_number: str | None = field(
        scope=INHERITED, description="The application that caused it, if any.", held=Column("tracking_number")
    )
    changed: list[str] = field(
        scope=INHERITED,
        resolver=accesses.history_changed,
        description="Attributes that changed.",
        held=Column("changed"),
    )
