"""Corrections on a real database: one event and one answer for a key, conflicts by name, NIKs that are one person's."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.core.actor import Actor, Role
from hub.core.citizen import Citizen
from hub.core.identifiers import global_id
from hub.engine import Answer
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_regions
from tests.engine.test_corrections import ASSIGN, CORRECT, DEED, only_error, payload
from tests.engine.test_recording import ITEMS
from tests.fakes.actors import agency, staff
from tests.fakes.on_postgres import on_postgres
from tests.fakes.people_of_bangka import TENANT, address, person
from tests.store.samples import REGIONS

OPERATOR, OTHER = staff(Role.OPERATOR), staff(Role.OPERATOR, "operator-2")
NIK, OLD_NIK, THIRD_NIK = "1901011501859001", "1901011501859002", "1901011501859003"
TWO = """
mutation Two($a: CorrectCitizenInput!, $b: CorrectCitizenInput!) {
  a: correctCitizen(input: $a) { citizen { birthPlace version } version errors { code version changed } }
  b: correctCitizen(input: $b) { citizen { birthPlace version } version errors { code version changed } }
}
"""


class Office:
    """A hub over a real database with one person of a NIK and one without."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.w = on_postgres(database)
        self.known = person("Suparman", nik=NIK, birth_place="Sungailiat")
        self.nameless = person("Anak Contoh", nik=None)

    async def ask(self, query: str, actor: Actor = OPERATOR, **variables: Any) -> Answer:
        return await self.w.ask(query, variables, actor=actor)

    async def correct(self, key: str = "1", version: int = 1, actor: Actor = OPERATOR, **attributes: Any) -> Answer:
        return await self.ask(CORRECT, actor, input=correction(key, version, **attributes))

    async def assign(
        self, key: str, whom: Citizen, nik: str = OLD_NIK, paper: str = "SIAK", version: int = 1
    ) -> Answer:
        given = {
            "idempotencyKey": key, "id": global_id("Citizen", whom.id), "expectedVersion": version, "nik": nik,
            "reason": "Sudah terbit.", "source": {"kind": paper},
        }  # fmt: skip
        return await self.ask(ASSIGN, OPERATOR, input=given)

    async def events(self, whom: Citizen | None = None) -> list[dict[str, Any]]:
        """Without the one of the import."""
        rows = await self.db.fetch(
            "select * from record_event where person_id = $1 and version > 1 order by version", (whom or self.known).id
        )
        return [dict(row) for row in rows]

    async def nik_of(self, whom: Citizen) -> str | None:
        nik: str | None = await self.db.fetchval("select nik from person where id = $1", whom.id)
        return nik


def correction(key: str = "1", version: int = 1, **attributes: Any) -> dict[str, Any]:
    return {
        "idempotencyKey": key, "nik": NIK, "expectedVersion": version, "reason": "Salah ketik.", "source": DEED,
        "attributes": attributes or {"birthPlace": "Belinyu"},
    }  # fmt: skip


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    # Two connections: whoever waited for a third inside a transaction would wait for ever.
    db = await Database.open(database, max_size=2)
    made = Office(db)
    await copy_regions(db, REGIONS)
    await copy_citizens(db, [made.known, made.nameless])
    yield made
    await db.close()


async def test_the_event_says_who_why_on_what_ground_and_what_was_before(office: Office) -> None:
    made = payload(await office.correct(birthPlace="Belinyu", religion="2"))
    assert (made["errors"], made["version"]) == ([], 2)
    (event,) = await office.events()
    assert (event["kind"], event["version"], event["changed"]) == ("corrected", 2, ["birth_place", "religion"])
    assert (event["actor"], event["client_id"], event["purpose"]) == ("operator", "console", "CIVIL_REGISTRATION")
    assert (event["reason"], event["source"]) == (
        "Salah ketik.", {"kind": "BIRTH_DEED", "number": DEED["number"], "document_id": None},
    )  # fmt: skip
    assert (event["before"]["birth_place"], event["after"]["birth_place"]) == ("Sungailiat", "Belinyu")
    assert {name for name, value in event["after"].items() if event["before"][name] != value} == {
        "birth_place", "religion", "version",
    }  # fmt: skip


