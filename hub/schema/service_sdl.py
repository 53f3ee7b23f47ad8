from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(name="_Service", description="This graph as a gateway composes it.")
class ServiceSdl:
    sdl: str = field(scope=INHERITED)
