"""The same engine over the real record: a birth from upload to certificate, with real papers and a real PDF."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hub import services
from hub.core.actor import Actor, Role
from hub.core.citizen import Citizen, FamilyCard
from hub.core.codes import Sex
from hub.core.service import Service
from hub.documents import LocalBlobs, TypstCertificates, Uploads
from hub.engine import Answer, Engine, GraphQLRequest
from hub.schema import HubSchema, build
from hub.store import (
    Database,
    PgApplications,
    PgBurials,
    PgCertificates,
    PgDocumentRows,
    PgFacetCopies,
    PgPeople,
    PgReceipts,
    PgWrites,
)
from hub.store.bulk import copy_citizens, copy_family_cards
from hub.store.jobs import run_jobs
from hub.worker.confirm import JOB, ConfirmSiak
from tests.engine.test_mutations import SUBMIT, UPLOAD, payload, step
from tests.engine.test_workflow import VIEW
from tests.fakes.actors import NOBODY, agency, logged_in, staff
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import CARD, TENANT, address, person
from tests.fakes.world import world

FRONTEND = agency("application:submit", "application:read", "citizen:read", "access:read")
OPERATOR, VERIFIER = staff(Role.OPERATOR), staff(Role.VERIFIER)
KABID, KADIS = staff(Role.HEAD_OF_DIVISION), staff(Role.HEAD_OF_OFFICE)
MOTHER_NIK, CHILD_NIK = "1901014505959001", "1901014111269004"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@cache
def published() -> tuple[tuple[Service, ...], HubSchema]:
    """The services that are there, and the schema with them; made once, because nothing changes them."""
    found = services.discover()
    return found, build(FACETS.values(), found)


class Office:
    """A hub over a real database, with the register as a fake."""

    def __init__(self, database: Database, url: str, folder: Path) -> None:
        self.url, self.db = url, database
        fakes = world()
        self.register = fakes.population
        self.uploads = Uploads(PgDocumentRows(database), LocalBlobs(folder / "documents"), self.clock)
        real, self.schema = published()
        self.hub = dataclasses.replace(
            fakes.hub,
            people=PgPeople(database),
            burials=PgBurials(database),
            facet_copies=PgFacetCopies(database, FACETS.values()),
            applications=PgApplications(database),
            writes=PgWrites(database, self.clock),
            receipts=PgReceipts(database),
            certificates=PgCertificates(database),
            documents=PgDocumentRows(database),
            uploads=self.uploads,
            services={service.name: service for service in real},
            maker=TypstCertificates(folder / "signing", "http://hub.test", "Dinas (DATA CONTOH)"),
            clock=self.clock,
        )
        self.engine = Engine(self.schema, self.hub)
        self.number = ""

    def clock(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    async def ask(self, query: str, variables: dict[str, Any] | None, actor: Actor) -> Answer:
        return await self.engine.run(GraphQLRequest(query, variables), logged_in(actor, self.clock()))

    async def paper(self, kind: str) -> dict[str, str]:
        given = {"idempotencyKey": uuid.uuid4().hex, "kind": kind, "mediaType": "application/pdf", "size": len(PDF)}
        made = payload(await self.ask(UPLOAD, {"input": given}, FRONTEND))
        assert made["errors"] == []
        await self.uploads.append(FRONTEND, uuid.UUID(made["url"].rpartition("/")[2]), 0, PDF)
        return {"kind": kind, "documentId": made["documentId"]}

    async def form(self) -> dict[str, Any]:
        today = dt.datetime.now(dt.UTC).date()
        child = {
            "fullName": "Anak Contoh", "sex": "FEMALE", "birthDate": (today - dt.timedelta(days=9)).isoformat(),
            "birthPlace": "Sungailiat", "placeKind": "HOSPITAL", "birthKind": "SINGLE", "birthOrder": 1,
            "attendant": "MIDWIFE",
        }  # fmt: skip
        certificate = {
            "child": child, "motherNik": MOTHER_NIK, "familyCardNumber": CARD,
            "reporter": {"fullName": "Siti Contoh", "nik": MOTHER_NIK, "phone": "081234567890"},
        }  # fmt: skip
        return {
            "idempotencyKey": uuid.uuid4().hex,
            "documents": [await self.paper("birth_statement"), await self.paper("family_card")],
            "application": {"birthCertificate": certificate},
        }

    async def do(self, actor: Actor, mutation: str, **given: Any) -> str:
        full = {"idempotencyKey": uuid.uuid4().hex, "trackingNumber": self.number, **given}
        made = payload(await self.ask(step(mutation), {"input": full}, actor))
        assert made["errors"] == [], made
        state: str = made["application"]["state"]
        return state

    async def confirm(self) -> None:
        """Lets the worker read back until the register's answer stands in the application."""
        hub, stop = self.hub, asyncio.Event()
        job = ConfirmSiak(
            hub.tenant, hub.region, hub.applications, hub.writes, hub.population, hub.services, hub.clock, hub.people
        )
        worker = asyncio.create_task(run_jobs(self.url, {JOB: job}, stop))
        async with asyncio.timeout(30):
            while (await self.view(OPERATOR))["siakStatus"] == "PENDING" and not worker.done():
                await asyncio.sleep(0.05)
        stop.set()
        await worker

    async def view(self, actor: Actor) -> dict[str, Any]:
        answer = await self.ask(VIEW, {"n": self.number}, actor)
        found: dict[str, Any] = answer.payload["data"]["application"]
        return found


