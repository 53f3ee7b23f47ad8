"""A hub over a database of its own, in this process: the real schema, policies, engine and store, without HTTP.

Population, health agency and the service of the applications are those of the tests.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from hub.core.actor import Actor
from hub.core.identifiers import global_id
from hub.core.webhook import Webhooks
from hub.engine import Answer, Engine, GraphQLRequest, Traffic
from hub.exchange.sealing import SealingKey
from hub.exchange.webhook_secrets import SealedSecrets
from hub.store import (
    Database,
    PgAbsences,
    PgAccounts,
    PgApplications,
    PgAppointments,
    PgBurials,
    PgCertificates,
    PgDesk,
    PgDiscrepancies,
    PgDocumentRows,
    PgDuplicates,
    PgFacetCopies,
    PgHandOvers,
    PgHeld,
    PgObjections,
    PgPast,
    PgPeople,
    PgReceipts,
    PgTakenSessions,
    PgTickets,
    PgWebhooks,
    PgWrites,
    figures,
    oversight,
)
from hub.store.published_log import PgPublishedLog
from tests.fakes.actors import EVERYTHING, agency
from tests.fakes.declared import FACETS
from tests.fakes.discrepancies import MARKS
from tests.fakes.world import schema, world
from tests.store.logged import keys

TENANT: Final = "1901"
FRONTEND: Final = agency("application:submit", "application:read")
LICENSING: Final = agency(FACETS["licences"].write_scope, client_id="licensing-office", owns=FACETS["licences"].agency)
SUBMIT: Final = """
mutation Submit($input: SubmitApplicationInput!) {
  submitApplication(input: $input) { application { trackingNumber state version } errors { code path message } }
}
"""
LICENCE: Final = """
mutation Licence($input: RecordLicenceInput!) {
  recordLicence(input: $input) { recorded { version asOf changed } errors { code path message } }
}
"""
_PAPER: Final = """
    insert into document (tenant, id, kind, media_type, size, received, state, owner, client_id, created_at, sha256)
    values ($1, $2, $6, 'application/pdf', 9, 9, 'READY', $3, $4, $5, repeat('0', 64))
"""


@dataclasses.dataclass
class Office:
    """The hub, and what its clients ask."""

    database: Database
    engine: Engine

    async def ask(self, query: str, variables: dict[str, Any], actor: Actor = EVERYTHING) -> dict[str, Any]:
        """The data of an answer that has no error; stops everything otherwise."""
        # Of a subscription, what it tells of a change.
        ask = self.engine.event if query.startswith("subscription") else self.engine.run
        answer: Answer = await ask(GraphQLRequest(query, variables), actor)
        data = answer.payload.get("data") or {}
        wrong = [one["errors"] for one in data.values() if isinstance(one, dict) and one.get("errors")]
        if answer.payload.get("errors") or wrong:
            raise SystemExit(f"{query}: {answer.payload.get('errors') or wrong}")
        return data

    async def paper(self, kind: str = "birth_statement") -> str:
        """The id of an uploaded paper."""
        key = uuid.uuid4()
        now = dt.datetime.now(dt.UTC)
        await self.database.execute(_PAPER, TENANT, key, FRONTEND.subject, FRONTEND.client_id, now, kind)
        return global_id("Document", key)

    async def submit(self, nik: str, paper: str) -> str:
        """Submits an application about a mother; its tracking number."""
        given = {
            "idempotencyKey": uuid.uuid4().hex,
            "documents": [{"kind": "birth_statement", "documentId": paper}],
            "application": {"testCertificate": {"childName": "Anak Contoh", "motherNik": nik}},
        }
        data = await self.ask(SUBMIT, {"input": given}, FRONTEND)
        number: str = data["submitApplication"]["application"]["trackingNumber"]
        return number

    async def licence(self, nik: str, number: int) -> None:
        """The licensing agency writes a licence of a person."""
        licence = {
            "nib": f"{number:013}", "name": "Warung Contoh", "kbli": "56102", "kbliYear": 2020, "status": "ACTIVE",
            "issuedOn": "2026-01-02",
        }  # fmt: skip
        given = {"idempotencyKey": uuid.uuid4().hex, "nik": nik, "licences": [licence]}
        await self.ask(LICENCE, {"input": given}, LICENSING)


@asynccontextmanager
async def opened(url: str, connections: int = 10, traffic: Traffic | None = None) -> AsyncIterator[Office]:
    """The office over a database that holds the record."""
    database = await Database.open(url, max_size=connections)
    database.marks = keys().marks

    def clock() -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    fakes = world().hub
    assert fakes.administration is not None
    hub = dataclasses.replace(
        fakes,
        administration=dataclasses.replace(fakes.administration, accounts=PgAccounts(database, clock)),
        people=PgPeople(database, clock),
        facet_copies=PgFacetCopies(database, FACETS.values()),
        applications=PgApplications(database),
        writes=PgWrites(database, clock),
        receipts=PgReceipts(database),
        oversight=oversight(database),
        certificates=PgCertificates(database),
        documents=PgDocumentRows(database),
        held=PgHeld(database, TENANT, clock),
        past=PgPast(database, FACETS.values()),
        outbox=PgDesk(database, clock),
        hand_overs=PgHandOvers(database),
        duplicates=PgDuplicates(database),
        objections=PgObjections(database),
        burials=PgBurials(database),
        sessions=PgTakenSessions(database),
        absences=PgAbsences(database),
        tickets=PgTickets(database),
        appointments=PgAppointments(database),
        figures=figures(database, clock),
        discrepancies=PgDiscrepancies(database, TENANT, MARKS, clock),
        receipt_log=PgPublishedLog(database, TENANT, keys()),
        webhooks=Webhooks(PgWebhooks(database), SealedSecrets(lambda: SealingKey(bytes(32)), sandbox=True)),
        notebook=None,
        sources={},
        clock=clock,
    )
    try:
        yield Office(database, Engine(schema(), hub, traffic=traffic))
    finally:
        await database.close()
