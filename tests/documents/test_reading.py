"""A document leaves for its uploader, or for an officer whose case it is, and never without a receipt."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from hub.audit.stops import StoppedProcessing
from hub.core.objection import Standing, Stop
from tests.documents.fakes import JPEG, PDF, clock
from tests.documents.http import CHILD, Office, served
from tests.fakes.agreements import WIDE, agreement

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
async def client(office: Office) -> AsyncIterator[Client]:
    async with served(office) as client:
        yield client


@pytest.mark.parametrize("reader", ["frontend", "clerk"])
async def test_uploader_and_officer_read_and_a_receipt_stands(office: Office, client: Client, reader: str) -> None:
    document = await office.paper()
    answer = await client.get(f"/documents/{document.id}", headers={"Authorization": reader})

    assert (answer.status, await answer.read()) == (200, JPEG)
    (receipt,) = office.receipts.written
    assert (receipt.actor, receipt.subjects, receipt.purpose) == (reader, (CHILD,), "CIVIL_REGISTRATION")
    assert receipt.fields == ("ApplicationDocument.content",)
    assert str(document.id) not in receipt.operation


async def test_the_purpose_of_the_header_stands_in_the_receipt(office: Office, client: Client) -> None:
    document = await office.paper()
    headers = {"Authorization": "clerk", "Hub-Purpose": "PUBLIC_SERVICE"}
    assert (await client.get(f"/documents/{document.id}", headers=headers)).status == 200
    assert office.receipts.written[0].purpose == "PUBLIC_SERVICE"


async def test_without_a_receipt_no_byte_leaves(office: Office, client: Client) -> None:
    document = await office.paper()
    office.receipts.broken = True
    answer = await client.get(f"/documents/{document.id}", headers={"Authorization": "clerk"})
    assert answer.status == 503
    assert JPEG not in await answer.read()


class Standings:
    """Implements `hub.core.objections.Stops`: papers about the child are stopped under one agreement."""

    async def standing(self) -> list[Standing]:
        return [Standing(CHILD, Stop("contoh-luas", ("application",)))]


async def test_what_an_upheld_objection_stopped_is_not_read_by_that_agency(office: Office, client: Client) -> None:
    document = await office.paper()
    office.people["agency"] = dataclasses.replace(office.people["frontend"], agreement=WIDE)
    office.people["another"] = dataclasses.replace(office.people["frontend"], agreement=agreement(id="lain"))
    office.stops = StoppedProcessing(Standings(), clock)
    async with served(office) as stopping:
        answers = {
            reader: await stopping.get(f"/documents/{document.id}", headers={"Authorization": reader})
            for reader in ("agency", "another", "clerk")
        }
    told = {reader: answer.status for reader, answer in answers.items()}
    assert told == {"agency": 403, "another": 200, "clerk": 200}
    assert [one.agreement for one in office.receipts.written] == ["lain", ""]


@pytest.mark.parametrize(
    ("content", "media_type", "disposition"),
    [
        (JPEG, "image/jpeg", 'inline; filename="birth_statement.jpg"'),
        (PDF, "application/pdf", 'attachment; filename="birth_statement.pdf"'),
    ],
)
async def test_a_browser_is_told_to_trust_nothing_in_it(
    office: Office, client: Client, content: bytes, media_type: str, disposition: str
) -> None:
    document = await office.paper(content, media_type)
    answer = await client.get(f"/documents/{document.id}", headers={"Authorization": "clerk"})
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"


async def test_outside_of_the_jurisdiction_it_is_as_if_it_did_not_exist(office: Office, client: Client) -> None:
    document = await office.paper()
    office.visible = False
    hidden = await client.get(f"/documents/{document.id}", headers={"Authorization": "clerk"})
    absent = await client.get(f"/documents/{uuid.uuid4()}", headers={"Authorization": "clerk"})
    assert (hidden.status, await hidden.json()) == (404, await absent.json())
    assert office.receipts.written == []


async def test_without_the_scope_nobody_learns_whether_it_is_there(office: Office, client: Client) -> None:
    document = await office.paper()
    there = await client.get(f"/documents/{document.id}", headers={"Authorization": "somebody"})
    absent = await client.get(f"/documents/{uuid.uuid4()}", headers={"Authorization": "somebody"})
    assert (there.status, await there.json()) == (403, await absent.json())
    assert (await there.json())["errors"][0]["extensions"]["rule"] == "scope:document:read"
    assert office.receipts.written == []


@pytest.mark.parametrize("headers", [{}, {"Authorization": "forged"}])
async def test_without_a_token_that_holds_it_is_401(office: Office, client: Client, headers: dict[str, str]) -> None:
    document = await office.paper()
    assert (await client.get(f"/documents/{document.id}", headers=headers)).status == 401


async def test_an_unfinished_paper_is_not_read(office: Office, client: Client) -> None:
    document = await office.uploads.create(office.people["frontend"], "birth_statement", "image/jpeg", len(JPEG))
    await office.uploads.append(office.people["frontend"], document.id, 0, JPEG[:-1])
    answer = await client.get(f"/documents/{document.id}", headers={"Authorization": "clerk"})
    assert answer.status == 404
    assert office.receipts.written == []
