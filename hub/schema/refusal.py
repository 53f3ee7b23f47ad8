from __future__ import annotations

import strawberry

from hub.core.refusal import RefusalReason
from hub.resolvers import refused as r
from hub.schema.declare import INHERITED, PUBLIC, field


@strawberry.type(description="Why an application was refused, and what the applicant may do about it.")
class Refusal:
    code: RefusalReason = field(scope=INHERITED, resolver=r.code)
    sentence: str = field(scope=INHERITED, resolver=r.sentence, description="What the code means, for the applicant.")
    right_to_object: str = field(scope=INHERITED, resolver=r.right_to_object)


@strawberry.type(description="A reason for which a service may be refused.")
class ServiceRefusal:
    code: RefusalReason = field(scope=PUBLIC, resolver=r.code)
    sentence: str = field(scope=PUBLIC, resolver=r.sentence, description="What it means, for the applicant.")
