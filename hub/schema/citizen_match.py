from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="True or false for each element of a claim, null where it was not asked. No data.")
class CitizenMatch:
    nik: bool = field(scope=INHERITED)
    full_name: bool | None = field(scope=INHERITED)
    birth_date: bool | None = field(scope=INHERITED)
    birth_place: bool | None = field(scope=INHERITED)
    sex: bool | None = field(scope=INHERITED)
    mother_name: bool | None = field(scope=INHERITED)
