from __future__ import annotations

import strawberry

from hub.core.attributes import Category
from hub.core.held import Column
from hub.schema.declare import field
from hub.schema.scalars import NIK


@strawberry.type(description="A parent as the child's record names her or him.")
class ParentRef:
    full_name: str | None = field(scope="citizen:read", category=Category.POPULATION, held=Column("full_name"))
    nik: NIK | None = field(
        scope="citizen:read", category=Category.POPULATION, description="Null when unknown.", held=Column("nik")
    )
