"""A family card that is split and a KIA, from submission to signature over the real record, with real PDFs."""

from __future__ import annotations

import dataclasses
import io
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from hub.core.actor import Actor
from hub.core.citizen import FamilyCard
from hub.core.codes import FamilyRelationship
from hub.services.family_card.tests.cases import (
    CARD,
    FATHER,
    GIRL,
    HOME,
    MOTHER,
    NEW_CARD,
    OTHER_CARD,
    SON,
    family,
    new_head,
    split,
)
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_family_cards
from tests.engine.test_mutations import SUBMIT, payload
from tests.engine.test_on_postgres import FRONTEND, KABID, KADIS, OPERATOR, VERIFIER, Office
from tests.fakes.actors import NOBODY
from tests.fakes.people_of_bangka import TENANT

SON_ON_HIS_OWN = {"family_card_number": NEW_CARD, "family_relationship": FamilyRelationship.HEAD}
FAMILY = """
query ($n: FamilyCardNumber!) {
  familyCard(number: $n) { head { nik } members { relationship citizen { nik } } }
}
"""
BUNDLE = """
query ($n: String!) { application(trackingNumber: $n) { allowedActions bundle { key kind state } } }
"""
VERIFY = "query ($c: String!) { verifyDocument(code: $c) { status title deedNumber } }"


class CardOffice(Office):
    """The office, at work on one application after the other."""

    async def submit(self, member: str, form: dict[str, Any], *papers: str) -> list[str]:
        """Where the errors are; none, and the application is the one at work."""
        given = {
            "idempotencyKey": uuid.uuid4().hex,
            "documents": [await self.paper(kind) for kind in papers],
            "application": {member: form},
        }
        made = payload(await self.ask(SUBMIT, {"input": given}, FRONTEND))
        self.number = made["application"]["trackingNumber"] if made["application"] else ""
        return [error["path"] for error in made["errors"]]

    async def until_siak(self) -> None:
        for actor, mutation in (
            (OPERATOR, "claimApplication"),
            (OPERATOR, "acceptApplication"),
            (VERIFIER, "verifyApplication"),
        ):
            await self.do(actor, mutation)

    async def sign(self, **captured: str) -> dict[str, Any]:
        """SIAK's result, the read-back, both signatures; the application as it is then."""
        await self.do(OPERATOR, "recordSiakResult", **captured)
        await self.confirm()
        seen = await self.view(OPERATOR)
        assert (seen["siakStatus"], seen["differences"]) == ("CONFIRMED", [])
        assert await self.do(KABID, "validateApplication") == "AWAITING_SIGNATURE"
        assert await self.do(KADIS, "signApplication") == "ISSUED"
        return await self.view(OPERATOR)

    async def data(self, query: str, actor: Actor, **variables: str) -> Any:
        answer = await self.ask(query, variables, actor)
        assert "errors" not in answer.payload, answer.payload
        return answer.payload["data"]

    async def card(self, number: str) -> tuple[str, dict[str, str]]:
        """(NIK of the head, relationship by NIK) as the graph shows a family card."""
        found = (await self.data(FAMILY, OPERATOR, n=number))["familyCard"]
        return found["head"]["nik"], {one["citizen"]["nik"]: one["relationship"] for one in found["members"]}

    async def words(self, url: str) -> str:
        _document, pdf = await self.uploads.read(TENANT, uuid.UUID(url.rpartition("/")[2]))
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())

    async def steps(self) -> dict[str, str]:
        found = (await self.data(BUNDLE, OPERATOR, n=self.number))["application"]["bundle"]
        return {step["key"]: step["state"] for step in found}


@pytest.fixture
async def office(database: str, tmp_path: Path) -> AsyncIterator[CardOffice]:
    db = await Database.open(database, max_size=1)
    try:
        heads = [one for one in family() if one.family_relationship is FamilyRelationship.HEAD]
        cards = [
            FamilyCard(tenant=TENANT, number=one.family_card_number or "", head_nik=one.nik, address=HOME)
            for one in heads
        ]
        await copy_family_cards(db, cards)
        await copy_citizens(db, family())
        made = CardOffice(db, database, tmp_path)
        made.register.known = {one.nik: one for one in family() if one.nik}
        yield made
    finally:
        await db.close()


def typed(office: CardOffice, nik: str, **changed: Any) -> None:
    """At SIAK's desk."""
    office.register.known[nik] = dataclasses.replace(office.register.known[nik], **changed)


