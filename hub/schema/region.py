from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="A region of today. Names repeat: show those above it beside it.")
class Region:
    code: str = field(scope=INHERITED, description="Dotted, of the Ministry of Home Affairs: 19.01.01.1001.")
    name: str = field(scope=INHERITED)
    district: str | None = field(scope=INHERITED, description="Kecamatan, of a village.")
    regency: str | None = field(scope=INHERITED, description="Regency or city, of what lies in one.")
    province: str | None = field(scope=INHERITED, description="Of everything else than a province.")
