"""How often a mutation waits for the database: each time costs more than most of what is done there."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.core.actor import Actor
from hub.core.calendar import now
from hub.core.identifiers import global_id
from hub.store import Database, PgDocumentRows
from hub.store.bulk import copy_citizens, copy_regions
from tests.engine.test_mutations import SUBMIT, payload
from tests.engine.test_recording import ITEMS
from tests.fakes.actors import agency
from tests.fakes.on_postgres import on_postgres
from tests.fakes.papers import ready_document
from tests.fakes.people_of_bangka import TENANT, person
from tests.store.samples import REGIONS

FRONTEND = agency("application:submit", "application:read")
LICENSING = agency("licence:write", client_id="licensing-office", owns="licensing")
RECORD = """
mutation ($input: RecordLicenceInput!) { recordLicence(input: $input) { recorded { version } errors { code } } }
"""


class Office:
    """A hub with one connection, on which all that is sent is noted."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.w = on_postgres(database)
        self.person = person("Siti Contoh")
        self.sent: list[str] = []

    async def listen(self) -> None:
        await copy_regions(self.db, REGIONS)
        await copy_citizens(self.db, [self.person])
        async with self.db.connection() as connection:
            connection.add_query_logger(lambda query: self.sent.append(query.query))

    async def counted(self, mutation: str) -> int:
        """What a mutation sends that sends nothing for the first time, from its begin to its commit and beyond."""
        query, actor = (RECORD, LICENSING) if mutation == "recordLicence" else (SUBMIT, FRONTEND)
        for _ in range(2):
            given = {"idempotencyKey": uuid.uuid4().hex, **await self.given(mutation)}
            self.sent.clear()
            await self.done(query, given, actor)
        return len(self.sent)

    async def given(self, mutation: str) -> dict[str, Any]:
        if mutation == "recordLicence":
            licences = [{**one, "nib": f"{uuid.uuid4().int % 10**13:013}"} for one in ITEMS["licences"]]
            return {"nik": self.person.nik, "licences": licences}
        key = uuid.uuid4()
        paper = ready_document(key, "birth_statement", FRONTEND.subject, FRONTEND.client_id, TENANT, now())
        await PgDocumentRows(self.db).create(paper)
        await asyncio.sleep(0)
        return {
            "documents": [{"kind": "birth_statement", "documentId": global_id("Document", key)}],
            "application": {"testCertificate": {"childName": "Anak Contoh", "motherNik": self.person.nik}},
        }

    async def done(self, query: str, given: dict[str, Any], actor: Actor) -> None:
        assert payload(await self.w.ask(query, {"input": given}, actor=actor))["errors"] == []
        await asyncio.sleep(0)  # The driver tells its loggers with the loop's next turn.


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    db = await Database.open(database, max_size=1)
    made = Office(db)
    await made.listen()
    yield made
    await db.close()


@pytest.mark.parametrize(("mutation", "most"), [("recordLicence", 2), ("submitApplication", 2)])
async def test_a_mutation_does_not_wait_for_the_database_more_often_than_it_has_to(
    office: Office, mutation: str, most: int
) -> None:
    assert await office.counted(mutation) <= most, "\n".join(office.sent)
