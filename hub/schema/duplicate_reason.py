from __future__ import annotations

import strawberry

from hub.core.matching import Reason
from hub.resolvers import duplicates
from hub.schema.declare import INHERITED, field
from hub.schema.stands_for import StandsFor


@strawberry.type(description="What speaks for or against two persons being one.")
class DuplicateReason(StandsFor):
    stands_for = Reason

    code: str = field(scope=INHERITED, resolver=duplicates.reason_code)
    text: str = field(
        scope=INHERITED, resolver=duplicates.reason_text, description="In words, such as `nama ibu sama`."
    )
    bits: float = field(
        scope=INHERITED,
        description="How much it weighs: for with a plus, against with a minus; a bit doubles the odds.",
    )
