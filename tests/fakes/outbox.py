"""An outbox of which nothing is delivered."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from hub.core.delivery import WORK, Delivery, DeliveryState
from hub.core.outbox import DeliveryFilter
from hub.core.ports import Page
from hub.core.predicates import RowFilter
from tests.fakes.people import paged
from tests.fakes.people_of_bangka import NOW, TENANT
from tests.fakes.record import FakeRecord


class FakeOutbox:
    """Implements `hub.core.outbox.Deliveries` over the deliveries of a record in memory."""

    def __init__(self, record: FakeRecord) -> None:
        self._record = record

    @property
    def _known(self) -> dict[uuid.UUID, Delivery]:
        return self._record.tables.deliveries

    async def page(self, tenant: str, chosen: DeliveryFilter, first: int, after: str | None) -> Page[Delivery]:
        found = [each for each in self._known.values() if not chosen.states or each.state in chosen.states]
        return paged([each for each in found if chosen.id in {None, each.id}], first, after)

    async def told_of(self, tenant: str, kind: str, changed: Sequence[str]) -> tuple[str, ...]:
        return ("population",) if kind == "citizen.corrected" and changed else ()

    async def work(self, tenant: str, rows: RowFilter, first: int, after: str | None) -> Page[Delivery]:
        return paged([each for each in self._known.values() if each.state in WORK], first, after)


def delivery(person_id: uuid.UUID, **given: Any) -> Delivery:
    """A correction that waits for a clerk."""
    values: dict[str, Any] = {
        "tenant": TENANT,
        "id": uuid.uuid4(),
        "target": "population",
        "kind": "citizen.corrected",
        "person_id": person_id,
        "version": 2,
        "changed": ("full_name",),
        "payload": {},
        "occurred_at": NOW,
        "state": DeliveryState.TO_TRANSCRIBE,
        "attempts": 1,
        "next_attempt_at": NOW,
        "unsure": False,
        "problem": None,
        "differences": (),
        "acknowledgement": None,
        "receipt_id": None,
        "settled_at": None,
        "settled_by": None,
        "reason": None,
    }
    return Delivery(**{**values, **given})
