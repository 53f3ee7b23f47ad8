"""May this actor do this to an account or a registration? Whether two people are needed is asked in hub.core."""

from __future__ import annotations

import datetime as dt

from hub.access.decision import Denial
from hub.access.entities import AccountFile, Principal, Question
from hub.access.fields import scope_denial
from hub.access.policies import Policies
from hub.access.step_up import policy_denial
from hub.core.actor import Actor
from hub.core.administration import ACCOUNT_SCOPES, AccountAction
from hub.core.purpose import Purpose


def decide_on_account(
    policies: Policies,
    actor: Actor,
    purpose: Purpose,
    action: AccountAction,
    account: AccountFile,
    at: dt.datetime | None = None,
) -> Denial | None:
    """None when it is allowed. `at` None leaves out whether the actor has to log in anew for it."""
    denial = scope_denial(actor, ACCOUNT_SCOPES[action])
    if denial is not None:
        return denial
    return policy_denial(policies, Question(Principal.of(actor), action.value, account, purpose), actor, at)
