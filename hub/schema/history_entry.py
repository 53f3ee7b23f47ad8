from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.attributes import Category, Sensitivity
from hub.core.held import Column, Embedded, Origin, Unheld
from hub.resolvers import history
from hub.schema.attribute_change import AttributeChange
from hub.schema.declare import INHERITED, field
from hub.schema.record_source import RecordSource


@strawberry.type(description="One event of a person's record.")
class HistoryEntry:
    version: int = field(scope=INHERITED, held=Column("version"))
    at: dt.datetime = field(
        scope=INHERITED,
        description="`citizen(asOf:)` with it shows the person as this event left her.",
        held=Column("at"),
    )
    kind: str = field(scope=INHERITED, held=Column("kind"))
    actor: str = field(scope=INHERITED, resolver=history.actor, held=Column("actor"))
    purpose: str = field(scope=INHERITED, held=Column("purpose"))
    tracking_number: str | None = field(
        scope=INHERITED,
        description="The application that caused it, if any.",
        held=Column("tracking_number"),
    )
    changed: list[str] = field(
        scope=INHERITED,
        resolver=history.changed,
        description="Attributes that changed.",
        held=Column("changed"),
    )
    reason: str | None = field(
        scope="citizen:read",
        category=Category.POPULATION,
        description="What a clerk said.",
        held=Column("reason"),
        in_past=True,
        sensitivity=Sensitivity.PROTECTED,
    )
    source: RecordSource = field(scope=INHERITED, resolver=history.source_of, held=Embedded(Origin.SOURCE))
    changes: list[AttributeChange] | None = field(
        scope="citizen:read",
        category=Category.POPULATION,
        resolver=history.changes,
        description="The attributes that changed, with their values as far as this reader may read them.",
        held=Unheld("each value is decided on by its own attribute"),
    )
