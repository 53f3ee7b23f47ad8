"""The whole way of an application through the office, over fakes: who may do what, and what each step leaves behind."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from hub.core.actor import Actor, ActorKind, Role
from hub.core.application import Action, ActionKind
from hub.core.desks import lease_after, with_lease
from hub.core.folding import fold
from hub.core.refusal import RIGHT_TO_OBJECT, SENTENCES
from hub.core.refusal import RefusalReason as R
from hub.engine import Engine
from tests.engine.test_mutations import FRONTEND, Office, payload, step
from tests.fakes.actors import NOBODY, staff
from tests.fakes.people_of_bangka import NOW
from tests.fakes.service import SERVICE
from tests.fakes.world import schema

OPERATOR, OTHER_OPERATOR = staff(Role.OPERATOR), staff(Role.OPERATOR, "operator-2")
VERIFIER, KABID, KADIS = staff(Role.VERIFIER), staff(Role.HEAD_OF_DIVISION), staff(Role.HEAD_OF_OFFICE)
CHILD_NIK = "1901014101269001"
VIEW = """
query View($n: String!) {
  application(trackingNumber: $n) {
    id trackingNumber service state nextStep title(language: EN) version submittedAt regionCode channel mandate
    onBehalfOf assignee clientId form dueAt reason differences siakStatus allowedActions
    refusal { code sentence(language: EN) rightToObject(language: EN) }
    documents { id kind label(language: EN) mediaType size url }
    workedOn { by since until mine } takenOver { formerName fromViewer byName reason }
    missing { what code reason label(language: EN) todo(language: EN) substitute substituteLabel }
    findings { path message blocking } siakFields { label value }
    siakResult { nik deedNumber familyCardNumber }
    timeline { seq action actor at note }
    certificate { code status issuedAt url } citizen { fullName nik }
  }
}
"""


class Walk(Office):
    """An office in which one application walks."""

    number = ""
    keys = 0

    async def do(self, actor: Actor, mutation: str, **given: Any) -> dict[str, Any]:
        self.keys += 1
        full = {"idempotencyKey": f"step-{self.keys}", "trackingNumber": self.number, **given}
        answer = await self.w.ask(step(mutation), {"input": full}, actor=actor)
        if answer.payload["data"][mutation] is None:
            return {"refused": answer.payload["errors"][0]["extensions"]["rule"]}
        return payload(answer)

    async def state_after(self, actor: Actor, mutation: str, **given: Any) -> str:
        made = await self.do(actor, mutation, **given)
        assert made.get("errors") == [], made
        state: str = made["application"]["state"]
        return state

    async def view(self, actor: Actor) -> dict[str, Any]:
        answer = await self.w.ask(VIEW, {"n": self.number}, actor=actor)
        # A frontend has no right to the record; everything else of the application is its own.
        refused = [error["path"][-1] for error in answer.payload.get("errors", [])]
        assert refused == ([] if actor.kind is ActorKind.USER else ["citizen"]), answer.payload
        found: dict[str, Any] = answer.payload["data"]["application"]
        return found

    def later(self, passed: dt.timedelta) -> None:
        """The clock of the hub goes on."""
        self.w.hub = dataclasses.replace(self.w.hub, clock=lambda: NOW + passed)
        self.w.engine = Engine(schema(), self.w.hub)

    def confirm(self, **data: Any) -> None:
        """What the worker does after the read-back."""
        (application,) = self.w.record.tables.applications.values()
        action = Action(application.version + 1, ActionKind.CONFIRM_SIAK, "system", "Satu", NOW, data)
        after = fold(application.header, (*application.actions, action))
        after = with_lease(after, lease_after(application, after, action))
        self.w.record.tables.applications[application.header.id] = after


async def begun() -> Walk:
    walk = Walk()
    walk.number = await walk.submitted()
    return walk


async def at_signature() -> Walk:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    await walk.state_after(VERIFIER, "verifyApplication")
    await walk.state_after(OPERATOR, "recordSiakResult", nik=CHILD_NIK, deedNumber="1901-LU-0001")
    walk.confirm(status="CONFIRMED", differences=[])
    await walk.state_after(KABID, "validateApplication")
    return walk


async def test_all_the_way_to_the_certificate() -> None:
    walk = await begun()
    assert (await walk.view(OPERATOR))["allowedActions"] == ["claimApplication"]
    assert await walk.state_after(OPERATOR, "claimApplication") == "IN_REVIEW"
    missing = [{"what": "photo", "reason": "The picture is blurred."}]
    assert await walk.state_after(OPERATOR, "returnApplication", missing=missing) == "NEEDS_CORRECTION"
    assert (await walk.view(FRONTEND))["missing"] == [
        {
            "what": "photo", "code": "OTHER", "reason": "The picture is blurred.", "label": "Photo",
            "todo": "Read the officer's words and send it again.", "substitute": None, "substituteLabel": None,
        }
    ]  # fmt: skip
    paper = [{"kind": "photo", "documentId": walk.paper("photo")}]
    assert await walk.state_after(FRONTEND, "resubmitApplication", documents=paper) == "RESUBMITTED"
    assert await walk.state_after(OPERATOR, "claimApplication") == "IN_REVIEW"
    assert await walk.state_after(OPERATOR, "acceptApplication") == "COMPLETE"
    assert await walk.state_after(VERIFIER, "verifyApplication") == "PROCESSING"
    panel = await walk.view(OPERATOR)
    assert panel["siakFields"] == [
        {"label": "NAMA", "value": "Anak Contoh"}, {"label": "NAMA IBU", "value": "Siti Contoh"},
    ]  # fmt: skip
    assert panel["dueAt"] == "2026-11-25T03:00:00.000Z"
    entry = {"nik": CHILD_NIK, "deedNumber": "1901-LU-0001"}
    assert await walk.state_after(OPERATOR, "recordSiakResult", **entry) == "PROCESSING"
    assert walk.w.record.tables.jobs == [("confirm_siak", {"tenant": "1901", "tracking_number": walk.number})]
    assert (await walk.do(KABID, "validateApplication"))["errors"][0]["code"] == "CONFLICT"
    walk.confirm(status="CONFIRMED", differences=[])
    assert await walk.state_after(KABID, "validateApplication") == "AWAITING_SIGNATURE"
    assert (await walk.view(KADIS))["allowedActions"] == ["signApplication"]
    assert await walk.state_after(KADIS, "signApplication") == "ISSUED"
    assert await walk.state_after(OPERATOR, "handOverApplication") == "HANDED_OVER"

    seen = await walk.view(OPERATOR)
    assert seen["citizen"] == {"fullName": "Anak Contoh", "nik": CHILD_NIK}
    assert [one["action"] for one in seen["timeline"]] == [
        "submit", "claim", "return", "resubmit", "claim", "accept", "verify", "record_siak", "confirm_siak",
        "validate", "sign", "hand_over",
    ]  # fmt: skip
    assert seen["timeline"][2]["note"] == "photo: The picture is blurred."
    assert seen["certificate"]["status"] == "ACTIVE"


async def test_signing_stores_paper_certificate_and_child_together() -> None:
    walk = await at_signature()
    await walk.state_after(KADIS, "signApplication")
    tables = walk.w.record.tables
    (certificate,) = tables.certificates.values()
    document = tables.documents[certificate.document_id]
    assert walk.w.uploads.stored[document.id].startswith(b"%PDF")
    assert document.application_id == certificate.application_id
    child = tables.citizens[certificate.person_id]
    assert (child.nik, child.birth_deed_number) == (CHILD_NIK, "1901-LU-0001")
    assert child.id in tables.receipts[-2].subjects
    query = "query ($c: String!) { verifyDocument(code: $c) { status maskedName deedNumber simulatedSignature } }"
    answer = await walk.w.ask(query, {"c": certificate.code.lower()}, actor=NOBODY)
    assert answer.payload["data"]["verifyDocument"] == {
        "status": "ACTIVE",
        "maskedName": "A*** C***",
        "deedNumber": "1901-LU-0001",
        "simulatedSignature": True,
    }


async def test_a_certificate_that_cannot_be_made_leaves_the_application_unsigned() -> None:
    walk = await at_signature()
    walk.w.maker.broken = True
    before = dataclasses.replace(walk.w.record.tables)
    given = {"idempotencyKey": "s", "trackingNumber": walk.number}
    answer = await walk.w.ask(step("signApplication"), {"input": given}, actor=KADIS)
    assert answer.payload["data"] == {"signApplication": None}
    assert answer.payload["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "font" not in str(answer.payload)
    tables = walk.w.record.tables
    assert (tables.certificates, tables.citizens) == ({}, before.citizens)
    walk.w.maker.broken = False
    assert payload(await walk.w.ask(step("signApplication"), {"input": given}, actor=KADIS))["errors"] == []


async def test_who_entered_cannot_approve() -> None:
    walk = await begun()
    both = dataclasses.replace(VERIFIER, subject=OPERATOR.subject)
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    assert "verifyApplication" not in (await walk.view(both))["allowedActions"]
    assert await walk.do(both, "verifyApplication") == {"refused": "who-enters-cannot-approve"}
    assert "verifyApplication" in (await walk.view(VERIFIER))["allowedActions"]
    assert await walk.state_after(VERIFIER, "verifyApplication") == "PROCESSING"


@pytest.mark.parametrize("entering", ["claimApplication", "acceptApplication", "recordSiakResult"])
async def test_each_step_of_entering_bars_its_clerk_from_each_approval(entering: str) -> None:
    """One clerk took one step only; in whatever higher office she acts later, this application is not hers to pass."""
    walk = await begun()
    clerk = {entering: OTHER_OPERATOR}
    later = {role: dataclasses.replace(staff(role), subject=OTHER_OPERATOR.subject) for role in Role}
    barred = {"refused": "who-enters-cannot-approve"}
    await walk.state_after(clerk.get("claimApplication", OPERATOR), "claimApplication")
    walk.later(dt.timedelta(minutes=15))
    await walk.state_after(clerk.get("acceptApplication", OPERATOR), "acceptApplication")
    walk.later(dt.timedelta())
    if entering != "recordSiakResult":
        assert await walk.do(later[Role.VERIFIER], "verifyApplication") == barred
    await walk.state_after(VERIFIER, "verifyApplication")
    siak = {"nik": CHILD_NIK, "deedNumber": "1901-LU-0001"}
    await walk.state_after(clerk.get("recordSiakResult", OPERATOR), "recordSiakResult", **siak)
    walk.confirm(status="CONFIRMED", differences=[])
    assert await walk.do(later[Role.HEAD_OF_DIVISION], "validateApplication") == barred
    await walk.state_after(KABID, "validateApplication")
    assert await walk.do(later[Role.HEAD_OF_OFFICE], "signApplication") == barred
    assert await walk.state_after(KADIS, "signApplication") == "ISSUED"


async def test_a_refusal_has_a_code_of_the_services_list_beside_the_words() -> None:
    walk = await begun()
    service = dataclasses.replace(
        SERVICE, definition=dataclasses.replace(SERVICE.definition, refusals=(R.NO_MANDATE, R.OTHER))
    )
    hub = dataclasses.replace(walk.w.hub, services={service.name: service})
    walk.w = dataclasses.replace(walk.w, hub=hub, engine=Engine(schema(), hub))
    await walk.state_after(OPERATOR, "claimApplication")
    walk.later(dt.timedelta(minutes=15))
    made = await walk.do(KABID, "refuseApplication", reason="No.", code="COURT_DECISION_NEEDED")
    assert [(one["code"], one["path"]) for one in made["errors"]] == [("BAD_INPUT", "code")]
    assert (await walk.view(KABID))["refusal"] is None
    assert await walk.state_after(KABID, "refuseApplication", reason="Only her aunt.", code="NO_MANDATE") == "REJECTED"
    found = await walk.view(FRONTEND)
    assert found["refusal"] == {
        "code": "NO_MANDATE", "sentence": SENTENCES[R.NO_MANDATE][1], "rightToObject": RIGHT_TO_OBJECT[1],
    }  # fmt: skip
    assert found["reason"] == "Only her aunt."


async def test_a_refusal_without_a_code_is_another_reason() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    walk.later(dt.timedelta(minutes=15))
    await walk.state_after(KABID, "refuseApplication", reason="Only her aunt.")
    assert (await walk.view(FRONTEND))["refusal"]["code"] == "OTHER"


@pytest.mark.parametrize("mutation", ["refuseApplication", "withdrawApplication", "delayApplication"])
async def test_a_reason_is_required(mutation: str) -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    actor = {"refuseApplication": KABID, "withdrawApplication": FRONTEND}.get(mutation, OPERATOR)
    made = await walk.do(actor, mutation, reason="  ")
    assert (made["errors"][0]["code"], made["errors"][0]["path"]) == ("BAD_INPUT", "reason")
    await walk.state_after(actor, mutation, reason="Because of a test.")
    assert (await walk.view(OPERATOR))["reason"] == "Because of a test."


async def test_delay_and_resume_come_back_to_where_it_was() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    assert await walk.state_after(OPERATOR, "delayApplication", reason="SIAK is down.") == "DELAYED"
    assert await walk.state_after(OTHER_OPERATOR, "resumeApplication", reason="SIAK is back.") == "COMPLETE"


async def test_returning_names_what_is_missing() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    made = await walk.do(OPERATOR, "returnApplication", missing=[])
    assert made["errors"][0]["path"] == "missing"
    made = await walk.do(OPERATOR, "returnApplication", missing=[{"what": "photo", "reason": " "}])
    assert made["errors"][0]["path"] == "missing.0.reason"
    made = await walk.do(OPERATOR, "returnApplication", missing=[{"what": "A letter", "reason": "I want it."}])
    assert made["errors"][0]["path"] == "missing.0.what"


async def test_what_is_still_missing_is_told_before_an_officer_looks() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    missing = [
        {"what": "birth_statement", "code": "UNREADABLE", "reason": "The stamp."},
        {"what": "childName", "code": "WRONG", "reason": "Misspelt."},
    ]
    await walk.state_after(OPERATOR, "returnApplication", missing=missing)
    told = (await walk.view(FRONTEND))["missing"][0]
    assert (told["substitute"], told["substituteLabel"]) == ("photo", "Foto")
    same = {"testCertificate": {"childName": "Anak Contoh", "motherNik": walk.mother.nik}}
    made = await walk.do(FRONTEND, "resubmitApplication", application=same)
    assert [error["path"] for error in made["errors"]] == [
        "documents.birth_statement", "application.testCertificate.childName",
    ]  # fmt: skip
    assert "has not come yet: Birth statement. Photograph or scan it again" in made["errors"][0]["message"]
    assert "If you do not have it: Photo." in made["errors"][0]["message"]
    right = {"testCertificate": {"childName": "Anak Benar", "motherNik": walk.mother.nik}}
    instead = [{"kind": "photo", "documentId": walk.paper("photo")}]
    await walk.state_after(FRONTEND, "resubmitApplication", application=right, documents=instead)
    assert (await walk.view(FRONTEND))["missing"] == []


async def test_corrections_are_checked_by_the_rules_again() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "returnApplication", missing=[{"what": "childName", "reason": "Misspelt."}])
    wrong = {"testCertificate": {"childName": "Anak", "motherNik": "1901015501859777"}}
    made = await walk.do(FRONTEND, "resubmitApplication", application=wrong)
    assert made["errors"][0]["path"] == "application.testCertificate.motherNik"
    right = {"testCertificate": {"childName": "Anak Benar", "motherNik": walk.mother.nik}}
    await walk.state_after(FRONTEND, "resubmitApplication", application=right)
    assert (await walk.view(FRONTEND))["form"]["childName"] == "Anak Benar"
