"""Mutations: one key, one effect; what is wrong comes in the payload; what is not allowed never begins."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest

from hub.core.actor import Actor, Role
from hub.core.citizen import Citizen
from hub.core.identifiers import global_id
from hub.engine import Answer
from tests.fakes.actors import agency, all_but, staff
from tests.fakes.papers import ready_document
from tests.fakes.people_of_bangka import CARD, NOW, TENANT, person
from tests.fakes.world import World, world

FRONTEND = agency("application:submit", "application:read")
OPERATOR = staff(Role.OPERATOR)
PAYLOAD = "application { trackingNumber state version } errors { code path message }"
SUBMIT = f"mutation Submit($input: SubmitApplicationInput!) {{ submitApplication(input: $input) {{ {PAYLOAD} }} }}"
UPLOAD = """
mutation ($input: CreateUploadInput!) { createUpload(input: $input) { documentId url errors { code path message } } }
"""


def step(mutation: str, extra: str = "") -> str:
    name = mutation[0].upper() + mutation[1:]
    return f"mutation ($input: {name}Input!) {{ {mutation}(input: $input) {{ {PAYLOAD} {extra} }} }}"


class Office:
    """A hub with a mother, and a paper uploaded for her child."""

    def __init__(self) -> None:
        self.mother: Citizen = person("Siti Contoh", family_card_number=CARD)
        self.w: World = world([self.mother])

    def paper(self, kind: str = "birth_statement", owner: str = "frontend") -> str:
        key = uuid.uuid4()
        self.w.record.tables.documents[key] = ready_document(key, kind, owner, "frontend", TENANT, NOW)
        # As createUpload names it.
        return global_id("Document", key)

    def form(self, **given: Any) -> dict[str, Any]:
        return {
            "idempotencyKey": "key-1",
            "documents": [{"kind": "birth_statement", "documentId": self.paper()}],
            "application": {"testCertificate": {"childName": "Anak Contoh", "motherNik": self.mother.nik}},
            **given,
        }

    async def submit(self, actor: Actor = FRONTEND, key: str | None = None, **given: Any) -> Answer:
        return await self.w.ask(SUBMIT, {"input": self.form(**given)}, actor=actor, key=key)

    async def submitted(self) -> str:
        answer = await self.submit()
        number: str = payload(answer)["application"]["trackingNumber"]
        return number


def payload(answer: Answer) -> dict[str, Any]:
    (value,) = answer.payload["data"].values()
    assert value is not None, answer.payload
    found: dict[str, Any] = value
    return found


@pytest.fixture
def office() -> Office:
    return Office()


async def test_an_application_is_taken_with_receipt_and_reply_in_one_transaction(office: Office) -> None:
    answer = await office.submit()
    made = payload(answer)
    assert made["errors"] == []
    assert (made["application"]["state"], made["application"]["version"]) == ("SUBMITTED", 1)
    tables = office.w.record.tables
    (application,) = tables.applications.values()
    assert application.form == {"childName": "Anak Contoh", "motherNik": office.mother.nik}
    assert application.header.region_code == "19.01.01.1001"
    written, read = tables.receipts
    assert written.fields == ("Mutation.submitApplication",)
    assert read.fields == ("Application.version",)
    assert written.subjects == read.subjects == (office.mother.id,)
    (document,) = tables.documents.values()
    assert document.application_id == application.header.id


async def test_a_repeat_gets_the_first_answer_and_does_nothing_twice(office: Office) -> None:
    given = office.form()
    first = await office.w.ask(SUBMIT, {"input": given}, actor=FRONTEND)
    number = payload(first)["application"]["trackingNumber"]
    await office.w.ask(
        step("claimApplication"), {"input": {"idempotencyKey": "c", "trackingNumber": number}}, actor=OPERATOR
    )
    again = await office.w.ask(SUBMIT, {"input": given}, actor=FRONTEND)
    assert again.payload == first.payload
    assert len(office.w.record.tables.applications) == 1
    (application,) = office.w.record.tables.applications.values()
    assert application.state.value == "IN_REVIEW"


async def test_one_key_with_two_bodies_is_told(office: Office) -> None:
    await office.submit()
    other = {"testCertificate": {"childName": "Anak Lain", "motherNik": office.mother.nik}}
    (error,) = payload(await office.submit(application=other))["errors"]
    assert error["code"] == "IDEMPOTENCY_MISMATCH"
    assert len(office.w.record.tables.applications) == 1


async def test_the_key_may_come_in_the_header(office: Office) -> None:
    given = office.form(idempotencyKey=None)
    first = await office.w.ask(SUBMIT, {"input": given}, actor=FRONTEND, key="from-header")
    again = await office.w.ask(SUBMIT, {"input": given}, actor=FRONTEND, key="from-header")
    assert first.payload == again.payload
    assert len(office.w.record.tables.applications) == 1


@pytest.mark.parametrize(("in_input", "header"), [(None, None), ("", None), ("a", "b")])
async def test_exactly_one_key_has_to_be_there(office: Office, in_input: str | None, header: str | None) -> None:
    answer = await office.submit(key=header, idempotencyKey=in_input)
    (error,) = payload(answer)["errors"]
    assert (error["code"], error["path"]) == ("BAD_INPUT", "idempotencyKey")
    assert office.w.record.tables.applications == {}


async def test_a_header_serves_one_mutation(office: Office) -> None:
    twice = " ".join(f"{alias}: submitApplication(input: $i) {{ {PAYLOAD} }}" for alias in "ab")
    answer = await office.w.ask(
        f"mutation ($i: SubmitApplicationInput!) {{ {twice} }}", {"i": office.form()}, actor=FRONTEND, key="k"
    )
    assert answer.status == 400
    assert office.w.record.tables.applications == {}


async def test_blocking_findings_name_their_paths_and_nothing_is_stored(office: Office) -> None:
    form = {"testCertificate": {"childName": "A", "motherNik": "1901015501859777"}}
    answer = await office.submit(application=form, documents=[])
    made = payload(answer)
    assert made["application"] is None
    assert [(e["code"], e["path"]) for e in made["errors"]] == [
        ("BAD_INPUT", "application.testCertificate.motherNik"),
        ("BAD_INPUT", "documents.birth_statement"),
    ]
    assert office.w.record.tables.applications == {}
    assert office.w.record.tables.replies == {}
    assert (await office.submit()).payload["data"]["submitApplication"]["errors"] == []


@pytest.mark.parametrize(
    ("documents", "path"),
    [
        ([{"kind": "birth_statement", "documentId": "nonsense"}], "documents.0.documentId"),
        ([{"kind": "birth_statement", "documentId": global_id("Document", uuid.uuid4())}], "documents.0.documentId"),
    ],
)
async def test_a_paper_that_is_not_there_is_told_and_nothing_is_stored(
    office: Office, documents: list[dict[str, str]], path: str
) -> None:
    (error,) = payload(await office.submit(documents=documents))["errors"]
    assert (error["code"], error["path"]) == ("BAD_INPUT", path)
    assert office.w.record.tables.applications == {}


async def test_a_paper_of_another_kind_or_owner_is_told(office: Office) -> None:
    wrong_kind = [{"kind": "birth_statement", "documentId": office.paper(kind="photo")}]
    (error,) = payload(await office.submit(documents=wrong_kind))["errors"]
    assert error["path"] == "documents.0.kind"
    stolen = [{"kind": "birth_statement", "documentId": office.paper(owner="somebody-else")}]
    (error,) = payload(await office.submit(documents=stolen))["errors"]
    assert error["path"] == "documents.0.documentId"
    assert office.w.record.tables.applications == {}


async def test_an_application_has_exactly_one_form(office: Office) -> None:
    assert (await office.submit(application={})).status == 400
    assert office.w.record.tables.applications == {}


async def test_a_parent_known_to_the_agency_only_is_read_through_before_the_rules_look(office: Office) -> None:
    father = person("Budi")
    office.w.population.known[str(father.nik)] = father
    form = {"testCertificate": {"childName": "Anak", "motherNik": father.nik}}
    assert payload(await office.submit(application=form))["errors"] == []
    assert office.w.calls.count("population.read") == 1


async def test_an_agency_that_is_out_does_not_stop_the_counter(office: Office) -> None:
    office.w.population.out = True
    form = {"testCertificate": {"childName": "Anak", "motherNik": "1901015501859777"}}
    (error,) = payload(await office.submit(application=form))["errors"]
    assert error["path"] == "application.testCertificate.motherNik"
    assert payload(await office.submit())["errors"] == []


async def test_a_step_that_is_not_possible_is_a_conflict(office: Office) -> None:
    number = await office.submitted()
    given = {"idempotencyKey": "k", "trackingNumber": number}
    (error,) = payload(await office.w.ask(step("acceptApplication"), {"input": given}, actor=OPERATOR))["errors"]
    assert error["code"] == "CONFLICT"
    old = {**given, "expectedVersion": 7}
    (error,) = payload(await office.w.ask(step("claimApplication"), {"input": old}, actor=OPERATOR))["errors"]
    assert error["code"] == "CONFLICT"
    assert len(office.w.record.tables.receipts) == 2


@pytest.mark.parametrize(("number", "code"), [("AL-7K3M-Q9TD", "NOT_FOUND"), ("nonsense", "BAD_INPUT")])
async def test_an_unknown_number_is_told(office: Office, number: str, code: str) -> None:
    given = {"idempotencyKey": "k", "trackingNumber": number}
    (error,) = payload(await office.w.ask(step("claimApplication"), {"input": given}, actor=OPERATOR))["errors"]
    assert (error["code"], error["path"]) == (code, "trackingNumber")


async def test_without_the_scope_nothing_begins(office: Office) -> None:
    answer = await office.submit(actor=all_but("application:submit"))
    assert answer.payload["data"] == {"submitApplication": None}
    (error,) = answer.payload["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["submitApplication"], "FORBIDDEN")
    assert error["extensions"]["rule"] == "scope:application:submit"
    assert office.w.calls.made == []


async def test_a_refusal_by_policy_is_told_at_the_top_and_nothing_happened(office: Office) -> None:
    number = await office.submitted()
    stranger = staff(Role.OPERATOR, region="19.05")
    given = {"idempotencyKey": "k", "trackingNumber": number}
    answer = await office.w.ask(step("claimApplication"), {"input": given}, actor=stranger)
    assert answer.payload["data"] == {"claimApplication": None}
    (error,) = answer.payload["errors"]
    assert (error["extensions"]["code"], error["extensions"]["rule"]) == ("FORBIDDEN", "jurisdiction")
    (application,) = office.w.record.tables.applications.values()
    assert application.version == 1


async def test_nobody_handles_the_file_of_the_own_family(office: Office) -> None:
    number = await office.submitted()
    husband = person("Suami", family_card_number=CARD)
    office.w.people.citizens[husband.id] = husband
    clerk = staff(Role.OPERATOR, nik=husband.nik)
    given = {"idempotencyKey": "k", "trackingNumber": number}
    answer = await office.w.ask(step("claimApplication"), {"input": given}, actor=clerk)
    assert answer.payload["errors"][0]["extensions"]["rule"] == "own-family"


async def test_another_client_can_neither_see_nor_withdraw(office: Office) -> None:
    number = await office.submitted()
    other = dataclasses.replace(FRONTEND, subject="other", client_id="other")
    query = "query ($n: String!) { application(trackingNumber: $n) { state form } }"
    assert (await office.w.ask(query, {"n": number}, actor=other)).payload == {"data": {"application": None}}
    given = {"idempotencyKey": "k", "trackingNumber": number, "reason": "x"}
    answer = await office.w.ask(step("withdrawApplication"), {"input": given}, actor=other)
    assert answer.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_after_a_commit_whose_read_receipt_failed_the_repeat_gets_the_answer(office: Office) -> None:
    office.w.record.receipts_out = True
    given = office.form()
    lost = await office.w.ask(SUBMIT, {"input": given}, actor=FRONTEND)
    assert lost.status == 503
    assert len(office.w.record.tables.applications) == 1
    office.w.record.receipts_out = False
    again = await office.w.ask(SUBMIT, {"input": given}, actor=FRONTEND)
    assert payload(again)["application"]["state"] == "SUBMITTED"
    assert len(office.w.record.tables.applications) == 1


async def test_uploads_are_announced_once(office: Office) -> None:
    given = {"idempotencyKey": "u", "kind": "birth_statement", "mediaType": "application/pdf", "size": 1000}
    first = await office.w.ask(UPLOAD, {"input": given}, actor=FRONTEND)
    assert payload(first)["url"].startswith("http://hub.test/uploads/")
    assert (await office.w.ask(UPLOAD, {"input": given}, actor=FRONTEND)).payload == first.payload
    assert len(office.w.record.tables.documents) == 1


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"size": 30_000_000}, "size"),
        ({"mediaType": "application/x-msdownload"}, "mediaType"),
        ({"kind": "../x"}, "kind"),
    ],
)
async def test_an_upload_that_would_be_refused_is_refused_at_once(
    office: Office, wrong: dict[str, Any], path: str
) -> None:
    given = {"idempotencyKey": "u", "kind": "photo", "mediaType": "image/png", "size": 1000, **wrong}
    (error,) = payload(await office.w.ask(UPLOAD, {"input": given}, actor=FRONTEND))["errors"]
    assert (error["code"], error["path"]) == ("BAD_INPUT", path)
    assert office.w.record.tables.documents == {}


@pytest.mark.parametrize(("language", "is_the_same"), [("ID", True), ("EN", False)])
async def test_the_language_of_notices_that_nobody_chose_is_no_other_body(
    office: Office, language: str, is_the_same: bool
) -> None:
    given = office.form()
    first = payload(await office.w.ask(SUBMIT, {"input": given}, actor=FRONTEND))
    again = payload(await office.w.ask(SUBMIT, {"input": {**given, "noticeLanguage": language}}, actor=FRONTEND))
    assert (again == first) is is_the_same
    assert [error["code"] for error in again["errors"]] == ([] if is_the_same else ["IDEMPOTENCY_MISMATCH"])
