from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.interface(description="An object that can be fetched again by its global id.")
class Node:
    id: strawberry.ID = field(scope=INHERITED, description="Opaque global id.")
