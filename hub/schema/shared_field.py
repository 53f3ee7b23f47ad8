from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="A field of this graph that shows personal data, as an agreement may name it.")
class SharedField:
    coordinate: str = field(scope=INHERITED, description="Type.field, such as `Citizen.fullName`.")
    category: str = field(scope=INHERITED)
    description: str = field(scope=INHERITED)
