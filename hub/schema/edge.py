from __future__ import annotations

from typing import Generic, TypeVar

import strawberry

from hub.core.held import Column, Items
from hub.schema.declare import INHERITED, field

T = TypeVar("T")


@strawberry.type(description="One item of a connection.")
class Edge(Generic[T]):
    cursor: str = field(
        scope=INHERITED, description="Give it as `after` to go on behind this item.", held=Column("cursor")
    )
    node: T = field(scope=INHERITED, held=Items())
