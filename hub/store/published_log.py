"""The log of receipts as everybody may see it."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Sequence
from contextlib import suppress

from hub.audit.log_keys import LogKeys
from hub.audit.merkle import NotProven, check_consistency
from hub.audit.notes import BadNote, verified
from hub.core.receipt_log import LogHead, LogWitness
from hub.store.database import Database
from hub.store.receipt_heads import PgReceiptHeads, StoredHead


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

    async def heads(self, first: int, before: int | None) -> Sequence[LogHead]:
        found = await self._heads.listed(first + 1, before)
        earlier: list[StoredHead | None] = [*found[1:], None]
        return [await self._told(one, last) for one, last in zip(found, earlier, strict=True)][:first]

    async def witnesses(self) -> Sequence[LogWitness]:
        return await self._heads.witnesses()

    async def _told(self, head: StoredHead, earlier: StoredHead | None) -> LogHead:
        """A head with what is looked at now: its signature, and the tree that it grew from."""
        continues = None if earlier is None else await self._continues(earlier, head)
        return LogHead(head.size, base64.b64encode(head.root).decode(), head.signed_at, self._signed(head), continues)

    def _signed(self, head: StoredHead) -> str | None:
        """The key that signed this size and root."""
        for key in self._keys.verifiers:
            with suppress(BadNote):
                said = verified(head.note, [key])
                return str(key) if (said.size, said.root) == (head.size, head.root) else None
        return None

    async def _continues(self, first: StoredHead, second: StoredHead) -> bool:
        proof = await self._heads.consistency(first.size, second.size)
        try:
            check_consistency(first.size, second.size, first.root, second.root, proof)
        except NotProven:
            return False
        return True

    async def inclusion(self, receipt_id: uuid.UUID, size: int | None) -> str | None:
        found = await self._heads.proof(receipt_id, size)
        return str(found) if found else None

    async def consistency(self, first: int, second: int) -> Sequence[str]:
        return [base64.b64encode(each).decode() for each in await self._heads.consistency(first, second)]

    async def copy_for(self, receipt_id: uuid.UUID, person_id: uuid.UUID) -> str | None:
        return await self._heads.copy_for(self._keys.leaves, receipt_id, person_id)
