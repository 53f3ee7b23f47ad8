"""A log of receipts on a fresh database, with keys of its own."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from hub.audit.leaves import Leaves
from hub.audit.log_keys import LogKeys
from hub.audit.marks import Marks
from hub.audit.notes import Signer
from hub.core.identifiers import new_id
from hub.core.receipt import Receipt
from hub.store import Database, PgReceipts
from hub.store.receipt_heads import PgReceiptHeads
from hub.store.receipt_log import PgReceiptLog
from tests.store.samples import NOW, TENANT, receipt

ORIGIN = "hub.example/receipts/1901"


def keys() -> LogKeys:
    signer = Signer.of(ORIGIN, bytes(range(32)))
    return LogKeys(Marks(b"m" * 32), Leaves(b"s" * 32), signer, (signer.verifier,))


@dataclass(frozen=True)
class Logged:
    """The log, and who writes into it."""

    db: Database
    keys: LogKeys
    log: PgReceiptLog
    heads: PgReceiptHeads

    @classmethod
    def on(cls, db: Database) -> Self:
        made = keys()
        db.marks = made.marks
        return cls(db, made, PgReceiptLog(db, TENANT, made), PgReceiptHeads(db, TENANT))

    async def write(self, *subjects: uuid.UUID, count: int = 1) -> list[Receipt]:
        written = [receipt(*(subjects or (new_id(),))) for _ in range(count)]
        await self.put(written)
        return written

    async def put(self, written: Sequence[Receipt]) -> None:
        receipts = PgReceipts(self.db)
        for one in written:
            await receipts.write(one)

    async def place(self) -> list[uuid.UUID]:
        """Steps until nothing is left; gives the ids of those that were found to be forged."""
        forged: list[uuid.UUID] = []
        while True:
            step = await self.log.step()
            forged += step.forged
            if step.is_done:
                return forged

    async def places(self) -> list[uuid.UUID]:
        """The ids of the receipts in the order of the tree."""
        rows = await self.db.fetch("select position, receipt_id from receipt_leaf order by position")
        assert [row["position"] for row in rows] == list(range(len(rows)))
        return [row["receipt_id"] for row in rows]

    async def sign(self) -> str:
        head = await self.heads.sign(self.keys, NOW)
        assert head is not None
        return head.note


def unlike(one: Receipt) -> Receipt:
    """The same receipt under another id."""
    return dataclasses.replace(one, id=new_id())
