"""May this reader be told an attribute that the law protects? What such an attribute is stands in `protecting`."""

from __future__ import annotations

from hub.access.decision import Denial, FieldNeed
from hub.access.entities import AttributeOfData, Principal, Question
from hub.access.policies import Policies
from hub.access.protecting import ASK, DISCLOSE, PROTECTED
from hub.core.actor import Actor
from hub.core.errors import ErrorCode
from hub.core.purpose import Purpose


def protected_denial(policies: Policies, actor: Actor, purpose: Purpose, need: FieldNeed) -> Denial | None:
    """None for what is not protected, and where a policy names the attribute, the purpose and this reader."""
    if not need.protected or need.category is None:
        return None
    if need.coordinate in policies.disclosed:
        attribute = AttributeOfData(need.coordinate, need.category, protected=True)
        if policies.ask(Question(Principal.of(actor), DISCLOSE, attribute, purpose)).allowed:
            return None
    return Denial(
        ErrorCode.FORBIDDEN,
        f"{need.coordinate} is protected by law (UU 24/2013 art. 84), and no policy lets you read it for "
        f"{purpose.value}.",
        PROTECTED,
        ASK,
    )
