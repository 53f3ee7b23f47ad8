"""The one who asks, as the token says it."""

from __future__ import annotations

from strawberry import Parent

from hub.core.actor import Actor
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
