"""The record of processing activities, generated as it is asked for."""

from __future__ import annotations

from hub.core.calendar import local_date
from hub.core.processing import Activity, activities
from hub.resolvers.context import HubInfo
from hub.resolvers.findings import oversight


async def processing_record(info: HubInfo) -> list[Activity]:
    hub, ports = info.context.hub, oversight(info.context)
    today = local_date(hub.clock())
    sharings = await ports.sharings.sharings(hub.tenant, today) if ports else ()
    return list(activities(hub.services.values(), hub.facets.values(), sharings))
