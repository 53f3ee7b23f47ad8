from __future__ import annotations

import strawberry

from hub.core.definition import Confidence
from hub.resolvers import definitions
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A law that a service rests on. Never shown without its source.")
class ServiceLaw:
    name: str = field(scope=INHERITED)
    says: str = field(scope=INHERITED, resolver=definitions.says, description="What of it holds here, in plain words.")
    source: str = field(scope=INHERITED, description="Where it was read.")
    confidence: Confidence = field(scope=INHERITED)
    to_be_confirmed: bool = field(
        scope=INHERITED,
        resolver=definitions.to_be_confirmed,
        description="Nobody has read it yet: show it as to be confirmed, not as law.",
    )
