"""What people do with the outbox: look at it, say that something is typed in, decide what nothing else can settle."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from hub.core.delivery import Delivery, DeliveryState
from hub.core.errors import Conflict
from hub.core.ports import Page
from hub.core.predicates import RowFilter


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """All given terms must hold. `older_than` in seconds since it happened."""

    states: tuple[DeliveryState, ...] = ()
    target: str | None = None
    kind: str | None = None
    older_than: int | None = None
    id: uuid.UUID | None = None


class Deliveries(Protocol):
    """The outbox as people see it."""

    async def page(self, tenant: str, chosen: DeliveryFilter, first: int, after: str | None) -> Page[Delivery]:
        """Deliveries, the newest first; nothing of a person stands in them but the opaque id."""
        ...

    async def work(self, tenant: str, rows: RowFilter, first: int, after: str | None) -> Page[Delivery]:
        """What waits for a person, about persons whom this filter admits; the oldest first."""
        ...

    async def told_of(self, tenant: str, kind: str, changed: Sequence[str]) -> tuple[str, ...]:
        """The names of the targets that would be told of such an event, in their order."""
        ...


class Settlement(Enum):
    """What a person found out about a delivery."""

    DELIVERED = "DELIVERED"
    """The receiver has it."""
    SEND_AGAIN = "SEND_AGAIN"
    """The receiver does not have it."""
    CANCELLED = "CANCELLED"
    """It is not to be sent at all."""


_TYPED: Final = frozenset({DeliveryState.TO_TRANSCRIBE, DeliveryState.MISMATCH})
_GIVEN_UP: Final = frozenset({DeliveryState.DEAD})
_UNDECIDED: Final = frozenset({DeliveryState.IN_DOUBT, DeliveryState.MISMATCH, DeliveryState.DEAD})
_SETTLED: Final[Mapping[Settlement, DeliveryState]] = {
    Settlement.DELIVERED: DeliveryState.DELIVERED,
    Settlement.SEND_AGAIN: DeliveryState.WAITING,
    Settlement.CANCELLED: DeliveryState.CANCELLED,
}


def transcribed(delivery: Delivery) -> DeliveryState:
    """Where a delivery goes when a clerk says that it is typed in. Raises Conflict."""
    return _from(delivery, _TYPED, DeliveryState.CONFIRMING)


def replayed(delivery: Delivery) -> DeliveryState:
    """Where a dead letter goes when it is tried again. Raises Conflict."""
    return _from(delivery, _GIVEN_UP, DeliveryState.WAITING)


def settled(delivery: Delivery, settlement: Settlement) -> DeliveryState:
    """Where a delivery goes by somebody's decision. Raises Conflict when it waits for none, or another decided."""
    return _from(delivery, _UNDECIDED, _SETTLED[settlement])


def _from(delivery: Delivery, states: frozenset[DeliveryState], to: DeliveryState) -> DeliveryState:
    if delivery.state not in states:
        raise Conflict(
            f"This delivery is {delivery.state.value} now. Load it again and look at what became of it.",
            path="deliveryId",
            details={"state": delivery.state.value},
        )
    return to
