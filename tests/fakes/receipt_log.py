"""A log of receipts without a head: proofs are tested on the real one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from hub.core.receipt_log import LogHead, LogWitness


class EmptyLog:
    """Implements `hub.core.receipt_log.ReceiptLog`."""

    origin = "hub.example/receipts/1901"
    keys: tuple[str, ...] = ()

    async def head(self, _size: int | None) -> str | None:
        return None

    async def heads(self, _first: int, _before: int | None) -> Sequence[LogHead]:
        return ()

    async def witnesses(self) -> Sequence[LogWitness]:
        return ()

    async def inclusion(self, _receipt_id: uuid.UUID, _size: int | None) -> str | None:
        return None

    async def consistency(self, _first: int, _second: int) -> Sequence[str]:
        return ()

    async def copy_for(self, _receipt_id: uuid.UUID, _person_id: uuid.UUID) -> str | None:
        return None
