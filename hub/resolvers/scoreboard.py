"""The public scoreboard."""

from __future__ import annotations

from strawberry import Parent

from hub.core.errors import BadInput
from hub.core.scoreboard import ScoreboardRow, rows_of
from hub.resolvers.context import HubInfo
from hub.resolvers.values import Language, text


async def scoreboard(info: HubInfo, months: int | None = 12) -> list[ScoreboardRow]:
    """At most 24 months; none where nobody counts."""
    most = 12 if months is None else months
    if not 1 <= most <= 24:
        raise BadInput("Ask for 1 to 24 months.", path="months")
    hub = info.context.hub
    runs = hub.promises.runs
    return list(rows_of(await runs.months(hub.tenant, most))) if runs else []


def title(parent: Parent[ScoreboardRow], info: HubInfo, language: Language | None = Language.ID) -> str:
    service = info.context.hub.services.get(parent.service)
    return text(language, service.title_id, service.title_en) if service else parent.service
