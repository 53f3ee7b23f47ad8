"""May this actor do this step of this application? The same answer for the mutation and for the button."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from hub.access.agreements import agreement_denial
from hub.access.decision import Denial
from hub.access.entities import BE_ASSIGNED, ApplicationFile, OfficeCounter, Principal, Question, Resource
from hub.access.fields import SIGN_IN, scope_denial
from hub.access.policies import Policies
from hub.access.step_up import policy_denial
from hub.core.actor import Actor, ActorKind
from hub.core.application import ActionKind, Application, next_state
from hub.core.errors import Conflict, ErrorCode
from hub.core.purpose import Purpose

_SUBMIT: Final = frozenset({"application:submit"})
_PROCESS: Final = frozenset({"application:process"})
_READ: Final = frozenset({"application:read"})
_HEADS: Final = frozenset({"application:validate", "application:sign"})
"""A head acts in the place of an officer from whom she took the case over; policies say when."""

ACTION_SCOPES: Final[Mapping[ActionKind, frozenset[str]]] = {
    ActionKind.SUBMIT: _SUBMIT,
    ActionKind.RESUBMIT: _SUBMIT,
    ActionKind.WITHDRAW: _SUBMIT,
    ActionKind.CLAIM: _PROCESS,
    ActionKind.RETURN: frozenset({"application:process", "application:verify"}) | _HEADS,
    ActionKind.ACCEPT: _PROCESS | _HEADS,
    ActionKind.VERIFY: frozenset({"application:verify"}) | _HEADS,
    ActionKind.RECORD_SIAK: _PROCESS | _HEADS,
    ActionKind.CONFIRM_SIAK: _PROCESS,
    ActionKind.VALIDATE: frozenset({"application:validate"}),
    ActionKind.SIGN: frozenset({"application:sign"}),
    ActionKind.HAND_OVER: _PROCESS | _HEADS,
    ActionKind.REFUSE: frozenset({"application:refuse"}),
    ActionKind.DELAY: _PROCESS | _HEADS,
    ActionKind.RESUME: _PROCESS | _HEADS,
    ActionKind.SETTLE_STEP: _PROCESS,
    ActionKind.TAKE_OVER: frozenset({"application:process", "application:verify"}) | _HEADS,
    ActionKind.PRINT: _PROCESS | _HEADS,
    ActionKind.ASSIGN: frozenset({"application:verify"}) | _HEADS,
}
"""The scopes for each action; one of them is enough."""


def decide_action(
    policies: Policies,
    actor: Actor,
    purpose: Purpose,
    action: ActionKind,
    application: Application | None,
    family_niks: frozenset[str],
    at: dt.datetime | None = None,
    *,
    absent: bool = False,
) -> Denial | None:
    """None when it is allowed. `application` None means handing in a new one. `at` is the time; without it, whether she
    has to log in anew is left out, as it is for a question about what she may do.

    `family_niks` are the NIKs of the actor's own family card (empty where her NIK is not known): nobody handles a file
    that names herself or one of them. `absent`: she is away today; it matters for new work. Whether the
    application's state allows the step is not asked here.
    """
    resource: Resource = ApplicationFile.of(application) if application else OfficeCounter(actor.tenant)
    question = Question(Principal.of(actor, family_niks, absent=absent), action.value, resource, purpose)
    ended = agreement_denial(actor, at) if at else None
    return ended or _token_denial(actor, ACTION_SCOPES[action]) or policy_denial(policies, question, actor, at)


def decide_assignee(
    policies: Policies, officer: Principal, purpose: Purpose, application: Application
) -> Denial | None:
    """None when the case may be given to this officer. She asks nothing herself, so no token of hers is looked at."""
    because = policies.ask(Question(officer, BE_ASSIGNED, ApplicationFile.of(application), purpose)).because
    return Denial(ErrorCode.FORBIDDEN, because.reason, because.rule, because.ask) if because else None


def may_read_application(
    policies: Policies, actor: Actor, purpose: Purpose, application: Application, at: dt.datetime
) -> Denial | None:
    """None when the application may be read in full; its public part needs no leave."""
    question = Question(Principal.of(actor), "view", ApplicationFile.of(application), purpose)
    return agreement_denial(actor, at) or _token_denial(actor, _READ) or policy_denial(policies, question, actor, None)


def allowed_actions(
    policies: Policies,
    actor: Actor,
    purpose: Purpose,
    application: Application,
    family_niks: frozenset[str],
    *,
    absent: bool = False,
) -> tuple[ActionKind, ...]:
    """What this actor may do with the application now, by its state and by policy; for some of it she logs in anew."""
    return tuple(
        action
        for action in ActionKind
        if action is not ActionKind.SUBMIT
        and _is_possible(application, action)
        and decide_action(policies, actor, purpose, action, application, family_niks, absent=absent) is None
    )


def _is_possible(application: Application, action: ActionKind) -> bool:
    try:
        next_state(application, action)
    except Conflict:
        return False
    return True


def _token_denial(actor: Actor, scopes: frozenset[str]) -> Denial | None:
    if actor.is_anonymous:
        return SIGN_IN
    # The hub itself has no token and no scopes: policies alone say what it may do.
    return None if actor.kind is ActorKind.SYSTEM else scope_denial(actor, scopes)
