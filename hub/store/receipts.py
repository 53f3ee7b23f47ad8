"""Access receipts. What stands here was written before the answer left, and is never changed."""

from __future__ import annotations

import uuid
from typing import Final

from hub.core.ports import Page
from hub.core.receipt import Access, Receipt
from hub.store import cursors
from hub.store.database import Connection, Database

_INSERT: Final = """
    with one as (
        insert into receipt (tenant, id, at, actor, actor_name, client_id, on_behalf_of, purpose, operation, fields,
                             categories, batches)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    )
    insert into receipt_subject (tenant, receipt_id, person_id)
    select distinct $1::text, $2::uuid, person_id from unnest($13::uuid[]) as person_id
"""


class PgReceipts:
    """Implements `hub.core.ports.Receipts`."""

    keeps = True

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, receipt: Receipt) -> None:
        """One statement, so one round trip and one commit for the receipt with all its subjects."""
        async with self._database.connection() as connection:
            await insert_receipt(connection, receipt)

    async def of_person(self, tenant: str, person_id: uuid.UUID, first: int, after: str | None) -> Page[Access]:
        """Who read this person's data, the newest first: ids are ordered by time."""
        position = cursors.decode("accesses", after, uuid.UUID)
        rows = await self._database.fetch(
            """
            select r.id, r.at, r.actor_name, r.client_id, r.purpose, r.categories, r.fields
            from receipt_subject s join receipt r on r.tenant = s.tenant and r.id = s.receipt_id
            where s.tenant = $1 and s.person_id = $2 and ($3::uuid is null or s.receipt_id < $3)
            order by s.receipt_id desc limit $4
            """,
            tenant,
            person_id,
            position[0] if position else None,
            first + 1,
        )
        accesses = [
            Access(
                id=row["id"],
                at=row["at"],
                reader=row["actor_name"],
                client=row["client_id"],
                purpose=row["purpose"],
                categories=tuple(row["categories"]),
                fields=tuple(row["fields"]),
            )
            for row in rows
        ]
        return cursors.page(accesses, [cursors.encode("accesses", a.id) for a in accesses], first)


async def insert_receipt(connection: Connection, receipt: Receipt) -> None:
    """Writes a receipt on this connection; within a transaction it stands or falls with it."""
    await connection.execute(
        _INSERT,
        receipt.tenant,
        receipt.id,
        receipt.at,
        receipt.actor,
        receipt.actor_name,
        receipt.client_id,
        receipt.on_behalf_of,
        receipt.purpose,
        receipt.operation,
        receipt.fields,
        receipt.categories,
        receipt.batches,
        receipt.subjects,
    )
