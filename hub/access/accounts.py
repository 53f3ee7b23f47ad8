"""May this actor do this to an account or a registration? Whether two people are needed is asked in hub.core."""

from __future__ import annotations

from hub.access.decision import Denial
from hub.access.entities import AccountFile, Principal, Question
from hub.access.fields import scope_denial
from hub.access.policies import Policies
from hub.core.actor import Actor, Purpose
from hub.core.administration import ACCOUNT_SCOPES, AccountAction
from hub.core.errors import ErrorCode


def decide_on_account(
    policies: Policies, actor: Actor, purpose: Purpose, action: AccountAction, account: AccountFile
) -> Denial | None:
    """None when it is allowed."""
    denial = scope_denial(actor, ACCOUNT_SCOPES[action])
    if denial is not None:
        return denial
    because = policies.ask(Question(Principal.of(actor), action.value, account, purpose)).because
    return Denial(ErrorCode.FORBIDDEN, because.reason, because.rule, because.ask) if because else None
