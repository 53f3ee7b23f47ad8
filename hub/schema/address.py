from __future__ import annotations

import strawberry

from hub.core.attributes import Category
from hub.schema.declare import field

_SCOPE, _CATEGORY = "citizen:read", Category.POPULATION


@strawberry.type(description="An address. Village names repeat, so the district (kecamatan) stands beside it.")
class Address:
    line: str | None = field(scope=_SCOPE, category=_CATEGORY, description="Street and number.")
    rt: str | None = field(scope=_SCOPE, category=_CATEGORY, description="Rukun tetangga.")
    rw: str | None = field(scope=_SCOPE, category=_CATEGORY, description="Rukun warga.")
    village: str | None = field(scope=_SCOPE, category=_CATEGORY, description="Desa or kelurahan.")
    district: str | None = field(scope=_SCOPE, category=_CATEGORY, description="Kecamatan.")
    regency: str | None = field(scope=_SCOPE, category=_CATEGORY, description="Kabupaten or kota.")
    province: str | None = field(scope=_SCOPE, category=_CATEGORY)
    postal_code: str | None = field(scope=_SCOPE, category=_CATEGORY)
    region_code: str = field(scope=_SCOPE, category=_CATEGORY, description="Dotted code, e.g. `19.01.01.1001`.")
