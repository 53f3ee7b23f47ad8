"""A death over the real record: from the papers to the signed deed, the widow who heads the family, and the bundle."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import uuid
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from hub.core.citizen import Citizen, FamilyCard
from hub.core.codes import FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.core.errors import HubError
from hub.core.ports import CertificateMaker
from hub.core.service import CertificateData
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_family_cards
from tests.engine.test_burials import burying
from tests.engine.test_mutations import SUBMIT, payload
from tests.engine.test_on_postgres import FRONTEND, KABID, KADIS, OPERATOR, VERIFIER, Office
from tests.fakes.people_of_bangka import CARD, TENANT, VILLAGE, address, person

HUSBAND, WIFE, SON = "1901011501609001", "1901014505659001", "1901011501909002"
NEW_CARD, DEED = "1901012411269003", "1901-KM-24112026-9001"
BUNDLE = """
query ($n: String!) { application(trackingNumber: $n) {
  nextStep findings { path } bundle { key kind state reason agency } allowedActions
} }
"""
FAMILY = """
query ($n: NIK!) { citizen(nik: $n) {
  maritalStatus vitalStatus version history { edges { node { kind changed } } }
  familyCard { number head { nik } members { relationship citizen { nik } } }
} }
"""


class OneLostPaper:
    """A maker whose printer of family cards is out of order."""

    simulated = True

    def __init__(self, real: CertificateMaker) -> None:
        self._real = real

    async def make(
        self, data: CertificateData, code: str, signed_by: str, issued_at: dt.datetime, name: str | None = None
    ) -> bytes:
        if data.kind == "family_card":
            raise HubError("The card could not be drawn.")
        return await self._real.make(data, code, signed_by, issued_at, name)

    async def public_keys(self) -> Mapping[str, Any]:
        return await self._real.public_keys()


def people() -> list[Citizen]:
    """Husband, wife and their grown son, on one card."""
    given: tuple[tuple[str, str, dt.date, FamilyRelationship, MaritalStatus], ...] = (
        ("Budi Contoh", HUSBAND, dt.date(1960, 1, 15), FamilyRelationship.HEAD, MaritalStatus.MARRIED_REGISTERED),
        ("Siti Contoh", WIFE, dt.date(1965, 5, 5), FamilyRelationship.WIFE, MaritalStatus.MARRIED_REGISTERED),
        ("Rizki Contoh", SON, dt.date(1990, 1, 15), FamilyRelationship.CHILD, MaritalStatus.NEVER_MARRIED),
    )
    return [
        person(
            name, nik=nik, sex=Sex.FEMALE if nik == WIFE else Sex.MALE, birth_date=born, family_card_number=CARD,
            family_relationship=relationship, marital_status=status, vital_status=VitalStatus.ALIVE,
        )
        for name, nik, born, relationship, status in given
    ]  # fmt: skip


@pytest.fixture
async def office(database: str, tmp_path: Path) -> AsyncIterator[Office]:
    db = await Database.open(database, max_size=1)
    try:
        await copy_family_cards(db, [FamilyCard(tenant=TENANT, number=CARD, head_nik=HUSBAND, address=address())])
        await copy_citizens(db, people())
        yield Office(db, database, tmp_path)
    finally:
        await db.close()


async def report(office: Office) -> dict[str, Any]:
    today = dt.datetime.now(dt.UTC).date()
    certificate = {
        "deceasedNik": HUSBAND, "familyCardNumber": CARD, "spouseNik": WIFE, "newHeadNik": WIFE,
        "death": {
            "deathDate": (today - dt.timedelta(days=3)).isoformat(), "deathPlace": "Sungailiat", "cause": "ILLNESS",
            "attester": "DOCTOR", "circumstance": "ORDINARY",
        },
        "reporter": {"fullName": "Siti Contoh", "nik": WIFE, "relation": "HEIR", "phone": "081234567890"},
    }  # fmt: skip
    papers = [await office.paper("death_statement"), await office.paper("family_card")]
    return {"documents": papers, "application": {"deathCertificate": certificate}}


async def submitted(office: Office) -> None:
    given = {"idempotencyKey": uuid.uuid4().hex, **await report(office)}
    made = payload(await office.ask(SUBMIT, {"input": given}, FRONTEND))
    assert made["errors"] == []
    office.number = made["application"]["trackingNumber"]


async def at_the_register(office: Office) -> None:
    await office.do(OPERATOR, "claimApplication")
    await office.do(OPERATOR, "acceptApplication")
    await office.do(VERIFIER, "verifyApplication")


async def at_signature(office: Office) -> None:
    await office.do(OPERATOR, "recordSiakResult", deedNumber=DEED, familyCardNumber=NEW_CARD)
    await office.confirm()
    assert await office.do(KABID, "validateApplication") == "AWAITING_SIGNATURE"


def typed_into_siak(office: Office) -> None:
    """The register shows the living: of the deceased nothing, of the widow what the officer typed."""
    widow: dict[str, Any] = {"marital_status": MaritalStatus.WIDOWED, "family_relationship": FamilyRelationship.HEAD}
    office.register.known[WIFE] = dataclasses.replace(people()[1], family_card_number=NEW_CARD, **widow)


async def asked(office: Office, query: str, number: str) -> dict[str, Any]:
    answer = await office.ask(query, {"n": number}, OPERATOR)
    assert "errors" not in answer.payload, answer.payload
    (found,) = answer.payload["data"].values()
    return dict(found)


async def test_a_death_from_the_papers_to_the_deed(office: Office) -> None:
    await found_in_the_burial_book(office)
    await submitted(office)
    assert "death.burialDate" in [one["path"] for one in (await asked(office, BUNDLE, office.number))["findings"]]
    await at_the_register(office)
    typed_into_siak(office)
    await the_new_number_was_forgotten(office)
    await at_signature(office)
    assert await office.do(KADIS, "signApplication") == "ISSUED"

    widow = await asked(office, FAMILY, WIFE)
    assert (widow["maritalStatus"], widow["version"]) == ("WIDOWED", 2)
    assert (widow["familyCard"]["number"], widow["familyCard"]["head"]) == (NEW_CARD, {"nik": WIFE})
    relationships = {one["citizen"]["nik"]: one["relationship"] for one in widow["familyCard"]["members"]}
    assert relationships == {WIFE: "HEAD", SON: "CHILD"}
    (last, *_) = (edge["node"] for edge in widow["history"]["edges"])
    assert last["kind"] == "changed"
    assert {"maritalStatus", "familyCardNumber", "familyRelationship"} == set(last["changed"])
    deceased = await asked(office, FAMILY, HUSBAND)
    assert (deceased["vitalStatus"], deceased["familyCard"], deceased["version"]) == ("DECEASED", None, 2)

    seen = await asked(office, BUNDLE, office.number)
    assert seen["nextStep"].startswith("Kami turut berduka cita.")
    assert seen["findings"] == []
    states = {one["key"]: one["state"] for one in seen["bundle"]}
    assert states == {
        "deed": "DONE", "record": "DONE", "family_card": "DONE",
        "spouse_card": "WAITING", "insurance": "WAITING", "welfare": "WAITING",
    }  # fmt: skip
    assert await listed(office, "MATCHED") == []
    assert await listed(office, "REGISTERED") == [{"name": "BUDI CONTOH", "person": {"nik": HUSBAND}}]
    words = " ".join((await deed(office)).split())
    assert "KUTIPAN AKTA KEMATIAN" in words
    assert "telah meninggal dunia" in words
    assert DEED in words
    await nobody_dies_twice(office)


async def found_in_the_burial_book(office: Office) -> None:
    """The village reported the burial, and an officer found out whose it was: he counts as alive all the same."""
    today = dt.datetime.now(dt.UTC).date()
    line = {"regionCode": VILLAGE, "name": "BUDI CONTOH", "buriedOn": (today - dt.timedelta(days=2)).isoformat()}
    told = payload(await office.ask(burying("reportBurial"), {"input": {"idempotencyKey": "b", **line}}, OPERATOR))
    again = payload(await office.ask(burying("reportBurial"), {"input": {"idempotencyKey": "c", **line}}, OPERATOR))
    assert [error["code"] for error in again["errors"]] == ["CONFLICT"]
    found = {"idempotencyKey": "m", "id": told["burial"]["id"], "nik": HUSBAND}
    assert payload(await office.ask(burying("matchBurial"), {"input": found}, OPERATOR))["burial"]["state"] == "MATCHED"
    assert await listed(office, "MATCHED") == [{"name": "BUDI CONTOH", "person": {"nik": HUSBAND}}]
    assert (await asked(office, FAMILY, HUSBAND))["vitalStatus"] == "ALIVE"


async def listed(office: Office, state: str) -> list[dict[str, Any]]:
    query = f"{{ burialReports(filter: {{states: [{state}]}}) {{ edges {{ node {{ name person {{ nik }} }} }} }} }}"
    answer = await office.ask(query, None, OPERATOR)
    return [edge["node"] for edge in answer.payload["data"]["burialReports"]["edges"]]


async def the_new_number_was_forgotten(office: Office) -> None:
    """The head of the family is another one, so SIAK gave the card a new number; it comes back to the clerk."""
    await office.do(OPERATOR, "recordSiakResult", deedNumber=DEED)
    await office.confirm()
    seen = await office.view(OPERATOR)
    assert (seen["siakStatus"], seen["differences"]) == ("MISMATCH", ["familyCard"])


async def nobody_dies_twice(office: Office) -> None:
    given = {"idempotencyKey": uuid.uuid4().hex, **await report(office)}
    made = payload(await office.ask(SUBMIT, {"input": given}, FRONTEND))
    assert made["application"] is None
    assert "application.deathCertificate.deceasedNik" in [error["path"] for error in made["errors"]]


async def deed(office: Office) -> str:
    """What the one page of the deed says."""
    url = (await office.view(OPERATOR))["certificate"]["url"]
    _document, pdf = await office.uploads.read(TENANT, uuid.UUID(url.rpartition("/")[2]))
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return page.extract_text()


async def test_a_step_that_failed_or_was_taken_back_does_not_hold_up_the_deed(office: Office) -> None:
    office.hub = dataclasses.replace(office.hub, maker=OneLostPaper(office.hub.maker))
    office.engine = type(office.engine)(office.schema, office.hub)
    await submitted(office)
    await at_the_register(office)
    typed_into_siak(office)
    await at_signature(office)
    assert await office.do(KADIS, "signApplication") == "ISSUED"
    await settled(office, "spouse_card", "DONE")
    await settled(office, "insurance", "FAILED", "BPJS belum menjawab; dihubungi lagi besok.")
    await settled(office, "spouse_card", "UNDONE", "Akta dibatalkan pengadilan, KTP-el semula dicetak.")

    seen = await asked(office, BUNDLE, office.number)
    states = {one["key"]: (one["state"], one["reason"]) for one in seen["bundle"]}
    assert states["deed"] == states["record"] == ("DONE", None)
    assert states["family_card"] == ("FAILED", None)
    assert states["insurance"] == ("FAILED", "BPJS belum menjawab; dihubungi lagi besok.")
    assert states["spouse_card"][0] == "UNDONE"
    assert (await office.view(OPERATOR))["certificate"]["status"] == "ACTIVE"
    assert "AKTA KEMATIAN" in await deed(office)
    assert await office.do(OPERATOR, "handOverApplication") == "HANDED_OVER"


async def settled(office: Office, name: str, outcome: str, reason: str | None = None) -> None:
    await office.do(OPERATOR, "settleBundleStep", step=name, outcome=outcome, reason=reason)