async def test_a_repeat_gets_the_first_answer_whatever_happened_since(office: Office) -> None:
    first = await office.correct(birthPlace="Belinyu", sex="FEMALE")
    assert [warning["path"] for warning in payload(first)["warnings"]] == ["nik"]
    await office.correct("2", 2, birthPlace="Toboali", sex="MALE")
    again = await office.correct(birthPlace="Belinyu", sex="FEMALE")
    assert again.body == first.body
    assert payload(again)["citizen"]["birthPlace"] == "Belinyu"
    assert len(await office.events()) == 2


async def test_a_repeat_shows_nobody_who_is_out_of_sight_by_now(office: Office) -> None:
    first = payload(await office.correct())
    await office.db.execute("update person set sealed = true where id = $1", office.known.id)
    again = payload(await office.correct())
    assert again == {**first, "citizen": None}


async def test_the_same_key_at_the_same_moment_makes_one_event_and_one_answer(office: Office) -> None:
    answers = await asyncio.gather(*(office.correct() for _ in range(6)))
    assert len({answer.body for answer in answers}) == 1
    assert payload(answers[0])["version"] == 2
    assert len(await office.events()) == 1
    assert await office.db.fetchval("select count(*) from receipt where fields = '{Mutation.correctCitizen}'") == 1


async def test_of_two_who_looked_at_one_version_the_second_is_told_what_the_first_changed(office: Office) -> None:
    answers = await asyncio.gather(
        office.correct("1", religion="2"), office.correct("2", actor=OTHER, religion="3", birthPlace="Belinyu")
    )
    lost = [payload(answer) for answer in answers if payload(answer)["errors"]]
    (won,) = (payload(answer) for answer in answers if not payload(answer)["errors"])
    (error,) = lost[0]["errors"]
    assert (error["code"], error["path"], error["version"]) == ("CONFLICT", "expectedVersion", 2)
    assert error["changed"] == won["changed"]
    assert all(name in error["message"] for name in ("version is 2", *won["changed"]))
    assert len(await office.events()) == 1


async def test_what_was_changed_back_does_not_differ(office: Office) -> None:
    await office.correct("1", birthPlace="Belinyu", religion="2", address={"rt": "003"})
    await office.correct("2", 2, birthPlace="Sungailiat")
    await office.correct("3", 3, mother={"fullName": "Ibu Lain"})
    (error,) = payload(await office.correct("4", 1, occupation="9"))["errors"]
    assert (error["version"], error["changed"]) == (4, ["religion", "address", "mother"])


async def test_an_agency_that_looked_at_an_old_version_is_told_the_same(office: Office) -> None:
    writer = agency("licence:write", client_id="licensing-office", owns="licensing")
    record = (
        "mutation ($input: RecordLicenceInput!) { recordLicence(input: $input)"
        " { recorded { version } errors { code path version changed } } }"
    )
    given = {"idempotencyKey": "l", "nik": NIK, "licences": ITEMS["licences"]}
    assert payload(await office.ask(record, writer, input={**given, "expectedVersion": 1}))["recorded"] == {
        "version": 2
    }
    await office.correct("2", 2)
    frozen = [{**ITEMS["licences"][0], "status": "FROZEN"}]
    old = {**given, "idempotencyKey": "m", "licences": frozen, "expectedVersion": 1}
    (error,) = payload(await office.ask(record, writer, input=old))["errors"]
    assert error == {
        "code": "CONFLICT", "path": "expectedVersion", "version": 3, "changed": ["licences", "birthPlace"],
    }  # fmt: skip


async def test_a_clerk_is_told_that_an_agency_wrote_and_not_what_she_may_not_read(office: Office) -> None:
    writer = agency("licence:write", client_id="licensing-office", owns="licensing")
    record = "mutation ($input: RecordLicenceInput!) { recordLicence(input: $input) { errors { code } } }"
    await office.ask(record, writer, input={"idempotencyKey": "l", "nik": NIK, "licences": ITEMS["licences"]})
    (error,) = payload(await office.correct())["errors"]
    assert (error["version"], error["changed"]) == (2, [])