def mother() -> Citizen:
    born = dt.date(1995, 5, 5)
    return person("Siti Contoh", nik=MOTHER_NIK, sex=Sex.FEMALE, birth_date=born, family_card_number=CARD)


@pytest.fixture
async def office(database: str, tmp_path: Path) -> AsyncIterator[Office]:
    # One connection: whoever waited for a second one inside a transaction would wait for ever.
    db = await Database.open(database, max_size=1)
    try:
        await copy_family_cards(db, [FamilyCard(tenant=TENANT, number=CARD, head_nik=MOTHER_NIK, address=address())])
        await copy_citizens(db, [mother()])
        yield Office(db, database, tmp_path)
    finally:
        await db.close()


async def test_a_birth_from_upload_to_certificate(office: Office) -> None:
    given = await office.form()
    first = await office.ask(SUBMIT, {"input": given}, FRONTEND)
    assert payload(first)["errors"] == []
    office.number = payload(first)["application"]["trackingNumber"]
    assert await office.do(OPERATOR, "claimApplication") == "IN_REVIEW"
    assert (await office.ask(SUBMIT, {"input": given}, FRONTEND)).payload == first.payload
    assert await office.do(OPERATOR, "acceptApplication") == "COMPLETE"
    assert await office.do(VERIFIER, "verifyApplication") == "PROCESSING"
    seen = await office.view(OPERATOR)
    assert [finding for finding in seen["findings"] if finding["blocking"]] == []
    assert len(seen["siakFields"]) > 5
    assert {paper["mediaType"] for paper in seen["documents"]} == {"application/pdf"}

    birth = dt.date.fromisoformat(seen["form"]["child"]["birthDate"])
    nik = f"190101{birth.day + 40:02}{birth:%m%y}9004"
    office.register.known[nik] = dataclasses.replace(
        mother(), id=uuid.uuid4(), nik=nik, full_name="ANAK CONTOH", birth_date=birth, birth_place="SUNGAILIAT",
        birth_deed_number="1901-LU-24112026-9005",
    )  # fmt: skip
    await office.do(OPERATOR, "recordSiakResult", nik=nik, deedNumber="1901-LU-24112026-9005")
    await office.confirm()
    seen = await office.view(OPERATOR)
    assert (seen["siakStatus"], seen["differences"]) == ("CONFIRMED", [])
    assert await office.do(KABID, "validateApplication") == "AWAITING_SIGNATURE"
    assert await office.do(KADIS, "signApplication") == "ISSUED"

    seen = await office.view(OPERATOR)
    assert seen["citizen"] == {"fullName": "Anak Contoh", "nik": nik}
    document_id = uuid.UUID(seen["certificate"]["url"].rpartition("/")[2])
    document, pdf = await office.uploads.read(TENANT, document_id)
    assert pdf.startswith(b"%PDF-")
    assert document.owner == FRONTEND.subject
    query = "query ($c: String!) { verifyDocument(code: $c) { status maskedName issuer } }"
    answer = await office.ask(query, {"c": seen["certificate"]["code"]}, NOBODY)
    assert answer.payload["data"]["verifyDocument"]["status"] == "ACTIVE"
    family = "query ($n: FamilyCardNumber!) { familyCard(number: $n) { members { citizen { fullName } } } }"
    answer = await office.ask(family, {"n": CARD}, OPERATOR)
    names = [one["citizen"]["fullName"] for one in answer.payload["data"]["familyCard"]["members"]]
    assert sorted(names) == ["Anak Contoh", "Siti Contoh"]
    access = "query ($n: NIK!) { citizen(nik: $n) { accesses { edges { node { reader } } } } }"
    answer = await office.ask(access, {"n": nik}, FRONTEND)
    assert answer.payload["data"]["citizen"]["accesses"]["edges"]


