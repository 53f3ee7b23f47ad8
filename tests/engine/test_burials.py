"""Burial reports through the engine: a candidate and never a status, who may, and what is refused."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Final

import pytest

from hub.core.actor import SCOPES, Actor, Role
from hub.core.burial import Burial, BurialState
from hub.core.citizen import Citizen
from hub.core.codes import VitalStatus
from hub.core.identifiers import global_id
from hub.core.purpose import Purpose
from hub.engine import Answer
from tests.engine.test_discrepancies import payload, refused, rule
from tests.fakes.actors import agency, staff
from tests.fakes.burials import burial
from tests.fakes.people_of_bangka import VILLAGE, address, person
from tests.fakes.world import World, world

FIELDS: Final = """burial { id name state version invitedAt invitedWay invitation
    english: invitation(language: EN) heading reason } errors { code path message version }"""
LIST: Final = """query L($f: BurialFilter) { burialReports(filter: $f) { edges { node {
    id name nik state person { nik } } } } }"""
HELPER: Final = dataclasses.replace(
    staff(Role.HELPER, "kader", region=VILLAGE), purposes=frozenset({Purpose.PUBLIC_SERVICE})
)
OPERATOR: Final = staff(Role.OPERATOR)
ELSEWHERE: Final = staff(Role.OPERATOR, "lain", region="19.01.02")


def burying(mutation: str) -> str:
    """The document of a mutation of burial reports."""
    name = f"{mutation[0].upper()}{mutation[1:]}Input"
    return f"mutation ($input: {name}!) {{ {mutation}(input: $input) {{ {FIELDS} }} }}"


class Office:
    """A hub with one person, of whom nothing says that he has died."""

    def __init__(self, *reports: Burial, **given: Any) -> None:
        self.person: Citizen = person("Budi Contoh", **{"vital_status": VitalStatus.ALIVE, **given})
        self.w: World = world([self.person])
        self.w.record.tables.burials |= {one.id: one for one in reports}

    async def do(self, mutation: str, actor: Actor = OPERATOR, one: Burial | None = None, **given: Any) -> Answer:
        about = {"id": global_id("BurialReport", one.id)} if one else {}
        said = {"idempotencyKey": mutation, **about, **given}
        return await self.w.ask(burying(mutation), {"input": said}, actor=actor)

    async def report(self, actor: Actor = HELPER, **given: Any) -> Answer:
        line = {"regionCode": VILLAGE, "name": "Budi  Contoh", "buriedOn": "2026-11-20", "bookEntry": "12/2026"}
        return await self.do("reportBurial", actor, **{**line, **given})

    async def listed(self, actor: Actor = OPERATOR, **narrowed: Any) -> list[dict[str, Any]]:
        answer = await self.w.ask(LIST, {"f": narrowed or None}, actor=actor)
        assert "errors" not in answer.payload, answer.payload
        return [edge["node"] for edge in answer.payload["data"]["burialReports"]["edges"]]

    @property
    def rows(self) -> list[Burial]:
        return list(self.w.record.tables.burials.values())


async def test_a_helper_brings_a_line_of_the_book_and_nobodys_status_changes() -> None:
    office = Office()
    made = payload(await office.report(nik=office.person.nik))
    assert made["errors"] == []
    assert (made["burial"]["name"], made["burial"]["state"]) == ("Budi Contoh", "OPEN")
    (row,) = office.rows
    assert (row.person_id, row.reported_by, row.region_code) == (None, "kader", VILLAGE)
    assert office.w.people.citizens == {office.person.id: office.person}
    receipt = office.w.record.tables.receipts[-1]
    assert (receipt.fields, receipt.categories, receipt.subjects) == (("Mutation.reportBurial",), ("application",), ())


async def test_the_same_key_is_the_same_line_and_the_same_line_twice_a_conflict() -> None:
    office = Office()
    first = payload(await office.report())
    assert payload(await office.report()) == first
    assert refused(await office.report(idempotencyKey="k", name="BUDI CONTOH")) == ("CONFLICT", "name")
    assert payload(await office.report(idempotencyKey="l", buriedOn="2026-11-19"))["errors"] == []


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"buriedOn": "2026-11-25"}, "buriedOn"),
        ({"diedOn": "2026-11-21"}, "diedOn"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"regionCode": "19.01.01"}, "regionCode"),
        ({"regionCode": "19.01.02.2001"}, "regionCode"),
        ({"regionCode": "desa"}, "regionCode"),
    ],
)
async def test_a_line_that_cannot_be_is_refused_with_a_sentence(given: dict[str, Any], path: str) -> None:
    office = Office()
    assert refused(await office.report(**given)) == ("BAD_INPUT", path)
    assert office.rows == []


async def test_an_officer_finds_the_person_invites_the_family_and_nothing_of_him_changes() -> None:
    one = burial()
    office = Office(one)
    assert refused(await office.do("inviteBurialFamily", one=one, way="VISIT")) == ("CONFLICT", "id")
    found = payload(await office.do("matchBurial", one=one, nik=office.person.nik, expectedVersion=1))["burial"]
    assert (found["state"], found["version"]) == ("MATCHED", 2)
    given: dict[str, Any] = {"one": one, "way": "LETTER", "expectedVersion": 2, "idempotencyKey": "i"}
    invited = payload(await office.do("inviteBurialFamily", **given))["burial"]
    assert (invited["invitedWay"], invited["invitedAt"]) == ("LETTER", "2026-11-24T03:00:00.000Z")
    assert invited["invitation"].startswith("Kami turut berduka cita")
    assert "Gratis" in invited["invitation"]
    assert "no data have been changed" in invited["english"]
    assert office.w.people.citizens == {office.person.id: office.person}
    assert [r.subjects for r in office.w.record.tables.receipts if "Mutation.matchBurial" in r.fields] == [
        (office.person.id,)
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"vital_status": VitalStatus.DECEASED}, "CONFLICT"),
        ({"birth_date": dt.date(2026, 11, 21)}, "CONFLICT"),
        ({"address": address("19.02.01.1001")}, "NOT_FOUND"),
    ],
)
async def test_who_cannot_be_the_one_is_refused(given: dict[str, Any], code: str) -> None:
    one = burial()
    office = Office(one, **given)
    assert refused(await office.do("matchBurial", one=one, nik=office.person.nik)) == (code, "nik")
    assert office.rows == [one]


async def test_it_is_dismissed_once_with_a_reason() -> None:
    one = burial()
    office = Office(one)
    assert refused(await office.do("dismissBurial", one=one, reason=" ")) == ("BAD_INPUT", "reason")
    done = payload(await office.do("dismissBurial", one=one, reason="Tercatat dua kali.", idempotencyKey="d"))["burial"]
    assert (done["state"], done["reason"]) == ("DISMISSED", "Tercatat dua kali.")
    again = await office.do("dismissBurial", one=one, reason="Lagi.", idempotencyKey="e")
    assert refused(again) == ("CONFLICT", "id")
    assert refused(await office.do("matchBurial", one=one, nik=office.person.nik)) == ("CONFLICT", "id")
    assert await office.listed() == []
    assert [row["state"] for row in await office.listed(states=["DISMISSED"])] == ["DISMISSED"]


async def test_what_somebody_changed_meanwhile_is_looked_at_again() -> None:
    one = burial()
    office = Office(one)
    await office.do("matchBurial", one=one, nik=office.person.nik)
    late = await office.do("dismissBurial", one=one, reason="Salah catat.", expectedVersion=1)
    assert refused(late) == ("CONFLICT", "expectedVersion")


async def test_another_region_sees_nothing_and_settles_nothing() -> None:
    one = burial()
    office = Office(one)
    assert await office.listed(ELSEWHERE) == []
    assert refused(await office.do("dismissBurial", ELSEWHERE, one, reason="x")) == ("NOT_FOUND", "id")
    assert office.rows == [one]


async def test_the_list_is_receipted_and_names_who_was_found() -> None:
    office = Office()
    office.w.record.tables.burials |= {
        one.id: one for one in (burial(), burial(state=BurialState.MATCHED, person_id=office.person.id, name="Budi"))
    }
    rows = await office.listed()
    assert [row["person"] for row in rows] == [None, {"nik": office.person.nik}]
    receipt = office.w.record.tables.receipts[-1]
    assert receipt.subjects == (office.person.id,)
    assert "Query.burialReports" in receipt.fields
    # Whoever does not ask for the person has read who was buried all the same.
    await office.w.ask("{ burialReports { edges { node { name } } } }", {}, actor=OPERATOR)
    assert office.w.record.tables.receipts[-1].subjects == (office.person.id,)
    assert len(office.w.record.tables.receipts) == 2


@pytest.mark.parametrize(
    "actor",
    [HELPER, staff(Role.VERIFIER), staff(Role.HEAD_OF_OFFICE), agency()],
    ids=["helper", "verifier", "head", "agency"],
)
async def test_others_settle_nothing_whatever_their_scopes(actor: Actor) -> None:
    one = burial()
    office = Office(one)
    with_scope = dataclasses.replace(actor, scopes=SCOPES)
    answer = await office.do("dismissBurial", with_scope, one, reason="x")
    assert list(answer.payload["data"].values()) == [None]
    assert office.rows == [one]


async def test_nobody_settles_what_is_about_her_own_family() -> None:
    one = burial()
    office = Office(one)
    daughter = staff(Role.OPERATOR, "putri", nik=office.person.nik)
    assert rule(await office.do("matchBurial", daughter, one, nik=office.person.nik)) == "record-own-family"
    assert office.rows == [one]
