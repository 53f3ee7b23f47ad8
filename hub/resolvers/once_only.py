"""The once-only meter: what applications of a service did not have to ask, by month and channel. Public counts."""

from __future__ import annotations

import datetime as dt
from typing import Final

from strawberry import Parent

from hub.core.application import Channel
from hub.core.errors import BadInput
from hub.core.once_only import LEAST, MeterLine
from hub.resolvers.context import HubInfo

_MOST: Final = dt.timedelta(days=800)


async def meter(info: HubInfo, service: str, since: dt.date, until: dt.date) -> list[MeterLine] | None:
    """Lines of at least LEAST applications; a smaller one is left out whole. Raises BadInput."""
    hub = info.context.hub
    if service not in hub.services:
        raise BadInput("There is no such service. `services` lists their names.", path="service")
    if not dt.timedelta(0) <= until - since <= _MOST:
        raise BadInput("Name a span of at most two years, the first day before the last.", path="until")
    lines = await hub.applications.once_only(hub.tenant, service, since, until)
    return [line for line in lines if line.applications >= LEAST]


def channel(parent: Parent[MeterLine]) -> Channel:
    return Channel(parent.channel)
