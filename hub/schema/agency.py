from __future__ import annotations

import strawberry

from hub.core.agency_ports import AgencyState
from hub.resolvers import catalogue
from hub.schema.declare import INHERITED, field


@strawberry.type(description="An agency behind the hub, as its connector declares it.")
class Agency:
    name: str = field(scope=INHERITED)
    title: str = field(scope=INHERITED, resolver=catalogue.agency_title)
    protocol: str = field(scope=INHERITED)
    status: str = field(scope=INHERITED, description="`live`, or `seeded` where only copies are held.")
    state: AgencyState | None = field(
        scope=INHERITED,
        resolver=catalogue.agency_state,
        description="Whether questions go to it just now, as this process sees it; null where only copies are held.",
    )
    max_batch: int = field(scope=INHERITED, description="Keys that one call takes.")
    daily_quota: int | None = field(scope=INHERITED)
