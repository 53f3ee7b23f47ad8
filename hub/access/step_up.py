"""What binds the office is decided twice: may she at all, and has she just proved who she is (RFC 9470)?"""

from __future__ import annotations

import dataclasses
import datetime as dt

from hub.access.decision import Denial
from hub.access.entities import Question
from hub.access.policies import Policies
from hub.core.actor import Actor
from hub.core.errors import ErrorCode


def policy_denial(policies: Policies, question: Question, actor: Actor, at: dt.datetime | None) -> Denial | None:
    """None when the policies allow it. A refusal with INSUFFICIENT_AUTHENTICATION says that a new log-in is all that is
    missing; `at` None asks what she may do once she has logged in anew.
    """
    asked = dataclasses.replace(question, principal=dataclasses.replace(question.principal, stepped_up=True))
    because = policies.ask(asked).because
    if because is not None:
        return Denial(ErrorCode.FORBIDDEN, because.reason, because.rule, because.ask)
    if at is None or actor.is_stepped_up(at):
        return None
    because = policies.ask(question).because
    if because is None:
        return None
    return Denial(ErrorCode.INSUFFICIENT_AUTHENTICATION, because.reason, because.rule, because.ask)
