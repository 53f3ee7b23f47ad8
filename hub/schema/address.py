from __future__ import annotations

import strawberry

from hub.core.attributes import Category
from hub.core.held import Column
from hub.schema.declare import field

_SCOPE, _CATEGORY = "citizen:read", Category.POPULATION


@strawberry.type(description="An address. Village names repeat, so the district (kecamatan) stands beside it.")
class Address:
    line: str | None = field(scope=_SCOPE, category=_CATEGORY, description="Street and number.", held=Column("line"))
    rt: str | None = field(scope=_SCOPE, category=_CATEGORY, description="Rukun tetangga.", held=Column("rt"))
    rw: str | None = field(scope=_SCOPE, category=_CATEGORY, description="Rukun warga.", held=Column("rw"))
    village: str | None = field(
        scope=_SCOPE, category=_CATEGORY, description="Desa or kelurahan.", held=Column("village")
    )
    district: str | None = field(scope=_SCOPE, category=_CATEGORY, description="Kecamatan.", held=Column("district"))
    regency: str | None = field(
        scope=_SCOPE, category=_CATEGORY, description="Kabupaten or kota.", held=Column("regency")
    )
    province: str | None = field(scope=_SCOPE, category=_CATEGORY, held=Column("province"))
    postal_code: str | None = field(scope=_SCOPE, category=_CATEGORY, held=Column("postal_code"))
    region_code: str = field(
        scope=_SCOPE, category=_CATEGORY, description="Dotted code, e.g. `19.01.01.1001`.", held=Column("region_code")
    )
