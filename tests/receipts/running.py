"""The whole hub in this process, as `hub serve` puts it together, over a database behind a wire that can be cut."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web
from aiohttp.test_utils import unused_port
from graphql import GraphQLSchema

from hub.app import graphql_schema, web_application
from hub.connectors.health.facet import Immunisation
from hub.console.base.session import begin
from hub.console.base.shared_sessions import SessionKey, SharedSessions
from hub.core.accounts import CLIENT_CREDENTIALS, AuthMethod, Client, Grant, User
from hub.core.actor import SCOPES, Role
from hub.core.application import Action, ActionKind, ApplicationHeader
from hub.core.calendar import now
from hub.core.citizen import Citizen, FamilyCard
from hub.core.document import Certificate, Document, DocumentState, VerificationStatus
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.documents import LocalBlobs
from hub.documents.uploads import document_key
from hub.identity import AccessTokens, KeyRing
from hub.store import Database, PgAgreements, PgConsoleSessions, PgIdentity, PgWrites
from hub.store.bulk import copy_citizens, copy_family_cards, copy_regions
from hub.web.front import serving
from hub.web.settings import Settings
from tests.documents.fakes import JPEG
from tests.fakes.agreements import WIDE
from tests.receipts.agencies.known import IMMUNISED, REGISTERED
from tests.receipts.tap import Tap
from tests.store.samples import REGIONS, TENANT, VILLAGE, home, person, request

_WIDE: Final = {"tokens": 100_000, "fields": 50_000, "values": 10**12, "aliases": 10_000, "query_bytes": 200_000}
_AGENCIES: Final = "tests.receipts.agencies"
CARD: Final = "1901010101159001"
DEED: Final = "1901-LU-15011985-0001"
TRACKING: Final = "AL-7K3M-Q9TD"
CODE: Final = "CONTOH-RAHASIA"
SECRET: Final = "Rahasia Tersegel"
"""The name of the person whose data are asked for: where it is, her data are."""
MASKED: Final = "R*** T***"
PAPER: Final = JPEG + b"RAHASIA"
DOCUMENT: Final = 'query Q { searchCitizens(search: {name: "Rahasia Tersegel"}) { edges { node { fullName } } } }\n'
REPRESENTED: Final = "1901010101909003"


@dataclass(frozen=True, slots=True)
class People:
    """Whom and what the record holds: `known` with a card, an application, a paper and a certificate; the `remote` ones
    stand in the register alone."""

    known: Citizen
    remote: tuple[Citizen, ...]
    application: uuid.UUID
    paper: uuid.UUID


@dataclass(frozen=True, slots=True)
class Running:
    """A hub that listens. `direct` is a connection past the wire, for looking."""

    url: str
    tap: Tap
    direct: Database
    http: aiohttp.ClientSession
    people: People
    tokens: AccessTokens
    folder: Path
    application: web.Application
    schema: GraphQLSchema

    async def bearer(self, role: Role = Role.AGENCY_CLIENT) -> str:
        """The header of a token of the client `frontend`, or of somebody of the office at the console."""
        identity = PgIdentity(self.direct, TENANT)
        if role is Role.AGENCY_CLIENT:
            client = await identity.client("frontend")
            assert client is not None
            return f"Bearer {self.tokens.for_client(client, ' '.join(sorted(client.scopes)))}"
        return f"Bearer {await self._clerk(identity, role)}"

    async def cookie(self, role: Role) -> dict[str, str]:
        """The cookie of somebody who is logged in at the console."""
        token = (await self.bearer(role)).removeprefix("Bearer ")
        word, session = begin(now())
        rows = PgConsoleSessions(self.direct, TENANT)
        key = SessionKey.load(self.folder / "console")
        await SharedSessions(rows, key, now).put(dataclasses.replace(session, access_token=token))
        return {"satu": word}

    async def receipts(self) -> list[dict[str, Any]]:
        """All receipts with their subjects, the oldest first."""
        rows = await self.direct.fetch(
            "select r.*, array(select persons_in(r.subjects)) as subjects from receipt r order by r.id"
        )
        return [dict(row) for row in rows]

    async def _clerk(self, identity: PgIdentity, role: Role) -> str:
        client = await identity.client("console")
        assert client is not None
        user = await identity.put_user(
            User(
                TENANT, new_id(), role.value, f"Petugas {role.value}", "x", frozenset({role}), "19.01",
                frozenset({Purpose.CIVIL_REGISTRATION}),
            )
        )  # fmt: skip
        grant = Grant(new_id(), "console", user.id, " ".join(sorted(SCOPES)), now(), methods=("pwd", "otp", "mfa"))
        return self.tokens.for_user(user, client, grant)


@asynccontextmanager
async def running(database_url: str, tap: Tap, folder: Path) -> AsyncIterator[Running]:
    """A hub with two agencies, a district of two people, and everybody who asks."""
    url = f"http://127.0.0.1:{(port := unused_port())}"
    documents = folder / "trusted"
    documents.mkdir()
    (documents / "latest.graphql").write_text(DOCUMENT, encoding="utf-8")
    settings = Settings.model_validate(
        {
            "database_url": tap.url, "public_url": url, "state_dir": folder, "sandbox": True, "batch": 5,
            "limits": _WIDE, "connectors": _AGENCIES, "documents_dir": documents, "pool_size": 4,
            "log_level": "CRITICAL",
        }
    )  # fmt: skip
    direct = await Database.open(database_url, max_size=2)
    try:
        people = await _furnished(direct, folder)
        application = await web_application(settings)
        tokens = AccessTokens(KeyRing.load(folder / "identity", now), url, "satu-hub", now)
        jar = aiohttp.DummyCookieJar()
        async with (
            serving(application, "127.0.0.1", port, shutdown_seconds=2),
            aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=20)) as http,
        ):
            yield Running(url, tap, direct, http, people, tokens, folder, application, graphql_schema(_AGENCIES).graph)
    finally:
        REGISTERED.clear()
        IMMUNISED.clear()
        await direct.close()


async def _furnished(database: Database, folder: Path) -> People:
    await copy_regions(database, REGIONS)
    known = person(SECRET, family_card_number=CARD, birth_deed_number=DEED)
    remote = tuple(person(SECRET, family_card_number=None) for _ in range(3))
    assert known.nik is not None
    await copy_citizens(database, [known])
    await copy_family_cards(database, [FamilyCard(tenant=TENANT, number=CARD, head_nik=known.nik, address=home())])
    REGISTERED.update((one.nik or "", one) for one in remote)
    IMMUNISED[known.nik] = (Immunisation("HB0", 1, dt.date(2020, 1, 1), f"Puskesmas {SECRET}"),)
    await PgAgreements(database, TENANT).put(WIDE)
    for client_id, purposes in (("frontend", {Purpose.PUBLIC_SERVICE}), ("console", set(Purpose))):
        await PgIdentity(database, TENANT).put_client(
            Client(
                TENANT, client_id, f"Klien {client_id}", AuthMethod.NONE, None, None, frozenset({CLIENT_CREDENTIALS}),
                (), SCOPES, frozenset(purposes), "19.01", agreement=WIDE.id if client_id == "frontend" else "",
            )
        )  # fmt: skip
    return await _case(database, folder, known, remote)


async def _case(database: Database, folder: Path, known: Citizen, remote: tuple[Citizen, ...]) -> People:
    """An application about her with a paper, and the certificate that came of an earlier one."""
    header = ApplicationHeader(TENANT, new_id(), TRACKING, "birthCertificate", VILLAGE, "frontend", now())
    paper = Document(
        TENANT, new_id(), "birth_letter", "image/jpeg", len(PAPER), len(PAPER), DocumentState.READY, "frontend",
        "frontend", now(), hashlib.sha256(PAPER).hexdigest(),
    )  # fmt: skip
    form = {"childName": SECRET, "motherNik": known.nik}
    papers = [{"document_id": str(paper.id), "kind": paper.kind}]
    data = {
        "form": form, "documents": papers, "channel": "ONLINE", "mandate": "FAMILY", "on_behalf_of": REPRESENTED,
    }  # fmt: skip
    made = Certificate(
        TENANT, new_id(), CODE, "birthCertificate", "Akta", "1901-LU-1", header.id, known.id, paper.id,
        VerificationStatus.ACTIVE, now(), "Kepala",
    )  # fmt: skip
    async with PgWrites(database, now).begin(request()) as work:
        await work.insert_document(paper)
        action = Action(1, ActionKind.SUBMIT, "frontend", "Klien frontend", now(), data)
        await work.insert_application(header, action, [known.id])
        await work.insert_certificate(made)
        await work.reply({})
    await database.execute("update document set application_id = $1 where id = $2", header.id, paper.id)
    await LocalBlobs(folder / "documents").put(document_key(paper.id), PAPER)
    return People(known, remote, header.id, paper.id)
