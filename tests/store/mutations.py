"""What tests of mutations share: a submission, and the sizes of all that a mutation may touch."""

from __future__ import annotations

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.core.identifiers import new_id
from hub.core.writing_ports import WriteRequest
from hub.store import Database, PgWrites
from tests.store.samples import header, request, submission

TABLES = (
    "application",
    "application_action",
    "application_person",
    "person",
    "record_event",
    "nik_directory",
    "document",
    "certificate",
    "receipt",
    "idempotency_reply",
    "pgqueuer",
    "pgqueuer_log",
)


async def sizes(db: Database) -> dict[str, int]:
    return {table: await db.fetchval(f"select count(*) from {table}") for table in TABLES}


async def submit(writes: PgWrites, *people: Citizen, by: WriteRequest | None = None) -> Application:
    async with writes.begin(by or request(str(new_id()))) as work:
        application = await work.insert_application(header(), submission(), [p.id for p in people])
        await work.reply({"trackingNumber": application.header.tracking_number})
    return application
