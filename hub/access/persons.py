"""May this actor do this to a person of the record? Whether the row may be seen at all is asked with the rows."""

from __future__ import annotations

import datetime as dt

from hub.access.agreements import agreement_denial, region_of
from hub.access.decision import Denial
from hub.access.entities import OfficeCounter, PersonRow, Principal, Question, Resource
from hub.access.fields import SIGN_IN, scope_denial
from hub.access.policies import Policies
from hub.access.step_up import policy_denial
from hub.core.actor import Actor, ActorKind
from hub.core.citizen import Citizen
from hub.core.purpose import Purpose
from hub.core.record_action import OF_THE_OFFICE, RECORD_SCOPES, RecordAction


def decide_on_person(
    policies: Policies,
    actor: Actor,
    purpose: Purpose,
    action: RecordAction,
    citizen: Citizen | None,
    family: frozenset[str],
    entered_by: frozenset[str] = frozenset(),
    at: dt.datetime | None = None,
) -> Denial | None:
    """None when it is allowed. `citizen` None asks whether the actor does this to anybody in her own region. `at` None
    leaves out whether she has to log in anew for it.

    `family` are the NIKs of the actor's own family card: nobody handles her own record or one of her family. Who
    stands in `entered_by` brought up what the action decides, so somebody else has to.
    """
    denial = _token_denial(actor, action) or (agreement_denial(actor, at) if at else None)
    if denial is not None:
        return denial
    resource: Resource = OfficeCounter(actor.tenant)
    if action not in OF_THE_OFFICE:
        resource = PersonRow.of(citizen, entered_by) if citizen else _anybody(actor, purpose)
    return policy_denial(policies, Question(Principal.of(actor, family), action.value, resource, purpose), actor, at)


def _anybody(actor: Actor, purpose: Purpose) -> PersonRow:
    """A person whom the actor would see: whoever may not do it to her may do it to nobody."""
    own = actor.nik if purpose is Purpose.OWN_DATA else None
    return PersonRow(actor.tenant, region_of(actor), own, sealed=False)


def _token_denial(actor: Actor, action: RecordAction) -> Denial | None:
    if actor.is_anonymous:
        return SIGN_IN
    # The hub itself has no token and no scopes: policies alone say what it may do.
    return None if actor.kind is ActorKind.SYSTEM else scope_denial(actor, RECORD_SCOPES[action])
