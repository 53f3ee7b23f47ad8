"""By which rule somebody may read a field: for whoever asks, after `decide` has let it be read."""

from __future__ import annotations

from collections.abc import Iterator

from hub.access.agreements import RULE
from hub.access.decision import FieldNeed
from hub.access.entities import AttributeOfData, CategoryOfData, Principal, Question
from hub.access.policies import Policies
from hub.access.protecting import DISCLOSE
from hub.core.actor import Actor
from hub.core.purpose import Purpose


def granted_by(policies: Policies, actor: Actor, purpose: Purpose, need: FieldNeed) -> tuple[str, ...]:
    """The scope, the policies and the agreement that an allowed field rests on, in that order."""
    return tuple(_granted_by(policies, actor, purpose, need))


def _granted_by(policies: Policies, actor: Actor, purpose: Purpose, need: FieldNeed) -> Iterator[str]:
    if need.scope is not None:
        yield f"scope:{need.scope}"
    if need.category is None:
        return
    asked = Principal.of(actor)
    yield from sorted(policies.deciding(Question(asked, "read", CategoryOfData(need.category), purpose)))
    if need.protected:
        attribute = AttributeOfData(need.coordinate, need.category, protected=True)
        yield from sorted(policies.deciding(Question(asked, DISCLOSE, attribute, purpose)))
    if actor.agreement is not None:
        yield f"{RULE}:{actor.agreement.id}"
