"""Contests and decisions through the engine: who may, once for a key, decided once, and read by the citizen."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from hub.core.actor import Actor, ActorKind, Role
from hub.core.citizen import Citizen
from hub.core.discrepancy import Discrepancy, Said
from hub.core.errors import ErrorCode
from hub.core.identifiers import global_id
from hub.core.purpose import Purpose
from hub.engine import Answer
from hub.web.sight import look_at
from tests.fakes.actors import agency, staff
from tests.fakes.discrepancies import discrepancy
from tests.fakes.papers import ready_document
from tests.fakes.people_of_bangka import NOW, TENANT, person
from tests.fakes.world import World, world

FIELDS = """discrepancy { id attribute source contested claim recorded state version openedAt dueAt overdue
    ruling reason decidedBy decidedAt documents explanation english: explanation(language: EN) }
    errors { code path message version }"""
CONTEST = f"mutation C($input: ContestAttributeInput!) {{ contestAttribute(input: $input) {{ {FIELDS} }} }}"
RESOLVE = f"mutation R($input: ResolveDiscrepancyInput!) {{ resolveDiscrepancy(input: $input) {{ {FIELDS} }} }}"

ONE = "query($id: ID!) { discrepancies(filter: { id: $id }) { edges { node { id } } } }"


def herself(who: Citizen) -> Actor:
    return Actor(
        "siti", ActorKind.USER, "portal", "Siti Contoh", TENANT, frozenset({Role.CITIZEN}),
        frozenset({"citizen:read", "citizen:contest"}), "", frozenset({Purpose.OWN_DATA}), who.nik,
    )  # fmt: skip


class Office:
    """A hub with one person."""

    def __init__(self, **given: Any) -> None:
        self.person: Citizen = person("Siti Contoh", **given)
        self.w: World = world([self.person])

    async def contest(self, actor: Actor | None = None, **given: Any) -> Answer:
        said = {"idempotencyKey": "key-1", "nik": self.person.nik, "attribute": "birthDate", "claim": "1984-02-16"}
        return await self.w.ask(CONTEST, {"input": {**said, **given}}, actor=actor or herself(self.person))

    async def resolve(self, one: Discrepancy, actor: Actor | None = None, **given: Any) -> Answer:
        said = {"idempotencyKey": "key-2", "id": global_id("Discrepancy", one.id), "decision": "RECORD_STANDS",
                "reason": "Akta kelahiran menyebut tanggal ini."}  # fmt: skip
        return await self.w.ask(RESOLVE, {"input": {**said, **given}}, actor=actor or staff(Role.VERIFIER))

    def opened(
        self, attribute: str = "full_name", claim: str = "Sari Contoh", source: str = "insurance"
    ) -> Discrepancy:
        recorded = self.person.full_name if attribute == "full_name" else None
        one = discrepancy(self.person.id, attribute, source, claim, mark=claim, recorded=recorded)
        if attribute == "full_name":
            one = dataclasses.replace(one, mark="saricontoh")
        self.w.record.tables.discrepancies[one.id] = one
        return one

    @property
    def rows(self) -> list[Discrepancy]:
        return list(self.w.record.tables.discrepancies.values())

    def now(self) -> Citizen:
        return self.w.people.citizens[self.person.id]


def payload(answer: Answer) -> dict[str, Any]:
    (value,) = answer.payload["data"].values()
    assert value is not None, answer.payload
    found: dict[str, Any] = value
    return found


def refused(answer: Answer) -> tuple[str, str]:
    (error,) = payload(answer)["errors"]
    assert error["message"].endswith("."), error
    return error["code"], error["path"]


def rule(answer: Answer) -> str:
    assert list(answer.payload["data"].values()) == [None]
    (error,) = answer.payload["errors"]
    assert error["extensions"]["code"] == ErrorCode.FORBIDDEN
    told: str = error["extensions"]["rule"]
    return told


# ---- contesting ----------------------------------------------------------------------------------------------------


async def test_a_citizen_contests_and_reads_by_when_she_is_answered() -> None:
    office = Office()
    answered = payload(await office.contest())
    one = answered["discrepancy"]
    assert answered["errors"] == []
    assert (one["attribute"], one["source"], one["contested"], one["state"]) == ("birthDate", "citizen", True, "OPEN")
    assert (one["claim"], one["recorded"]) == ("1984-02-16", office.person.birth_date and str(office.person.birth_date))
    assert dt.datetime.fromisoformat(one["dueAt"]) - dt.datetime.fromisoformat(one["openedAt"]) == dt.timedelta(
        hours=72
    )
    assert "tanggal lahir" in one["explanation"]
    assert "paling lambat" in one["explanation"]
    assert "date of birth" in one["english"]


async def test_the_history_shows_the_contest_and_nothing_of_the_person_changes() -> None:
    office = Office()
    await office.contest()
    (cause,) = office.w.record.tables.causes
    assert cause is not None
    assert cause.kind == "contested"
    assert dataclasses.replace(office.now(), version=office.person.version) == office.person
    assert office.now().version == office.person.version + 1


async def test_an_operator_contests_for_somebody_at_the_counter_and_the_receipt_says_for_whom() -> None:
    office = Office()
    await office.contest(staff(Role.OPERATOR))
    (one,) = office.rows
    assert one.opened_by == "operator"
    (receipt,) = office.w.record.tables.receipts
    assert (receipt.fields, receipt.subjects) == (("Mutation.contestAttribute",), (office.person.id,))
    assert receipt.on_behalf_of == office.person.nik


async def test_nobody_contests_for_her_neighbour() -> None:
    office, other = Office(), person("Orang Lain")
    assert refused(await office.contest(herself(other))) == ("NOT_FOUND", "nik")
    assert office.rows == []


@pytest.mark.parametrize("actor", [agency("citizen:contest"), staff(Role.VERIFIER), staff(Role.HEAD_OF_OFFICE)])
async def test_others_do_not_contest(actor: Actor) -> None:
    office = Office()
    with_scope = dataclasses.replace(actor, scopes=actor.scopes | {"citizen:contest"})
    assert rule(await office.contest(with_scope)).startswith("record-contest")
    assert office.rows == []


async def test_the_same_key_contests_once_and_answers_the_same() -> None:
    office = Office()
    first = payload(await office.contest())
    (one,) = office.rows
    await office.resolve(one, decision="CITIZEN_RIGHT")
    assert payload(await office.contest()) == first
    assert refused(await office.contest(claim="1984-02-17")) == ("IDEMPOTENCY_MISMATCH", "idempotencyKey")
    assert len(office.rows) == 1


async def test_a_repeat_shows_nobody_who_was_sealed_meanwhile() -> None:
    office, operator = Office(), staff(Role.OPERATOR)
    first = payload(await office.contest(operator))
    assert first["discrepancy"]["claim"] == "1984-02-16"
    office.w.people.citizens[office.person.id] = dataclasses.replace(office.now(), sealed=True)
    assert payload(await office.contest(operator)) == {**first, "discrepancy": None}


async def test_what_is_contested_already_is_a_conflict() -> None:
    office = Office()
    await office.contest()
    assert refused(await office.contest(idempotencyKey="key-9")) == ("CONFLICT", "attribute")
    assert payload(await office.contest(idempotencyKey="key-8", attribute="fullName", claim="Siti"))["errors"] == []


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"attribute": "nik"}, "attribute"),
        ({"attribute": "birth_date"}, "attribute"),
        ({"claim": "  "}, "claim"),
        ({"claim": "x" * 2001}, "claim"),
        ({"documentIds": ["x"]}, "documentIds.0"),
        ({"documentIds": [global_id("Document", "00000000-0000-0000-0000-000000000001")]}, "documentIds.0"),
    ],
)
async def test_what_cannot_be_contested(given: dict[str, Any], path: str) -> None:
    office = Office()
    assert refused(await office.contest(**given)) == ("BAD_INPUT", path)
    assert office.rows == []
    assert office.now() == office.person


async def test_papers_are_ones_own() -> None:
    office = Office()
    mine = ready_document(office.person.id, "deed", "siti", "portal", TENANT, NOW)
    office.w.record.tables.documents[mine.id] = mine
    named = [global_id("Document", mine.id)]
    assert payload(await office.contest(documentIds=named))["discrepancy"]["documents"] == named
    office.w.record.tables.documents[mine.id] = dataclasses.replace(mine, owner="somebody")
    assert refused(await office.contest(idempotencyKey="k", attribute="sex", documentIds=named))[1] == "documentIds.0"


async def test_a_shown_paper_is_seen_by_who_decides_on_persons_in_her_sight() -> None:
    office = Office()
    mine = ready_document(office.person.id, "deed", "siti", "portal", TENANT, NOW)
    mine = dataclasses.replace(mine, application_id=None)
    office.w.record.tables.documents[mine.id] = mine
    look, verifier = look_at(office.w.hub), staff(Role.VERIFIER)
    assert not (await look(verifier, mine, None)).allowed, "it was shown for nothing yet"
    await office.contest(documentIds=[global_id("Document", mine.id)])
    seen = await look(verifier, mine, None)
    assert (seen.allowed, seen.subjects) == (True, (office.person.id,))
    for other in (staff(Role.OPERATOR), staff(Role.VERIFIER, region="19.71"), herself(office.person)):
        assert not (await look(other, mine, None)).allowed
    await office.resolve(office.rows[0])
    assert (await look(verifier, mine, None)).allowed, "after the decision too"


async def test_one_is_found_by_its_id_whatever_its_state() -> None:
    office = Office()
    one, other = office.opened(), office.opened("birth_place", "Mentok")
    await office.resolve(one)
    for each in (one, other):
        key = global_id("Discrepancy", each.id)
        answer = await office.w.ask(ONE, {"id": key}, actor=staff(Role.VERIFIER))
        assert answer.payload["data"]["discrepancies"]["edges"] == [{"node": {"id": key}}]
    wrong = await office.w.ask(ONE, {"id": global_id("Citizen", office.person.id)}, actor=staff(Role.VERIFIER))
    assert wrong.payload["errors"][0]["extensions"]["code"] == "BAD_INPUT"


# ---- deciding ------------------------------------------------------------------------------------------------------


async def test_the_record_stands() -> None:
    office = Office()
    decided = payload(await office.resolve(office.opened()))["discrepancy"]
    assert (decided["state"], decided["ruling"], decided["version"]) == ("DECIDED", "RECORD_STANDS", 2)
    assert decided["decidedBy"] == "Petugas verifier"
    assert "Alasan: Akta kelahiran menyebut tanggal ini." in decided["explanation"]
    assert "Reason: " in decided["english"]
    assert office.now().full_name == office.person.full_name
    (cause,) = office.w.record.tables.causes
    assert cause is not None
    assert (cause.kind, cause.reason) == ("decided", "Akta kelahiran menyebut tanggal ini.")


async def test_the_agency_is_right_and_the_record_is_corrected_by_an_event() -> None:
    office = Office()
    decided = payload(await office.resolve(office.opened(), decision="AGENCY_RIGHT"))["discrepancy"]
    assert (decided["ruling"], office.now().full_name) == ("AGENCY_RIGHT", "Sari Contoh")
    (cause,) = office.w.record.tables.causes
    assert cause is not None
    assert cause.kind == "corrected"
    (row,) = office.rows
    assert row.decision is not None
    assert row.decision.value == "Sari Contoh"


async def test_both_are_wrong_and_a_third_value_stands() -> None:
    office = Office()
    one = office.opened()
    assert refused(await office.resolve(one, decision="BOTH_WRONG")) == ("BAD_INPUT", "value")
    assert payload(await office.resolve(one, decision="BOTH_WRONG", value="Sita Contoh"))["errors"] == []
    assert office.now().full_name == "Sita Contoh"


async def test_a_claim_that_is_not_kept_is_named_by_the_clerk_and_checked() -> None:
    office = Office()
    said = Said(office.person.id, "health", {"full_name": "Sari Contoh"}, keeps=False)
    assert office.w.hub.discrepancies is not None
    await office.w.hub.discrepancies.note([said])
    (one,) = office.rows
    assert one.claim is None
    assert refused(await office.resolve(one, decision="AGENCY_RIGHT")) == ("BAD_INPUT", "value")
    assert refused(await office.resolve(one, decision="AGENCY_RIGHT", value="Budi"))[1] == "value"
    assert payload(await office.resolve(one, decision="AGENCY_RIGHT", value="SARI CONTOH"))["errors"] == []
    assert office.now().full_name == "SARI CONTOH"


async def test_a_second_clerk_is_told_who_decided_and_when() -> None:
    office = Office()
    one = office.opened()
    await office.resolve(one)
    answer = await office.resolve(
        one, staff(Role.VERIFIER, "other"), idempotencyKey="key-3", decision="AGENCY_RIGHT", reason="Lain."
    )
    assert refused(answer) == ("CONFLICT", "id")
    assert "Petugas verifier" in payload(answer)["errors"][0]["message"]
    assert NOW.isoformat(timespec="seconds") in payload(answer)["errors"][0]["message"]
    assert office.now().full_name == office.person.full_name


async def test_a_decision_is_repeated_by_its_key() -> None:
    office = Office()
    one = office.opened()
    first = payload(await office.resolve(one))
    assert payload(await office.resolve(one)) == first
    assert refused(await office.resolve(one, reason="Lain."))[0] == "IDEMPOTENCY_MISMATCH"


async def test_a_version_that_moved_is_a_conflict() -> None:
    office = Office()
    answer = await office.resolve(office.opened(), expectedVersion=7)
    assert refused(answer) == ("CONFLICT", "expectedVersion")
    assert payload(answer)["errors"][0]["version"] == 1


async def test_who_entered_the_contest_does_not_decide_on_it() -> None:
    office = Office()
    both = dataclasses.replace(
        staff(Role.VERIFIER, "budi"), roles=frozenset({Role.VERIFIER, Role.OPERATOR}),
        scopes=staff(Role.VERIFIER).scopes | {"citizen:contest"},
    )  # fmt: skip
    await office.contest(both)
    (one,) = office.rows
    assert rule(await office.resolve(one, both, decision="CITIZEN_RIGHT")) == "record-four-eyes"
    assert office.rows == [one]


async def test_nobody_decides_on_her_own_family() -> None:
    office = Office()
    kin = staff(Role.VERIFIER, nik=office.person.nik)
    assert rule(await office.resolve(office.opened(), kin)) == "record-own-family"


async def test_another_region_and_what_is_sealed_are_as_if_they_were_not_there() -> None:
    office = Office()
    elsewhere = staff(Role.VERIFIER, region="19.01.08")
    assert refused(await office.resolve(office.opened(), elsewhere)) == ("NOT_FOUND", "id")
    sealed = Office(sealed=True)
    assert refused(await sealed.resolve(sealed.opened())) == ("NOT_FOUND", "id")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE])
async def test_other_roles_do_not_decide(role: Role) -> None:
    office = Office()
    actor = dataclasses.replace(staff(role), scopes=staff(role).scopes | {"discrepancy:decide"})
    assert rule(await office.resolve(office.opened(), actor)) == "record-resolve"


async def test_the_other_side_is_called_by_its_name() -> None:
    office = Office()
    assert refused(await office.resolve(office.opened(), decision="CITIZEN_RIGHT")) == ("BAD_INPUT", "decision")
    await office.contest()
    contested = next(one for one in office.rows if one.is_contest)
    assert refused(await office.resolve(contested, decision="AGENCY_RIGHT")) == ("BAD_INPUT", "decision")


async def test_words_are_no_value_until_the_clerk_names_one() -> None:
    office = Office()
    await office.contest(claim="Saya lahir tahun 1984, bukan 1985")
    (one,) = office.rows
    assert refused(await office.resolve(one, decision="CITIZEN_RIGHT")) == ("BAD_INPUT", "value")
    done = payload(await office.resolve(one, decision="CITIZEN_RIGHT", value="1984-02-16"))
    assert done["errors"] == []
    assert office.now().birth_date == dt.date(1984, 2, 16)


# ---- reading -------------------------------------------------------------------------------------------------------

LIST = """query L($filter: DiscrepancyFilter) { discrepancies(filter: $filter) {
    edges { node { attribute person { nik } } } pageInfo { hasNextPage } } }"""
OWN = "query O($nik: NIK!) { citizen(nik: $nik) { discrepancies { edges { node { attribute state explanation } } } } }"


async def test_clerks_list_those_of_their_region_and_the_receipt_names_the_persons() -> None:
    office = Office()
    office.opened()
    answer = await office.w.ask(LIST, actor=staff(Role.VERIFIER))
    (edge,) = answer.payload["data"]["discrepancies"]["edges"]
    assert edge["node"] == {"attribute": "fullName", "person": {"nik": office.person.nik}}
    (receipt,) = office.w.record.tables.receipts
    assert receipt.subjects == (office.person.id,)
    away = await office.w.ask(LIST, actor=staff(Role.VERIFIER, region="19.01.08"))
    assert away.payload["data"]["discrepancies"]["edges"] == []


async def test_the_list_is_narrowed() -> None:
    office = Office()
    office.opened()
    answer = await office.w.ask(LIST, {"filter": {"contested": True}}, actor=staff(Role.OPERATOR))
    assert answer.payload["data"]["discrepancies"]["edges"] == []
    wrong = await office.w.ask(LIST, {"filter": {"attribute": "shoeSize"}}, actor=staff(Role.OPERATOR))
    assert wrong.payload["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_a_citizen_reads_her_own() -> None:
    office = Office()
    await office.contest()
    answer = await office.w.ask(OWN, {"nik": office.person.nik}, actor=herself(office.person))
    (edge,) = answer.payload["data"]["citizen"]["discrepancies"]["edges"]
    assert (edge["node"]["attribute"], edge["node"]["state"]) == ("birthDate", "OPEN")


async def test_an_agencys_client_does_not_read_them() -> None:
    office = Office()
    office.opened()
    answer = await office.w.ask(OWN, {"nik": office.person.nik}, actor=agency("citizen:read"))
    assert answer.payload["data"]["citizen"]["discrepancies"] is None
