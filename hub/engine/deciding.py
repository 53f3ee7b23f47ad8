"""The decision on an operation: made here for whoever runs it and for whoever asks what it would be."""

from __future__ import annotations

import datetime as dt

from hub.access import Decision, Policies, decide, purpose_of
from hub.core.actor import Actor
from hub.core.errors import HubError
from hub.core.predicates import NO_ROWS
from hub.core.purpose import Purpose
from hub.engine.plan import Plan


def decision_on(policies: Policies, plan: Plan, actor: Actor, purpose: str | None, at: dt.datetime) -> Decision:
    """What this actor gets of it. `purpose` is the header `Hub-Purpose`. Raises like `purpose_of`."""
    if not plan.is_public:
        stated = purpose_of(actor, purpose)
        return decide(policies, actor, stated, plan.needs(actor.scopes), at)
    try:
        stated = purpose_of(actor, purpose)
    except HubError:
        # Public fields are read without a purpose; nothing else is in this plan.
        stated = Purpose.PUBLIC_SERVICE
    return Decision(stated, {}, NO_ROWS)
