from __future__ import annotations

import strawberry

from hub.core.promise import Disturbance
from hub.core.refusal import RefusalReason
from hub.resolvers import scoreboard as r
from hub.schema.declare import PUBLIC, field


@strawberry.type(description="How many applications of a month a kind of disturbance delayed.")
class DisturbedCount:
    disturbance: Disturbance = field(scope=PUBLIC)
    applications: int | None = field(scope=PUBLIC, description="Null: fewer than five.")


@strawberry.type(description="How many applications were refused in a month for one reason.")
class RefusedCount:
    reason: RefusalReason = field(scope=PUBLIC)
    applications: int | None = field(scope=PUBLIC, description="Null: fewer than five.")


@strawberry.type(description="How a service fared in a month. Null where there are fewer than five to tell of.")
class ScoreboardRow:
    service: str = field(scope=PUBLIC)
    title: str = field(scope=PUBLIC, resolver=r.title)
    month: str = field(scope=PUBLIC, description="As `2026-11`, counted in WIB.")
    received: int | None = field(scope=PUBLIC, description="Came in then.")
    issued: int | None = field(scope=PUBLIC, description="Papers were issued then.")
    kept_percent: int | None = field(scope=PUBLIC, description="Of those issued: within the promised time.")
    median_working_hours: float | None = field(
        scope=PUBLIC, description="Of those issued: from complete papers, by the office's hours."
    )
    open: int | None = field(scope=PUBLIC, description="Of those received: not answered yet.")
    disturbances: list[DisturbedCount] = field(scope=PUBLIC, description="Of those issued.")
    refusals: list[RefusedCount] = field(scope=PUBLIC, description="Refused then, by reason.")
