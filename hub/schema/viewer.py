from __future__ import annotations

import strawberry

from hub.resolvers import viewer
from hub.schema.declare import PUBLIC, field
from hub.schema.own_client import OwnClient


@strawberry.type(description="The one who asks, as the token says it.")
class Viewer:
    subject: str = field(scope=PUBLIC)
    display_name: str = field(scope=PUBLIC)
    roles: list[str] = field(scope=PUBLIC, resolver=viewer.roles)
    scopes: list[str] = field(scope=PUBLIC, resolver=viewer.scopes)
    region: str = field(scope=PUBLIC)
    purposes: list[str] = field(scope=PUBLIC, resolver=viewer.purposes)
    client: OwnClient | None = field(
        scope=PUBLIC, resolver=viewer.client, description="The client that asks, where it asks in its own name."
    )
