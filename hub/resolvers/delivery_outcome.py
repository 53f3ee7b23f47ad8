"""What a mutation of the outbox answers."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.delivery import DeliveryState
from hub.resolvers.outcome import UserError
from hub.resolvers.record_work import Done


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """The delivery's global id and where it stands afterwards, or what is wrong with the input."""

    delivery_id: str | None
    state: DeliveryState | None
    errors: tuple[UserError, ...] = ()


def outcome_of(done: Done) -> DeliveryOutcome:
    """The answer that a reply stands for, the first time and at each repeat."""
    if done.reply is None:
        return DeliveryOutcome(None, None, done.errors)
    return DeliveryOutcome(done.reply["delivery"], DeliveryState(done.reply["state"]))
