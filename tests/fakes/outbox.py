"""An outbox of which nothing is delivered."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from hub.core.delivery import WORK, Delivery
from hub.core.outbox import DeliveryFilter
from hub.core.ports import Page
from hub.core.predicates import RowFilter
from tests.fakes.people import paged


class FakeOutbox:
    """Implements `hub.core.outbox.Deliveries` over deliveries that a record's tables hold."""

    def __init__(self, known: Mapping[uuid.UUID, Delivery]) -> None:
        self._known = known

    async def page(self, tenant: str, chosen: DeliveryFilter, first: int, after: str | None) -> Page[Delivery]:
        return paged(list(self._known.values()), first, after)

    async def work(self, tenant: str, rows: RowFilter, first: int, after: str | None) -> Page[Delivery]:
        return paged([each for each in self._known.values() if each.state in WORK], first, after)