async def test_a_child_whom_somebody_looked_up_before_it_was_signed_is_entered_once(office: Office) -> None:
    """Once SIAK has given the NIK, the register knows the child; whoever asks for it brings it into the record."""
    made = payload(await office.ask(SUBMIT, {"input": await office.form()}, FRONTEND))
    office.number = made["application"]["trackingNumber"]
    for actor, mutation in ((OPERATOR, "claimApplication"), (OPERATOR, "acceptApplication"),
                            (VERIFIER, "verifyApplication")):  # fmt: skip
        await office.do(actor, mutation)
    birth = dt.date.fromisoformat((await office.view(OPERATOR))["form"]["child"]["birthDate"])
    nik = f"190101{birth.day + 40:02}{birth:%m%y}9006"
    office.register.known[nik] = dataclasses.replace(
        mother(), id=uuid.uuid4(), nik=nik, full_name="ANAK CONTOH", birth_date=birth, birth_place="SUNGAILIAT",
        birth_deed_number="1901-LU-24112026-9006", occupation=None, religion=None,
    )  # fmt: skip
    await office.do(OPERATOR, "recordSiakResult", nik=nik, deedNumber="1901-LU-24112026-9006")
    await office.confirm()
    await office.do(KABID, "validateApplication")
    looked = await office.ask("query ($n: NIK!) { citizen(nik: $n) { id } }", {"n": nik}, OPERATOR)
    assert await office.do(KADIS, "signApplication") == "ISSUED"
    seen = await office.view(OPERATOR)
    assert seen["citizen"] == {"fullName": "Anak Contoh", "nik": nik}
    whole = "query ($n: NIK!) { citizen(nik: $n) { id mother { nik } history { edges { node { kind } } } } }"
    found = (await office.ask(whole, {"n": nik}, OPERATOR)).payload["data"]["citizen"]
    assert (found["id"], found["mother"]) == (looked.payload["data"]["citizen"]["id"], {"nik": MOTHER_NIK})
    assert [edge["node"]["kind"] for edge in found["history"]["edges"]] == ["changed", "adopted"]


async def test_two_that_submit_with_one_key_at_the_same_moment_make_one_application(office: Office) -> None:
    given = await office.form()
    answers = await asyncio.gather(*(office.ask(SUBMIT, {"input": given}, FRONTEND) for _ in range(5)))
    assert len({payload(answer)["application"]["trackingNumber"] for answer in answers}) == 1
    listed = await office.ask("{ applications { edges { node { trackingNumber } } } }", None, OPERATOR)
    assert len(listed.payload["data"]["applications"]["edges"]) == 1


@pytest.mark.parametrize("after", ["nonsense", "WyJhcHBsaWNhdGlvbnMiXQ", "é", "\ud800"])
async def test_cursors_that_no_list_made_show_no_internals(office: Office, after: str) -> None:
    query = "query ($a: String) { applications(after: $a) { edges { cursor } } }"
    answer = await office.ask(query, {"a": after}, OPERATOR)
    (error,) = answer.payload["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"


async def test_of_two_officers_at_two_hubs_one_works_and_the_other_reads_who(
    office: Office, database: str, tmp_path: Path
) -> None:
    """The hubs share the database and nothing else."""
    made = payload(await office.ask(SUBMIT, {"input": await office.form()}, FRONTEND))
    office.number = made["application"]["trackingNumber"]
    second = await Database.open(database, max_size=1)
    try:
        hubs = (office, Office(second, database, tmp_path))
        hubs[1].number = office.number
        clerks = (OPERATOR, dataclasses.replace(OPERATOR, subject="operator-2", display_name="Rosmala Contoh"))
        told = await asyncio.gather(*(_tried(*pair, "claimApplication") for pair in zip(hubs, clerks, strict=True)))
        assert sorted(len(errors) for errors in told) == [0, 1]
        winner = 0 if not told[0] else 1
        (error,) = told[1 - winner]
        sentence = f"{clerks[winner].display_name} is working on this since "
        assert (error["code"], error["message"].startswith(sentence)) == ("CONFLICT", True)
        (error,) = await _tried(hubs[1 - winner], clerks[1 - winner], "acceptApplication")
        assert error["message"].startswith(sentence)
        await hubs[1 - winner].do(clerks[1 - winner], "takeOverApplication", reason="Sakit.")
        (error,) = await _tried(hubs[winner], clerks[winner], "acceptApplication")
        assert error["message"].startswith(f"{clerks[1 - winner].display_name} is working on this since ")
        assert await hubs[1 - winner].do(clerks[1 - winner], "acceptApplication") == "COMPLETE"
    finally:
        await second.close()


async def _tried(office: Office, actor: Actor, mutation: str) -> list[dict[str, Any]]:
    full = {"idempotencyKey": uuid.uuid4().hex, "trackingNumber": office.number}
    errors: list[dict[str, Any]] = payload(await office.ask(step(mutation), {"input": full}, actor))["errors"]
    return errors
