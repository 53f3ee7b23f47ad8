from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field
from hub.schema.scalars import NIK, FamilyCardNumber


@strawberry.type(description="What SIAK issued and the clerk captured.")
class SiakResult:
    nik: NIK | None = field(scope=INHERITED)
    deed_number: str | None = field(scope=INHERITED)
    family_card_number: FamilyCardNumber | None = field(scope=INHERITED)
    letter_number: str | None = field(scope=INHERITED)
