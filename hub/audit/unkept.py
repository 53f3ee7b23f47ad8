"""Reading without receipts: only where the data are made up, to measure what a receipt costs."""

from __future__ import annotations

import uuid

from hub.core.ports import Page, Receipts
from hub.core.receipt import ALL_ACCESSES, Access, AccessFilter, Receipt
from hub.core.receipt_heading import Headed


class UnkeptReceipts:
    """Implements `hub.core.ports.Receipts`: writes nothing, and shows what was written before.

    All else holds as with receipts: quotas are counted, and what was stopped does not leave. A mutation's receipt is
    part of its transaction and is kept as always.
    """

    keeps = False

    def __init__(self, kept: Receipts) -> None:
        self._kept = kept

    async def write(self, receipt: Receipt) -> None:
        """Lets the receipt go."""

    async def leave(self, receipt: Headed) -> None:
        """The same."""

    async def of_person(
        self, tenant: str, person_id: uuid.UUID, first: int, after: str | None, chosen: AccessFilter = ALL_ACCESSES
    ) -> Page[Access]:
        return await self._kept.of_person(tenant, person_id, first, after, chosen)