async def test_a_split_from_submission_to_both_printed_cards(office: CardOffice) -> None:
    assert await office.submit("familyCard", split(), "family_card") == ["documents.identity_card"]
    assert await office.submit("familyCard", split(), "family_card", "identity_card") == []
    await office.until_siak()
    panel = (await office.view(OPERATOR))["siakFields"]
    assert {"label": "NO_KK LAMA", "value": CARD} in panel
    typed(office, SON, **SON_ON_HIS_OWN)
    seen = await office.sign(familyCardNumber=NEW_CARD)
    assert seen["citizen"] == {"fullName": "Budi Contoh", "nik": SON}
    assert seen["findings"] == []
    assert await office.card(NEW_CARD) == (SON, {SON: "HEAD"})
    assert await office.card(CARD) == (FATHER, {FATHER: "HEAD", MOTHER: "WIFE", GIRL: "CHILD"})
    words = await office.words(seen["certificate"]["url"])
    assert (NEW_CARD in words, SON in words, FATHER in words) == (True, True, False)
    assert await office.steps() == {"family_card": "DONE", "record": "DONE"}
    found = (await office.data(VERIFY, NOBODY, c=seen["certificate"]["code"]))["verifyDocument"]
    assert found == {"status": "ACTIVE", "title": "Kartu Keluarga", "deedNumber": "190101******9001"}


async def test_a_card_with_another_head_takes_the_place_of_the_old_number(office: CardOffice) -> None:
    reprint = {"headNik": FATHER, "reason": "LOST"}
    form = {**split(), "cause": {"reprint": reprint}}
    assert await office.submit("familyCard", form, "police_letter") == []
    await office.until_siak()
    old = await office.sign(familyCardNumber=CARD)
    assert old["citizen"] == {"fullName": "Ahmad Contoh", "nik": FATHER}
    assert await office.submit("familyCard", new_head(), "family_card", "head_statement") == []
    await office.until_siak()
    related = {MOTHER: "HEAD", FATHER: "HUSBAND", SON: "CHILD", GIRL: "CHILD"}
    for nik, relationship in related.items():
        typed(office, nik, family_card_number=NEW_CARD, family_relationship=FamilyRelationship[relationship])
    new = await office.sign(familyCardNumber=NEW_CARD)
    assert await office.card(NEW_CARD) == (MOTHER, related)
    states = [
        (await office.data(VERIFY, NOBODY, c=one["certificate"]["code"]))["verifyDocument"]["status"]
        for one in (old, new)
    ]
    assert states == ["SUPERSEDED", "ACTIVE"]


async def test_a_number_that_has_to_be_new_is_a_difference(office: CardOffice) -> None:
    assert await office.submit("familyCard", split(), "family_card", "identity_card") == []
    await office.until_siak()
    typed(office, SON, family_card_number=OTHER_CARD, family_relationship=FamilyRelationship.HEAD)
    await office.do(OPERATOR, "recordSiakResult", familyCardNumber=CARD)
    await office.confirm()
    seen = await office.view(OPERATOR)
    assert (seen["siakStatus"], seen["differences"]) == ("MISMATCH", ["familyCard"])


async def test_a_kia_from_submission_to_the_card_that_is_handed_over(office: CardOffice) -> None:
    """Nothing of anybody changes; the note to fetch the card is signed, and the card is a step of the bundle."""
    reporter = {"fullName": "Ahmad Contoh", "nik": FATHER, "phone": "081271009001"}
    form = {"nik": GIRL, "reason": "FIRST", "reporter": reporter}
    papers = ("birth_certificate", "family_card", "parent_identity")
    assert await office.submit("childCard", form, *papers) == ["documents.photo"]
    assert await office.submit("childCard", form, *papers, "photo") == []
    await office.until_siak()
    seen = await office.sign()
    assert seen["citizen"] == {"fullName": "Dewi Contoh", "nik": GIRL}
    words = await office.words(seen["certificate"]["url"])
    assert all(said in words for said in ("TANDA PENGAMBILAN KIA", GIRL, "1 Oktober 2032", "bukan KIA"))
    assert await office.steps() == {"collection_note": "DONE", "child_card": "WAITING"}
    await office.do(OPERATOR, "settleBundleStep", step="child_card", outcome="DONE")
    assert await office.steps() == {"collection_note": "DONE", "child_card": "DONE"}
    history = "query ($n: NIK!) { citizen(nik: $n) { version history { edges { node { kind } } } } }"
    person = (await office.data(history, OPERATOR, n=GIRL))["citizen"]
    assert (person["version"], [edge["node"]["kind"] for edge in person["history"]["edges"]]) == (1, ["imported"])