async def test_each_mutation_of_a_document_stands_by_itself(office: Office) -> None:
    answer = await office.ask(TWO, a=correction("1"), b=correction("2", 2, birthPlace="Toboali"))
    data = answer.payload["data"]
    assert (data["a"]["citizen"], data["b"]["citizen"]) == (
        {"birthPlace": "Belinyu", "version": 2}, {"birthPlace": "Toboali", "version": 3},
    )  # fmt: skip
    again = await office.ask(TWO, a=correction("1"), b=correction("2", 2, birthPlace="Toboali"))
    assert again.body == answer.body
    assert len(await office.events()) == 2


async def test_where_the_second_one_fails_exactly_the_first_is_left(office: Office) -> None:
    answer = await office.ask(TWO, a=correction("1"), b=correction("2", 1, birthPlace="Toboali"))
    data = answer.payload["data"]
    assert data["a"]["errors"] == []
    assert data["b"] == {
        "citizen": None, "version": None,
        "errors": [{"code": "CONFLICT", "version": 2, "changed": ["birthPlace"]}],
    }  # fmt: skip
    (event,) = await office.events()
    assert event["after"]["birth_place"] == "Belinyu"
    assert await office.db.fetchval("select array_agg(key) from idempotency_reply") == ["1"]
    assert (await office.ask(TWO, a=correction("1"), b=correction("2", 1, birthPlace="Toboali"))).body == answer.body


async def test_a_move_inside_the_district_shows_the_names_of_the_new_village(office: Office) -> None:
    query = CORRECT.replace("birthPlace religion", "address { village district regionCode }")
    moved = correction("1", address={"regionCode": "19.01.03.2003", "rt": None})
    made = payload(await office.ask(query, input=moved))
    assert made["changed"] == ["address"]
    assert made["citizen"]["address"] == {
        "village": "Riding Panjang", "district": "Merawang", "regionCode": "19.01.03.2003",
    }  # fmt: skip
    unknown = correction("2", 2, address={"regionCode": "19.01.03.2999"})
    assert only_error(await office.ask(query, input=unknown)) == ("BAD_INPUT", "attributes.address.regionCode")
    assert len(await office.events()) == 1


async def test_who_moves_a_person_out_of_her_own_sight_is_told_only_that_it_was_done(office: Office) -> None:
    kecamatan = staff(Role.OPERATOR, region="19.01.01")
    made = payload(await office.correct(actor=kecamatan, address={"regionCode": "19.01.03.2003"}))
    assert (made["errors"], made["version"], made["citizen"]) == ([], 2, None)


async def test_a_nik_is_entered_later_and_leads_to_the_person(office: Office) -> None:
    made = payload(await office.assign("1", office.nameless))
    assert (made["errors"], made["changed"], made["citizen"]["nik"]) == ([], ["nik"], OLD_NIK)
    (event,) = await office.events(office.nameless)
    assert (event["kind"], event["changed"], event["before"]["nik"]) == ("nik-assigned", ["nik"], None)
    assert event["source"]["kind"] == "SIAK"
    assert await office.db.fetchval("select tenant from nik_directory where nik = $1", OLD_NIK) == TENANT
    found = await office.ask("query ($n: NIK!) { citizen(nik: $n) { fullName } }", n=OLD_NIK)
    assert found.payload["data"]["citizen"] == {"fullName": "Anak Contoh"}


async def test_a_nik_that_somebody_else_has_is_a_conflict_that_says_where(office: Office) -> None:
    answer = await office.assign("1", office.nameless, NIK)
    assert only_error(answer) == ("CONFLICT", "nik")
    assert "merged" in payload(answer)["errors"][0]["message"]
    await office.db.execute("insert into nik_directory (nik, tenant) values ($1, '1902')", THIRD_NIK)
    answer = await office.assign("2", office.nameless, THIRD_NIK)
    assert only_error(answer) == ("CONFLICT", "nik")
    assert "Another district" in payload(answer)["errors"][0]["message"]
    assert await office.events(office.nameless) == []
    assert await office.db.fetchval("select count(*) from nik_directory") == 2


