"""Whether somebody is recorded as away today."""

from __future__ import annotations

from hub.core.calendar import local_date
from hub.resolvers.context import Context


async def is_away(context: Context, subject: str = "") -> bool:
    """Of whoever asks, or of a colleague; nobody is where absences are not kept."""
    hub = context.hub
    if hub.absences is None or context.actor.is_anonymous:
        return False
    return await hub.absences.is_away(hub.tenant, subject or context.actor.subject, local_date(hub.clock()))
