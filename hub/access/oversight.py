"""May this actor settle a finding, review an emergency, or keep the register of breaches?"""

from __future__ import annotations

import datetime as dt

from hub.access.decision import Denial
from hub.access.entities import AccountFile, OfficeCounter, Principal, Question
from hub.access.fields import scope_denial
from hub.access.policies import Policies
from hub.access.step_up import policy_denial
from hub.core.actor import Actor
from hub.core.oversight import OVERSIGHT_SCOPES, OversightAction
from hub.core.purpose import Purpose


def decide_oversight(
    policies: Policies,
    actor: Actor,
    purpose: Purpose,
    action: OversightAction,
    reader: AccountFile | None = None,
    at: dt.datetime | None = None,
) -> Denial | None:
    """None when it is allowed. `reader` is whose reading it is about: nobody judges her own."""
    denial = scope_denial(actor, OVERSIGHT_SCOPES[action])
    if denial is not None:
        return denial
    asked = Principal.of(actor)
    if action is OversightAction.KEEP_BREACHES:
        return policy_denial(policies, Question(asked, action.value, OfficeCounter(actor.tenant), purpose), actor, at)
    resource = reader or AccountFile(actor.tenant, "", actor.region)
    return policy_denial(policies, Question(asked, action.value, resource, purpose), actor, at)
