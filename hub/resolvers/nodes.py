"""Any object by its global id."""

from __future__ import annotations

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.core.errors import BadInput
from hub.core.identifiers import parse_global_id, parse_uuid
from hub.resolvers import applications, citizens
from hub.resolvers.context import HubInfo
from hub.resolvers.refusal import refusal


async def node(info: HubInfo, node_id: str) -> Citizen | Application | None:
    """None for what is not there or out of sight; raises BadInput for an id that no query returned."""
    type_name, key = named(node_id)
    # The object's own id is a field with a scope: without it not even its existence is told.
    denial = info.context.denial(f"{type_name}.id")
    if denial is not None:
        raise refusal(denial)
    if type_name == "Citizen":
        return await citizens.by_id(info.context, parse_uuid(key))
    return await applications.by_id(info.context, parse_uuid(key))


def named(node_id: str) -> tuple[str, str]:
    """The type of a node and its key in that type; raises BadInput for what is no node's id."""
    type_name, key = parse_global_id(node_id)
    if type_name not in {"Citizen", "Application"}:
        raise BadInput("This id is not that of a Citizen or an Application, so it has no node.", path="id")
    return type_name, key
