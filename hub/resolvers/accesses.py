"""Who read a person's data."""

from __future__ import annotations

from strawberry import Parent

from hub.core.citizen import Citizen
from hub.core.identifiers import global_id
from hub.core.receipt import Access
from hub.resolvers.context import HubInfo
from hub.resolvers.pages import Slice, check_first, slice_of


async def accesses(
    parent: Parent[Citizen], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[Access]:
    hub = info.context.hub
    return slice_of(await hub.receipts.of_person(hub.tenant, parent.id, check_first(first), after), after)


def access_id(parent: Parent[Access]) -> str:
    return global_id("Access", parent.id)
