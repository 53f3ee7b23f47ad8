from __future__ import annotations

import strawberry

from hub.resolvers import definitions
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A step on the way of an application.")
class ServiceStep:
    action: str = field(scope=INHERITED, resolver=definitions.step_action, description="The mutation that takes it.")
    roles: list[str] = field(scope=INHERITED, resolver=definitions.step_roles, description="Who takes it.")
    text: str = field(
        scope=INHERITED, resolver=definitions.step_text, description="What happens, told to the applicant."
    )
