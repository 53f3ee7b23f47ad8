"""Clerks correct persons and enter NIKs: who may, whom, on which ground, and what the answer says."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest

from hub.core.actor import Actor, Role
from hub.core.citizen import Citizen, ParentRef
from hub.core.document import DocumentState
from hub.core.evidence import SourceDocument, SourceKind
from hub.core.identifiers import global_id
from hub.core.purpose import Purpose
from hub.engine import Answer
from tests.fakes.actors import agency, staff
from tests.fakes.papers import ready_document
from tests.fakes.people_of_bangka import CARD, ELSEWHERE, NOW, TENANT, address, person
from tests.fakes.world import World, world

OPERATOR, VERIFIER = staff(Role.OPERATOR), staff(Role.VERIFIER)
NIK, OTHER_NIK = "1901011501859001", "1901011501859002"
FIELDS = """
  citizen { fullName nik birthPlace religion mother { fullName nik } version warnings } version changed
  warnings { path message messageId } errors { code path message version changed }
"""
CORRECT = f"mutation Correct($input: CorrectCitizenInput!) {{ correctCitizen(input: $input) {{ {FIELDS} }} }}"
ASSIGN = f"mutation Assign($input: AssignNikInput!) {{ assignNik(input: $input) {{ {FIELDS} }} }}"
DEED = {"kind": "BIRTH_DEED", "number": "1901-LU-15011985-0007"}


class Office:
    """A hub with one person."""

    def __init__(self, **given: Any) -> None:
        self.person: Citizen = person("Suparman", **{"nik": NIK, "birth_place": "Sungailiat", **given})
        self.w: World = world([self.person])

    async def correct(self, actor: Actor = OPERATOR, *, key: str | None = None, **given: Any) -> Answer:
        said = {
            "idempotencyKey": "key-1", "nik": self.person.nik, "expectedVersion": 1, "reason": "Salah ketik.",
            "source": DEED, "attributes": {"birthPlace": "Belinyu"}, **given,
        }  # fmt: skip
        return await self.w.ask(CORRECT, {"input": said}, actor=actor, key=key)

    async def assign(self, actor: Actor = OPERATOR, **given: Any) -> Answer:
        said = {
            "idempotencyKey": "key-1", "id": global_id("Citizen", self.person.id), "expectedVersion": 1,
            "reason": "Sudah terbit.", "source": {"kind": "SIAK"}, "nik": NIK, **given,
        }  # fmt: skip
        return await self.w.ask(ASSIGN, {"input": said}, actor=actor)

    @property
    def now(self) -> Citizen:
        return self.w.record.tables.citizens[self.person.id]

    @property
    def is_untouched(self) -> bool:
        tables = self.w.record.tables
        return self.now == self.person and not tables.receipts and not tables.replies and not tables.causes


def payload(answer: Answer) -> dict[str, Any]:
    (value,) = answer.payload["data"].values()
    assert value is not None, answer.payload
    found: dict[str, Any] = value
    return found


def only_error(answer: Answer) -> tuple[str, str]:
    made = payload(answer)
    (error,) = made["errors"]
    assert made["citizen"] is None
    assert error["message"].endswith(".")
    return error["code"], error["path"]


def rule(answer: Answer) -> str:
    assert list(answer.payload["data"].values()) == [None]
    (error,) = answer.payload["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    found: str = error["extensions"]["rule"]
    return found


@pytest.mark.parametrize("actor", [OPERATOR, VERIFIER], ids=["operator", "verifier"])
async def test_a_clerk_corrects_on_the_ground_of_a_paper(actor: Actor) -> None:
    office = Office()
    made = payload(await office.correct(actor, attributes={"birthPlace": "Belinyu", "religion": "2"}))
    assert (made["errors"], made["warnings"]) == ([], [])
    assert (made["version"], made["changed"]) == (2, ["birthPlace", "religion"])
    assert (made["citizen"]["birthPlace"], made["citizen"]["religion"], made["citizen"]["version"]) == (
        "Belinyu", "2", 2,
    )  # fmt: skip
    (cause,) = office.w.record.tables.causes
    assert cause is not None
    assert (cause.kind, cause.reason) == ("corrected", "Salah ketik.")
    assert cause.source == SourceDocument(SourceKind.BIRTH_DEED, DEED["number"])


async def test_the_receipt_names_the_person_the_purpose_and_the_mutation() -> None:
    office = Office()
    await office.correct()
    written, read = office.w.record.tables.receipts
    assert written.subjects == read.subjects == (office.person.id,)
    assert (written.fields, written.categories) == (("Mutation.correctCitizen",), ("population",))
    assert (written.actor, written.purpose, written.operation) == ("operator", "CIVIL_REGISTRATION", "Correct")


async def test_null_clears_and_what_is_left_out_stays() -> None:
    office = Office(mother=ParentRef("Ibu Contoh", OTHER_NIK))
    made = payload(await office.correct(attributes={"birthPlace": None, "mother": {"nik": None}}))
    assert made["citizen"]["birthPlace"] is None
    assert made["citizen"]["mother"] == {"fullName": "Ibu Contoh", "nik": None}
    assert made["citizen"]["fullName"] == "Suparman"


async def test_to_clear_and_to_leave_out_are_two_requests() -> None:
    office = Office()
    await office.correct(attributes={"birthPlace": "Belinyu", "religion": None})
    assert only_error(await office.correct(attributes={"birthPlace": "Belinyu"})) == (
        "IDEMPOTENCY_MISMATCH", "idempotencyKey",
    )  # fmt: skip


async def test_a_person_is_named_by_nik_or_by_id() -> None:
    office = Office()
    by_id = global_id("Citizen", office.person.id)
    assert payload(await office.correct(nik=None, id=by_id))["version"] == 2
    for named in ({"nik": None}, {"id": by_id}):
        code, _ = only_error(await Office().correct(**named))
        assert code == "BAD_INPUT"
    for wrong in ("x", global_id("Document", office.person.id), global_id("Citizen", "x")):
        assert only_error(await Office().correct(nik=None, id=wrong)) == ("BAD_INPUT", "id")


async def test_what_disagrees_with_the_nik_is_a_warning_and_never_refused() -> None:
    office = Office()
    made = payload(await office.correct(attributes={"sex": "FEMALE", "birthDate": "1985-01-16"}))
    assert made["errors"] == []
    assert [warning["path"] for warning in made["warnings"]] == ["nik", "nik"]
    assert made["citizen"]["warnings"] == [warning["message"] for warning in made["warnings"]]
    assert made["warnings"][1]["messageId"] == "Jenis kelamin di NIK berbeda dengan jenis kelamin yang tercatat."


async def test_what_stood_there_already_changes_nothing() -> None:
    office = Office()
    made = payload(await office.correct(attributes={"birthPlace": "Sungailiat"}))
    assert (made["errors"], made["version"], made["changed"]) == ([], 1, [])
    assert office.w.record.tables.causes == []


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"attributes": {}}, "attributes"),
        ({"attributes": {"fullName": " "}}, "attributes.fullName"),
        ({"attributes": {"religion": "99"}}, "attributes.religion"),
        ({"attributes": {"address": {"postalCode": "1"}}}, "attributes.address.postalCode"),
        ({"attributes": {"address": {"regionCode": ELSEWHERE}}}, "attributes.address.regionCode"),
        ({"attributes": {"mother": {"nik": NIK}}}, "attributes.mother.nik"),
        ({"attributes": {"fullName": "Suparmin"}, "source": {"kind": "STATEMENT"}}, "source.kind"),
        ({"attributes": {"vitalStatus": "DECEASED"}}, "source.kind"),
        ({"reason": "  "}, "reason"),
        ({"source": {"kind": "KTP_EL", "number": "x" * 61}}, "source.number"),
        ({"source": {"kind": "KTP_EL", "documentId": "x"}}, "source.documentId"),
        ({"source": {"kind": "KTP_EL", "documentId": global_id("Document", uuid.uuid4())}}, "source.documentId"),
        ({"idempotencyKey": None}, "idempotencyKey"),
    ],
)
async def test_what_cannot_be_done_is_named_and_nothing_is(given: dict[str, Any], path: str) -> None:
    office = Office()
    assert only_error(await office.correct(**given)) == ("BAD_INPUT", path)
    assert office.is_untouched


@pytest.mark.parametrize("name", ["nik", "sealed", "version", "asOf", "warnings"])
async def test_protected_attributes_are_not_taken_at_all(name: str) -> None:
    office = Office()
    answer = await office.correct(attributes={name: OTHER_NIK})
    assert answer.status == 400
    assert answer.payload["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert office.is_untouched


@pytest.mark.parametrize("name", ["fullName", "address", "birthDatePrecision"])
async def test_what_a_person_cannot_be_without_is_not_cleared(name: str) -> None:
    office = Office()
    assert "errors" in (await office.correct(attributes={name: None})).payload
    assert office.is_untouched


async def test_a_paper_that_was_uploaded_stands_in_the_event() -> None:
    office = Office()
    key, unfinished = uuid.uuid4(), uuid.uuid4()
    for each, state in ((key, DocumentState.READY), (unfinished, DocumentState.UPLOADING)):
        paper = ready_document(each, "birth_deed", "frontend", "frontend", TENANT, NOW)
        office.w.record.tables.documents[each] = dataclasses.replace(paper, state=state)
    wrong = {"kind": "BIRTH_DEED", "documentId": global_id("Document", unfinished)}
    assert only_error(await office.correct(source=wrong)) == ("BAD_INPUT", "source.documentId")
    right = {"kind": "BIRTH_DEED", "documentId": global_id("Document", key)}
    assert payload(await office.correct(source=right))["errors"] == []
    (cause,) = office.w.record.tables.causes
    assert cause is not None
    assert cause.source == SourceDocument(SourceKind.BIRTH_DEED, None, key)


async def test_a_version_that_moved_is_a_conflict_that_names_it() -> None:
    office = Office()
    answer = await office.correct(expectedVersion=7)
    assert only_error(answer) == ("CONFLICT", "expectedVersion")
    (error,) = payload(answer)["errors"]
    assert (error["version"], error["changed"]) == (1, [])
    assert "The version is 1 now" in error["message"]
    assert office.is_untouched


@pytest.mark.parametrize(
    "role", [Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR, Role.HELPER, Role.CITIZEN]
)
async def test_no_other_role_corrects(role: Role) -> None:
    office = Office()
    assert rule(await office.correct(staff(role))) == "scope:citizen:correct"
    assert rule(await office.assign(staff(role))) == "scope:citizen:correct"
    assert office.w.calls.made == []


async def test_the_scope_alone_is_not_enough_and_nobody_is_looked_for() -> None:
    office = Office()
    client = agency("citizen:correct", "citizen:read", purpose=Purpose.CIVIL_REGISTRATION)
    assert rule(await office.correct(client)) == "record-correct"
    assert office.w.calls.made == []


async def test_a_person_out_of_sight_is_nobody() -> None:
    for office, actor in ((Office(), staff(Role.OPERATOR, region="19.01.02")), (Office(sealed=True), OPERATOR)):
        assert only_error(await office.correct(actor)) == ("NOT_FOUND", "nik")
        assert only_error(await office.assign(actor)) == ("NOT_FOUND", "id")
        assert office.is_untouched
    assert only_error(await Office().correct(nik="1901011501859999")) == ("NOT_FOUND", "nik")


async def test_nobody_corrects_herself_or_her_family() -> None:
    own = Office()
    assert rule(await own.correct(staff(Role.OPERATOR, nik=NIK))) == "record-own-family"
    family = Office(family_card_number=CARD)
    clerk = person("Petugas", family_card_number=CARD)
    family.w.record.tables.citizens[clerk.id] = clerk
    assert rule(await family.correct(staff(Role.OPERATOR, nik=clerk.nik))) == "record-own-family"
    assert family.is_untouched


async def test_a_child_without_a_nik_of_the_own_family_is_of_the_family() -> None:
    child = Office(nik=None, mother=ParentRef("Ibu Contoh", OTHER_NIK))
    assert rule(await child.assign(staff(Role.OPERATOR, nik=OTHER_NIK))) == "record-own-family"


async def test_who_has_no_nik_gets_the_one_of_siak() -> None:
    office = Office(nik=None)
    made = payload(await office.assign())
    assert (made["errors"], made["version"], made["changed"]) == ([], 2, ["nik"])
    assert made["citizen"]["nik"] == NIK
    (cause,) = office.w.record.tables.causes
    assert cause is not None
    assert (cause.kind, cause.source) == ("nik-assigned", SourceDocument(SourceKind.SIAK))


async def test_a_nik_that_disagrees_is_assigned_with_a_warning() -> None:
    made = payload(await Office(nik=None).assign(nik="1901015501859001"))
    assert made["errors"] == []
    assert [warning["path"] for warning in made["warnings"]] == ["nik"]


async def test_the_nik_of_somebody_else_is_a_conflict() -> None:
    office = Office(nik=None)
    other = person("Orang Lain", nik=NIK, address=address())
    office.w.record.tables.citizens[other.id] = other
    answer = await office.assign()
    assert only_error(answer) == ("CONFLICT", "nik")
    assert NIK not in str(answer.payload)
    assert office.is_untouched


@pytest.mark.parametrize(
    ("held", "paper", "prevails"),
    [
        ("FAMILY_CARD", "KTP_EL", True),
        ("SIAK", "KTP_EL", True),
        (None, "KTP_EL", True),
        ("KTP_EL", "KTP_EL", False),
        ("KTP_EL", "FAMILY_CARD", False),
        ("KTP_EL", "SIAK", False),
        ("FAMILY_CARD", "BIRTH_DEED", False),
    ],
)
async def test_the_ktp_el_prevails_over_other_papers(held: str | None, paper: str, *, prevails: bool) -> None:
    office = Office()
    if held:
        office.w.record.tables.nik_sources[office.person.id] = SourceKind[held]
    answer = await office.assign(nik=OTHER_NIK, source={"kind": paper})
    if prevails:
        assert payload(answer)["citizen"]["nik"] == OTHER_NIK
    else:
        assert only_error(answer) == ("CONFLICT", "nik")
        assert office.is_untouched


async def test_somebodys_word_gives_no_nik() -> None:
    office = Office(nik=None)
    assert only_error(await office.assign(source={"kind": "STATEMENT"})) == ("BAD_INPUT", "source.kind")


async def test_the_same_key_does_nothing_twice() -> None:
    office = Office()
    first = await office.correct()
    assert (await office.correct()).payload == first.payload
    assert (await office.correct(idempotencyKey=None, key="key-1")).payload == first.payload
    assert len(office.w.record.tables.causes) == 1
    assert only_error(await office.correct(reason="Lain.")) == ("IDEMPOTENCY_MISMATCH", "idempotencyKey")
    assert office.now.version == 2
