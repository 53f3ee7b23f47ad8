"""Twins over the real record: two applications, signed at once, and both children on the one family card."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import io
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from hub.core.citizen import FamilyCard
from hub.core.codes import FamilyRelationship
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_family_cards
from tests.engine.test_mutations import SUBMIT, payload, step
from tests.engine.test_on_postgres import FRONTEND, KABID, KADIS, MOTHER_NIK, OPERATOR, VERIFIER, Office, mother
from tests.fakes.people_of_bangka import CARD, TENANT, address

FURTHER = "query ($n: String!) { application(trackingNumber: $n) { further } }"
PAPERS = "query ($n: String!) { application(trackingNumber: $n) { certificates { title status url } } }"


@pytest.fixture
async def office(database: str, tmp_path: Path) -> AsyncIterator[Office]:
    # Two who sign at once have a connection each, and one is left for what is read before.
    db = await Database.open(database, max_size=3)
    try:
        head = dataclasses.replace(mother(), family_relationship=FamilyRelationship.HEAD)
        await copy_family_cards(db, [FamilyCard(tenant=TENANT, number=CARD, head_nik=MOTHER_NIK, address=address())])
        await copy_citizens(db, [head])
        yield Office(db, database, tmp_path)
    finally:
        await db.close()


async def handed_in(office: Office, given: dict[str, Any]) -> None:
    made = payload(await office.ask(SUBMIT, {"input": given}, FRONTEND))
    assert made["errors"] == []
    office.number = made["application"]["trackingNumber"]


async def at_signature(office: Office, serial: str) -> str:
    """From the papers to where only the signature is missing; the number of the application."""
    for actor, mutation in ((OPERATOR, "claim"), (OPERATOR, "accept"), (VERIFIER, "verify")):
        await office.do(actor, f"{mutation}Application")
    child = (await office.view(OPERATOR))["form"]["child"]
    birth = dt.date.fromisoformat(child["birthDate"])
    nik, deed = f"190101{birth.day + 40:02}{birth:%m%y}{serial}", f"1901-LU-24112026-{serial}"
    office.register.known[nik] = dataclasses.replace(
        mother(), id=uuid.uuid4(), nik=nik, full_name=child["fullName"].upper(), birth_date=birth,
        birth_place="SUNGAILIAT", birth_deed_number=deed,
    )  # fmt: skip
    await office.do(OPERATOR, "recordSiakResult", nik=nik, deedNumber=deed)
    await office.confirm()
    await office.do(KABID, "validateApplication")
    return office.number


async def sign(office: Office, number: str) -> None:
    given = {"idempotencyKey": uuid.uuid4().hex, "trackingNumber": number}
    signed = payload(await office.ask(step("signApplication"), {"input": given}, KADIS))
    assert signed["errors"] == [], signed


async def card_of(office: Office, number: str) -> tuple[str, str]:
    """(state, text) of the family card that an application brought."""
    answer = await office.ask(PAPERS, {"n": number}, OPERATOR)
    papers = answer.payload["data"]["application"]["certificates"]
    (card,) = [one for one in papers if one["title"] == "Kartu Keluarga"]
    _document, pdf = await office.uploads.read(TENANT, uuid.UUID(card["url"].rpartition("/")[2]))
    return card["status"], " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


async def test_twins_who_are_signed_for_at_once_are_both_on_the_card_that_is_in_force(office: Office) -> None:
    given = await office.form()
    given["application"]["birthCertificate"]["child"] |= {"birthKind": "TWIN", "fullName": "Anak Pertama"}
    await handed_in(office, given)
    known = (await office.ask(FURTHER, {"n": office.number}, FRONTEND)).payload["data"]["application"]["further"]
    first = await at_signature(office, "9004")

    known["child"] |= {"fullName": "Anak Kedua", "sex": "FEMALE", "birthTime": "07:40"}
    again = await office.form()
    again["application"] = {"birthCertificate": {name: value for name, value in known.items() if value}}
    await handed_in(office, again)
    second = await at_signature(office, "9005")

    await asyncio.gather(sign(office, first), sign(office, second))
    cards = dict([await card_of(office, number) for number in (first, second)])
    assert set(cards) == {"ACTIVE", "SUPERSEDED"}
    assert "ANAK PERTAMA" in cards["ACTIVE"]
    assert "ANAK KEDUA" in cards["ACTIVE"]
