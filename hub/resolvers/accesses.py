"""Who read a person's data, and how the record came to be what it is."""

from __future__ import annotations

from strawberry import Parent

from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.identifiers import global_id
from hub.core.ports import HistoryEntry
from hub.core.receipt import Access
from hub.resolvers.context import HubInfo
from hub.resolvers.pages import Slice, check_first, slice_of


async def accesses(
    parent: Parent[Citizen], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[Access]:
    hub = info.context.hub
    return slice_of(await hub.receipts.of_person(hub.tenant, parent.id, check_first(first), after), after)


async def history(
    parent: Parent[Citizen], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[HistoryEntry]:
    hub = info.context.hub
    return slice_of(await hub.people.history(hub.tenant, parent.id, check_first(first), after), after)


def access_id(parent: Parent[Access]) -> str:
    return global_id("Access", parent.id)


def history_actor(parent: Parent[HistoryEntry]) -> str:
    return parent.actor_name


def history_changed(parent: Parent[HistoryEntry]) -> list[str]:
    """Attributes as the graph names them."""
    return [camel(name) for name in parent.changed]
