"""What a subscription tells at a change: the same that a query would tell this reader now."""

from __future__ import annotations

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.resolvers import applications, citizens
from hub.resolvers.context import HubInfo
from hub.resolvers.values import NIK


async def citizen(info: HubInfo, nik: NIK, since: int | None = None) -> Citizen | None:  # noqa: ARG001  see `since_of`
    return await citizens.by_nik(info.context, nik)


async def application(info: HubInfo, tracking_number: str, since: int | None = None) -> Application | None:  # noqa: ARG001  as above
    return await applications.application(info, tracking_number)
