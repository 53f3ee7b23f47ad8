"""The log of receipts as everybody may see it."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Sequence

from hub.audit.log_keys import LogKeys
from hub.store.database import Database
from hub.store.receipt_heads import PgReceiptHeads


class PgPublishedLog:
    """Implements `hub.core.receipt_log.ReceiptLog`."""

    def __init__(self, database: Database, tenant: str, keys: LogKeys) -> None:
        self._heads = PgReceiptHeads(database, tenant)
        self._keys = keys
        self.origin = keys.signer.verifier.name
        self.keys = tuple(map(str, keys.verifiers))

    async def head(self, size: int | None) -> str | None:
        found = await (self._heads.latest() if size is None else self._heads.at(size))
        return found.note if found else None

    async def inclusion(self, receipt_id: uuid.UUID, size: int | None) -> str | None:
        found = await self._heads.proof(receipt_id, size)
        return str(found) if found else None

    async def consistency(self, first: int, second: int) -> Sequence[str]:
        return [base64.b64encode(each).decode() for each in await self._heads.consistency(first, second)]

    async def copy_for(self, receipt_id: uuid.UUID, person_id: uuid.UUID) -> str | None:
        return await self._heads.copy_for(self._keys.leaves, receipt_id, person_id)
