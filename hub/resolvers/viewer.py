"""The one who asks, as the token says it."""

from __future__ import annotations

from strawberry import Parent

from hub.core.actor import Actor, ActorKind
from hub.core.administration import Registration
from hub.resolvers.context import HubInfo


def viewer(info: HubInfo) -> Actor | None:
    actor = info.context.actor
    return None if actor.is_anonymous else actor


def roles(parent: Parent[Actor]) -> list[str]:
    return sorted(parent.roles)


def scopes(parent: Parent[Actor]) -> list[str]:
    return sorted(parent.scopes)


def purposes(parent: Parent[Actor]) -> list[str]:
    return sorted(parent.purposes)


async def client(parent: Parent[Actor], info: HubInfo) -> Registration | None:
    """What is registered of a client that asks in its own name; a person is told nothing of the one that she uses."""
    administration = info.context.hub.administration
    if administration is None or parent.kind is not ActorKind.CLIENT:
        return None
    return await administration.accounts.client(info.context.hub.tenant, parent.client_id)
