"""State, event, outbox, receipt and reply stand or fall together: each of them fails in turn, and nothing is left.

Signing is told of in `tests/engine/test_signing_at_once.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from hub.core.identifiers import global_id
from hub.engine import Answer
from hub.store import Database, PgDocumentRows
from hub.store.bulk import copy_citizens
from tests.engine.breaking import Tables
from tests.engine.test_corrections import ASSIGN, CORRECT, DEED, payload
from tests.engine.test_corrections_on_postgres import OPERATOR
from tests.engine.test_mutations import FRONTEND, SUBMIT
from tests.engine.test_recording import ITEMS
from tests.fakes.actors import agency
from tests.fakes.on_postgres import on_postgres
from tests.fakes.papers import ready_document
from tests.fakes.people_of_bangka import NOW, TENANT, person

NIK, NEW_NIK = "1901011501859001", "1901011501859002"
PAPER: Final = uuid.UUID(int=1)
PARTS: Final = {
    "state": ("person", "update"),
    "event": ("record_event", "insert"),
    "outbox": ("delivery", "insert"),
    "job": ("pgqueuer", "insert"),
    "receipt": ("receipt", "insert"),
    "claim of the key": ("idempotency_reply", "insert"),
    "reply": ("idempotency_reply", "update"),
}
# By one statement, where nobody listens: the key and its reply are one row.
AT_ONCE: Final = {
    "recordLicence": {
        "state": ("person", "update"),
        "copy": ("facet_copy", "insert"),
        "event": ("record_event", "insert"),
    },
    "submitApplication": {
        "state": ("application", "insert"),
        "action": ("application_action", "insert"),
        "persons": ("application_person", "insert"),
        "papers": ("document", "update"),
        "notice": ("delivery", "insert"),
    },
}
EACH: Final = {
    "receipt": ("receipt", "insert"),
    "key and reply": ("idempotency_reply", "insert"),
}
TABLES: Final = sorted(
    {table for table, _ in PARTS.values()}
    | {table for parts in AT_ONCE.values() for table, _ in parts.values()}
    | {"nik_directory"}
)
RECORD: Final = """
mutation ($input: RecordLicenceInput!) { recordLicence(input: $input) { recorded { version } errors { code } } }
"""
WRITER = agency("licence:write", client_id="licensing-office", owns="licensing")
_TARGET: Final = """
    insert into delivery_target (tenant, name, way, kinds, created_at) values
    ($1, 'school', 'TRANSCRIBE', array['citizen.corrected', 'citizen.nik-assigned', 'citizen.recorded'], now())
"""


class Office:
    """A hub with one person who has a NIK and an agency that listens to what happens to her."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.tables = Tables(database, TABLES)
        self.w = on_postgres(database)
        self.person = person("Suparman", nik=NIK, birth_place="Sungailiat")

    async def do(self, mutation: str) -> Answer:
        given: dict[str, Any] = {"idempotencyKey": "1", "expectedVersion": 1}
        clerk = {**given, "reason": "Salah ketik.", "source": {**DEED, "kind": "KTP_EL"}}
        match mutation:
            case "correctCitizen":
                said = {**clerk, "nik": NIK, "attributes": {"birthPlace": "Belinyu"}}
                return await self.w.ask(CORRECT, {"input": said}, actor=OPERATOR)
            case "assignNik":
                said = {**clerk, "id": global_id("Citizen", self.person.id), "nik": NEW_NIK}
                return await self.w.ask(ASSIGN, {"input": said}, actor=OPERATOR)
            case "submitApplication":
                form = {"testCertificate": {"childName": "Anak Contoh", "motherNik": NIK}}
                papers = [{"kind": "birth_statement", "documentId": global_id("Document", PAPER)}]
                said = {"idempotencyKey": "1", "documents": papers, "application": form}
                return await self.w.ask(SUBMIT, {"input": said}, actor=FRONTEND)
        said = {**given, "nik": NIK, "licences": ITEMS["licences"]}
        return await self.w.ask(RECORD, {"input": said}, actor=WRITER)

    async def bring_a_paper(self) -> None:
        """One that a submission names."""
        given = (PAPER, "birth_statement", FRONTEND.subject, FRONTEND.client_id, TENANT, NOW)
        await PgDocumentRows(self.db).create(ready_document(*given))


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    db = await Database.open(database, max_size=2)
    made = Office(db)
    await copy_citizens(db, [made.person])
    await db.execute(_TARGET, TENANT)
    yield made
    await db.close()


@pytest.mark.parametrize("mutation", ["correctCitizen", "assignNik", "recordLicence"])
async def test_each_part_in_turn_takes_all_others_with_it(office: Office, mutation: str) -> None:
    before = await office.tables.contents()
    for part, (table, event) in PARTS.items():
        for at_commit in (False, True):
            await office.tables.break_(table, event, at_commit=at_commit)
            answer = await office.do(mutation)
            await office.tables.mend(table)
            assert answer.payload["data"] == {mutation: None}, part
            assert answer.payload["errors"][0]["extensions"]["code"] == "INTERNAL", part
            assert "disk full" not in str(answer.payload)
            assert await office.tables.contents() == before, (part, at_commit)
    # Nothing of the failures stands in the way of the same request.
    assert payload(await office.do(mutation))["errors"] == []


@pytest.mark.parametrize("mutation", ["correctCitizen", "assignNik", "recordLicence"])
async def test_without_a_failure_every_part_is_there(office: Office, mutation: str) -> None:
    """Else the other test would prove nothing of a part that is not written at all."""
    before = await office.tables.contents()
    assert payload(await office.do(mutation))["errors"] == []
    after = await office.tables.contents()
    assert {table for table, _ in PARTS.values()} <= {table for table in TABLES if after[table] != before[table]}
    assert await office.db.fetchval("select array_agg(changed) from delivery") is not None
    values = await office.db.fetchval("select jsonb_agg(to_jsonb(d))::text from delivery d")
    assert NIK not in values
    assert "Belinyu" not in values


@pytest.mark.parametrize("mutation", sorted(AT_ONCE))
async def test_each_part_of_one_statement_takes_all_others_with_it(office: Office, mutation: str) -> None:
    await office.db.execute("update delivery_target set state = 'REMOVED'")
    await office.bring_a_paper()
    before = await office.tables.contents()
    for part, (table, event) in {**AT_ONCE[mutation], **EACH}.items():
        for at_commit in (False, True):
            await office.tables.break_(table, event, at_commit=at_commit)
            answer = await office.do(mutation)
            await office.tables.mend(table)
            assert answer.payload["data"] == {mutation: None}, part
            assert answer.payload["errors"][0]["extensions"]["code"] == "INTERNAL", part
            assert await office.tables.contents() == before, (part, at_commit)
    assert payload(await office.do(mutation))["errors"] == []
    after = await office.tables.contents()
    written = {table for table, _ in (AT_ONCE[mutation] | EACH).values()}
    assert {table for table in TABLES if after[table] != before[table]} == written
