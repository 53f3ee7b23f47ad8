"""May this actor write this facet? Only the agency that owns it may."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hub.access.agreements import agreement_denial
from hub.access.decision import Denial
from hub.access.entities import PartOfRecord, Principal, Question
from hub.access.fields import scope_denial
from hub.access.policies import Policies
from hub.core.actor import Actor
from hub.core.errors import ErrorCode
from hub.core.facet import Facet
from hub.core.purpose import Purpose


def decide_recording(
    policies: Policies, actor: Actor, purpose: Purpose, facet: Facet[Any], at: dt.datetime
) -> Denial | None:
    """None when it is allowed. Whose data may be written is asked with the rows that the actor may see."""
    denial = agreement_denial(actor, at) or scope_denial(actor, frozenset({facet.write_scope}))
    if denial is not None:
        return denial
    question = Question(Principal.of(actor), "record", PartOfRecord(facet.name, facet.agency), purpose)
    because = policies.ask(question).because
    return Denial(ErrorCode.FORBIDDEN, because.reason, because.rule, because.ask) if because else None
