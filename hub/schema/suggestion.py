from __future__ import annotations

import strawberry

from hub.resolvers import suggestions
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A service that would be of use to somebody who has not asked for it, and why.")
class Suggestion:
    service: str = field(scope=INHERITED, description="Its name, as `services` has it.")
    title: str = field(scope=INHERITED, resolver=suggestions.title)
    reason: str = field(
        scope=INHERITED, resolver=suggestions.reason, description="A sentence for the citizen, of her own data."
    )
