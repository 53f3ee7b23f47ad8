"""Objections through the engine: who may, about what, by when, decided once, and what the citizen is told."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Final

import pytest

from hub.core.actor import SCOPES, Actor, Role
from hub.core.citizen import Citizen
from hub.core.identifiers import global_id
from hub.core.objection import TIME_TO_ANSWER, Objection, ObjectionDecision, ObjectionOutcome, ObjectionState
from hub.core.purpose import Purpose
from hub.engine import Answer, Engine
from tests.engine.test_discrepancies import payload, refused, rule
from tests.fakes.actors import agency, staff
from tests.fakes.objections import objection
from tests.fakes.people_of_bangka import NOW, person
from tests.fakes.world import World, schema, world
from tests.store.samples import receipt

FIELDS: Final = """objection { id accessId category about grounds state version dueAt openedAt overdue outcome stops
    reason decidedAs explanation english: explanation(language: EN) } errors { code path message version }"""
RAISE: Final = f"mutation R($input: RaiseObjectionInput!) {{ raiseObjection(input: $input) {{ {FIELDS} }} }}"
DECIDE: Final = f"mutation D($input: DecideObjectionInput!) {{ decideObjection(input: $input) {{ {FIELDS} }} }}"
AUDITOR: Final = dataclasses.replace(staff(Role.AUDITOR), purposes=frozenset({Purpose.OVERSIGHT}))


def herself(who: Citizen) -> Actor:
    return dataclasses.replace(
        staff(Role.CITIZEN, "siti", region="", nik=who.nik), purposes=frozenset({Purpose.OWN_DATA})
    )


class Office:
    """A hub with one person, whose data an operator has read."""

    def __init__(self, **given: Any) -> None:
        self.person: Citizen = person("Siti Contoh", **given)
        self.w: World = world([self.person])
        self.read = dataclasses.replace(receipt(self.person.id), actor="operator")
        self.w.record.tables.receipts.append(self.read)

    async def object(self, actor: Actor | None = None, **given: Any) -> Answer:
        said = {"idempotencyKey": "key-1", "nik": self.person.nik, "grounds": "Saya tidak pernah berobat di sana."}
        about = {} if {"accessId", "category"} & given.keys() else {"accessId": self.access()}
        return await self.w.ask(RAISE, {"input": {**said, **about, **given}}, actor=actor or herself(self.person))

    async def decide(self, one: Objection, actor: Actor = AUDITOR, **given: Any) -> Answer:
        said = {"idempotencyKey": "key-2", "id": global_id("Objection", one.id), "outcome": "UPHELD",
                "reason": "Petugas tidak punya permohonan yang terbuka."}  # fmt: skip
        return await self.w.ask(DECIDE, {"input": {**said, **given}}, actor=actor)

    def access(self) -> str:
        return global_id("Access", self.read.id)

    def opened(self, **given: Any) -> Objection:
        one = dataclasses.replace(objection(self.person.id), **given)
        self.w.record.tables.objections[one.id] = one
        return one

    @property
    def rows(self) -> list[Objection]:
        return list(self.w.record.tables.objections.values())


async def test_a_citizen_objects_and_reads_by_when_she_is_answered() -> None:
    office = Office()
    one = payload(await office.object())["objection"]
    assert (one["accessId"], one["state"], one["overdue"]) == (office.access(), "OPEN", False)
    waited = dt.datetime.fromisoformat(one["dueAt"]) - dt.datetime.fromisoformat(one["openedAt"])
    assert waited == dt.timedelta(hours=72)
    assert "paling lambat 27 November 2026 pukul 10.00 WIB" in one["explanation"]
    assert "free" in one["english"]
    made = next(r for r in office.w.record.tables.receipts if r.fields == ("Mutation.raiseObjection",))
    assert (made.categories, made.subjects, made.on_behalf_of) == (("rights",), (office.person.id,), None)


async def test_an_operator_takes_it_in_at_the_counter() -> None:
    office = Office()
    assert payload(await office.object(staff(Role.OPERATOR)))["errors"] == []
    made = next(r for r in office.w.record.tables.receipts if r.fields == ("Mutation.raiseObjection",))
    assert (office.rows[0].opened_by, made.on_behalf_of) == ("operator", office.person.nik)


async def test_a_reading_that_she_is_not_told_of_is_as_one_that_is_not_there() -> None:
    office = Office()
    office.w.record.tables.receipts[0] = dataclasses.replace(office.read, hidden_until=NOW + dt.timedelta(days=1))
    hidden = payload(await office.object())["errors"]
    nothing = payload(await office.object(accessId=global_id("Access", objection(office.person.id).id)))["errors"]
    assert hidden == nothing
    assert hidden[0]["code"] == "NOT_FOUND"
    assert office.rows == []


async def test_a_reading_of_somebody_else_is_not_hers_to_object_to() -> None:
    office, other = Office(), person("Orang Lain")
    office.w.people.citizens[other.id] = other
    assert refused(await office.object(herself(other))) == ("NOT_FOUND", "nik")
    assert refused(await office.object(herself(other), nik=other.nik)) == ("NOT_FOUND", "accessId")


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"accessId": "x"}, "accessId"),
        ({"category": "weather"}, "category"),
        ({"category": "health", "accessId": global_id("Access", "0197f2c0-0000-7000-8000-000000000001")}, "accessId"),
        ({"category": "health", "grounds": " "}, "grounds"),
    ],
)
async def test_what_cannot_be_objected_to(given: dict[str, Any], path: str) -> None:
    office = Office()
    assert refused(await office.object(**given)) == ("BAD_INPUT", path)
    assert office.rows == []


async def test_the_same_twice_is_a_conflict_and_the_same_key_the_same_answer() -> None:
    office = Office()
    first = payload(await office.object())
    assert payload(await office.object()) == first
    assert refused(await office.object(idempotencyKey="k")) == ("CONFLICT", "accessId")
    assert payload(await office.object(idempotencyKey="l", category="health"))["errors"] == []


async def test_the_answer_is_given_once_with_a_reason_that_she_reads() -> None:
    office = Office()
    await office.object()
    (one,) = office.rows
    decided = payload(await office.decide(one))["objection"]
    assert (decided["state"], decided["outcome"], decided["decidedAs"]) == ("DECIDED", "UPHELD", "auditor")
    assert "Alasan: Petugas tidak punya permohonan yang terbuka." in decided["explanation"]
    assert refused(await office.decide(one, idempotencyKey="again", outcome="DISMISSED")) == ("CONFLICT", "id")
    query = "query O($n: NIK!) { citizen(nik: $n) { objections { edges { node { state reason explanation } } } } }"
    answer = await office.w.ask(query, {"n": office.person.nik}, actor=herself(office.person))
    (edge,) = answer.payload["data"]["citizen"]["objections"]["edges"]
    assert edge["node"]["reason"] == "Petugas tidak punya permohonan yang terbuka."


async def test_whoever_read_or_entered_it_does_not_answer() -> None:
    office = Office()
    one = office.opened(receipt_id=office.read.id, category="")
    reader = staff(Role.HEAD_OF_DIVISION, "operator")
    assert rule(await office.decide(one, reader)) == "record-four-eyes"
    enterer = staff(Role.HEAD_OF_DIVISION, "siti")
    assert rule(await office.decide(one, enterer)) == "record-four-eyes"
    assert rule(await office.decide(one, staff(Role.HEAD_OF_DIVISION, nik=office.person.nik))) == "record-own-family"
    assert office.rows == [one]


@pytest.mark.parametrize(
    "actor", [staff(Role.OPERATOR), staff(Role.VERIFIER), agency()], ids=["operator", "verifier", "agency"]
)
async def test_others_do_not_answer(actor: Actor) -> None:
    office = Office()
    with_scope = dataclasses.replace(actor, scopes=SCOPES)
    answer = await office.decide(office.opened(), with_scope)
    assert list(answer.payload["data"].values()) == [None]
    assert office.rows[0].decision is None


async def test_a_sealed_person_and_another_region_are_as_if_they_were_not_there() -> None:
    sealed = Office(sealed=True)
    one = sealed.opened()
    assert refused(await sealed.decide(one)) == ("NOT_FOUND", "id")
    assert payload(await sealed.decide(one, staff(Role.HEAD_OF_OFFICE)))["errors"] == []
    office = Office()
    elsewhere = dataclasses.replace(AUDITOR, region="19.01.08")
    assert refused(await office.decide(office.opened(), elsewhere)) == ("NOT_FOUND", "id")
    listed = await office.w.ask("{ objections { edges { node { id } } } }", actor=elsewhere)
    assert listed.payload["data"]["objections"]["edges"] == []


async def test_what_waits_too_long_is_listed_as_late() -> None:
    office = Office()
    office.opened()
    query = "query L($f: ObjectionFilter) { objections(filter: $f) { edges { node { overdue explanation } } } }"
    assert (await office.w.ask(query, {"f": {"overdue": True}}, actor=AUDITOR)).payload["data"]["objections"][
        "edges"
    ] == []
    hub = dataclasses.replace(office.w.hub, clock=lambda: NOW + dt.timedelta(hours=72, seconds=1))
    late = dataclasses.replace(office.w, engine=Engine(schema(), hub))
    (edge,) = (await late.ask(query, {"f": {"overdue": True}}, actor=AUDITOR)).payload["data"]["objections"]["edges"]
    assert edge["node"]["overdue"] is True
    assert "Mohon maaf" in edge["node"]["explanation"]
    read = office.w.record.tables.receipts[-1]
    assert (read.actor, tuple(read.subjects)) == (AUDITOR.subject, (office.rows[0].person_id,))


@pytest.mark.parametrize(("hours", "late"), [(71, False), (72, False), (73, True)])
def test_whether_an_answer_came_late_does_not_change_afterwards(hours: int, late: bool) -> None:
    answered = NOW + dt.timedelta(hours=hours)
    decision = ObjectionDecision(ObjectionOutcome.UPHELD, "Benar.", "siti", "auditor", answered)
    one = dataclasses.replace(
        objection(person("Siti Contoh").id),
        state=ObjectionState.DECIDED, opened_at=NOW, due_at=NOW + TIME_TO_ANSWER, decision=decision,
    )  # fmt: skip
    assert one.is_overdue(answered) is one.is_overdue(answered + dt.timedelta(days=30)) is late
