"""What the record tells others: what happened, to whom it goes, and what has become of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Final, Protocol

from hub.core.citizen import Citizen
from hub.core.errors import BadInput

_OF_CITIZENS: Final = (
    "adopted", "changed", "closed", "contested", "corrected", "created", "decided", "handed-over", "imported",
    "merge-undone", "merged", "merged-away", "move-ended", "nik-assigned", "received", "recorded", "sealed", "unsealed",
)  # fmt: skip
_OF_DISCREPANCIES: Final = ("opened", "overdue", "resolved", "withdrawn")
KINDS: Final = frozenset(
    (*(f"citizen.{word}" for word in _OF_CITIZENS), *(f"discrepancy.{word}" for word in _OF_DISCREPANCIES))
)
"""All that happens to somebody of the record, as those who subscribe call it. CloudEvents put `id.satu.` before it."""


def check_kind(kind: str) -> None:
    """Raises BadInput for one that never happens: whoever mistypes it would wait for nothing."""
    if kind not in KINDS:
        raise BadInput(f"Choose of these kinds of events: {', '.join(sorted(KINDS))}.", path="kinds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that happened to one person of the record.

    `version` is the person's afterwards, `changed` names attributes or facets (`full_name`, `licences`), `client_id` is
    whoever did it; `data` holds further ids. Nothing of it is a value of a person.
    """

    tenant: str
    kind: str
    person_id: uuid.UUID
    at: dt.datetime
    version: int | None = None
    changed: Sequence[str] = ()
    client_id: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


class Way(StrEnum):
    """How a target is told."""

    PUSH = "PUSH"
    """By a call of the agency's protocol."""
    TRANSCRIBE = "TRANSCRIBE"
    """By a clerk who types it into the agency's own system."""
    WEBHOOK = "WEBHOOK"
    """By a signed event to the address of a client that subscribed."""
    NOTICE = "NOTICE"
    """By a message to whoever applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """What a connector declares: how its agency is told, and of what.

    `kinds` are kinds of events; with `attributes` only those that change one of them. An agency is not told of what it
    brought itself.
    """

    way: Way
    kinds: frozenset[str]
    attributes: frozenset[str] = frozenset()


class DeliveryState(Enum):
    """What has become of a delivery."""

    WAITING = "WAITING"
    """Not sent yet, or to be sent again."""
    TO_TRANSCRIBE = "TO_TRANSCRIBE"
    """A clerk has to type it."""
    CONFIRMING = "CONFIRMING"
    """A clerk has typed it; the agency is asked whether it shows it."""
    MISMATCH = "MISMATCH"
    """A clerk has typed it, and the agency shows something else."""
    IN_DOUBT = "IN_DOUBT"
    """It may have been done and nothing can tell; a person has to find out."""
    DEAD = "DEAD"
    """Refused, or tried too often. What follows for this person waits."""
    DELIVERED = "DELIVERED"
    """Acknowledged."""
    WITHHELD = "WITHHELD"
    """The receiver may not know of it."""
    CANCELLED = "CANCELLED"
    """A person decided that it is not sent, or its target is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event for one target. `id` is also the key by which the receiver knows a repeat.

    `problem` is a code; `unsure` says that an attempt may have arrived though nothing came back; `differences` name
    the attributes in which an agency differs.
    """

    tenant: str
    id: uuid.UUID
    target: str
    kind: str
    person_id: uuid.UUID
    version: int | None
    changed: tuple[str, ...]
    payload: Mapping[str, Any]
    occurred_at: dt.datetime
    state: DeliveryState
    attempts: int
    next_attempt_at: dt.datetime
    unsure: bool
    problem: str | None
    differences: tuple[str, ...]
    acknowledgement: str | None
    receipt_id: uuid.UUID | None
    settled_at: dt.datetime | None
    settled_by: str | None
    reason: str | None


OPEN: Final = frozenset(DeliveryState) - {DeliveryState.DELIVERED, DeliveryState.WITHHELD, DeliveryState.CANCELLED}
"""States in which a delivery is not settled: what follows for the same person and target waits."""
WORK: Final = (DeliveryState.TO_TRANSCRIBE, DeliveryState.MISMATCH, DeliveryState.IN_DOUBT)
"""States in which a person has something to do."""


class Settles(Enum):
    """How it is known that a receiver has something, when its reply was lost."""

    KEY = "KEY"
    """It knows a repeat by the key, and does nothing twice."""
    READ_BACK = "READ_BACK"
    """It can be asked."""
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class Told:
    """What a push is about: the delivery, the person as the record holds her now, and the event's two snapshots.

    `before` and `after` have an entry for each attribute, and one for a facet that changed, under its name.
    """

    delivery: Delivery
    person: Citizen = field(repr=False)
    before: Mapping[str, Any] = field(repr=False)
    after: Mapping[str, Any] = field(repr=False)


class Push(Protocol):
    """How a connector tells its agency of one event."""

    @property
    def settles(self) -> Settles: ...

    @property
    def fields(self) -> tuple[str, ...]:
        """What of a person leaves, as coordinates of the graph, for the receipt."""
        ...

    @property
    def category(self) -> str: ...

    async def send(self, told: Told) -> str | None:
        """Tells, and returns what the agency gave as its acknowledgement: a code or a number, nothing of a person. None
        when there is nothing in this that the agency's protocol can be told.

        Raises BadInput for what the agency does not take, now or later; SourceUnavailable leaves open whether it
        arrived, unless its reason says that nothing was sent.
        """
        ...

    async def shows(self, told: Told) -> bool | None:
        """Whether the agency shows it; None when it cannot tell."""
        ...
