from __future__ import annotations

import strawberry

from hub.resolvers import catalogue
from hub.schema.declare import PUBLIC, field


@strawberry.type(description="One paper that a service asks for.")
class Requirement:
    kind: str = field(scope=PUBLIC, description="Kind of document, as an upload names it.")
    label: str = field(scope=PUBLIC, resolver=catalogue.requirement_label)
    required: bool = field(scope=PUBLIC)
    substitute: str | None = field(scope=PUBLIC, description="Kind that is accepted in its place.")