async def test_two_that_get_one_nik_at_the_same_moment_are_one(office: Office) -> None:
    twin = person("Kembar Contoh", nik=None)
    await copy_citizens(office.db, [twin])
    answers = await asyncio.gather(office.assign("1", office.nameless), office.assign("2", twin))
    assert sorted(len(payload(answer)["errors"]) for answer in answers) == [0, 1]
    assert sorted([await office.nik_of(office.nameless) or "", await office.nik_of(twin) or ""]) == ["", OLD_NIK]


async def test_the_ktp_el_takes_the_place_of_another_papers_nik_and_not_the_reverse(office: Office) -> None:
    await office.assign("1", office.nameless, OLD_NIK, "FAMILY_CARD")
    between = dt.datetime.now(dt.UTC)
    assert only_error(await office.assign("2", office.nameless, THIRD_NIK, "BIRTH_DEED", 2)) == ("CONFLICT", "nik")
    await asyncio.sleep(0.005)
    assert payload(await office.assign("3", office.nameless, THIRD_NIK, "KTP_EL", 2))["errors"] == []
    for key, paper in (("4", "FAMILY_CARD"), ("5", "SIAK"), ("6", "KTP_EL")):
        refused = await office.assign(key, office.nameless, OLD_NIK, paper, 3)
        assert only_error(refused) == ("CONFLICT", "nik")
        assert "KTP-el" in payload(refused)["errors"][0]["message"]
    first, second = await office.events(office.nameless)
    assert (first["after"]["nik"], second["before"]["nik"], second["after"]["nik"]) == (OLD_NIK, OLD_NIK, THIRD_NIK)
    then = "query ($n: NIK!, $at: DateTime!) { citizen(nik: $n, asOf: $at) { fullName nik } }"
    found = await office.ask(then, n=OLD_NIK, at=between.isoformat())
    assert found.payload["data"]["citizen"] == {"fullName": "Anak Contoh", "nik": OLD_NIK}


async def test_the_ktp_el_that_shows_the_same_nik_protects_it(office: Office) -> None:
    await office.assign("1", office.nameless, OLD_NIK, "FAMILY_CARD")
    made = payload(await office.assign("2", office.nameless, OLD_NIK, "KTP_EL", 2))
    assert (made["errors"], made["changed"], made["version"]) == ([], [], 3)
    assert only_error(await office.assign("3", office.nameless, THIRD_NIK, "KTP_EL", 3)) == ("CONFLICT", "nik")


async def test_a_person_of_another_district_is_nobody_here(office: Office) -> None:
    stranger = dataclasses.replace(person("Orang Jauh", nik=None), tenant="1902", address=address("19.02.01.1001"))
    await copy_citizens(office.db, [stranger])
    assert only_error(await office.assign("1", stranger)) == ("NOT_FOUND", "id")


async def test_a_conflict_names_no_facet_that_the_writer_may_not_read(office: Office) -> None:
    """That somebody was vaccinated is not told to whoever corrects her name."""
    await office.correct("1", 1, birthPlace="Belinyu")
    await office.db.execute(
        "insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose,"
        " changed, before, after) select tenant, person_id, 3, 'recorded', now(), 'health-system', 'Sistem',"
        " 'health-system', 'PUBLIC_SERVICE', array['immunisations'], '{\"immunisations\": []}',"
        " '{\"immunisations\": [{}]}'"
        " from record_event where person_id = $1 and version = 2",
        office.known.id,
    )
    await office.db.execute("update person set version = 3 where id = $1", office.known.id)
    for actor, told in ((OPERATOR, ["birthPlace"]), (with_health(OPERATOR), ["birthPlace"])):
        (error,) = payload(await office.correct("2", 1, actor, birthPlace="Toboali"))["errors"]
        assert (error["code"], error["version"], error["changed"]) == ("CONFLICT", 3, told)
        assert "immunisations" not in error["message"]


def with_health(actor: Actor) -> Actor:
    """A scope alone opens nothing: no policy lets staff read health data."""
    return dataclasses.replace(actor, scopes=actor.scopes | {"health:read"})
