"""Merges through the engine: who may, of what version, once for a key, and not undone by the one who made it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.core.actor import Actor, Role
from hub.core.identifiers import global_id
from hub.engine import Answer
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_regions
from hub.store.duplicate_scan import PgDuplicateScan
from tests.engine.test_corrections import only_error, payload
from tests.fakes.actors import staff
from tests.fakes.on_postgres import on_postgres
from tests.fakes.people_of_bangka import TENANT, clock, person
from tests.store.samples import REGIONS

VERIFIER, KABID = staff(Role.VERIFIER), staff(Role.HEAD_OF_DIVISION)
NIK, OTHER = "1901011501859001", "1901011501859017"
MERGE = """
mutation Merge($input: MergeCitizensInput!) {
  mergeCitizens(input: $input) {
    citizen { id nik fullName } version changed errors { code path message version changed }
  }
}
"""
UNDO = """
mutation Undo($input: UndoMergeInput!) {
  undoMerge(input: $input) { citizen { id nik fullName } version errors { code path message } }
}
"""
DISMISS = """
mutation Dismiss($input: DismissDuplicateInput!) {
  dismissDuplicate(input: $input) { dismissed errors { code path message } }
}
"""
CANDIDATES = """
query Candidates($filter: DuplicateFilter) {
  duplicateCandidates(filter: $filter) {
    edges { node { state score citizens { nik } reasons { code text english: text(language: EN) bits } } }
  }
}
"""


class Office:
    """A hub over a real database with a person who stands twice."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.w = on_postgres(database)
        self.known = person("Muhammad Yusuf", nik=NIK)
        self.again = person("Mohd. Jusuf", nik=OTHER)

    async def ask(self, query: str, actor: Actor = VERIFIER, **variables: Any) -> Answer:
        return await self.w.ask(query, variables, actor=actor)

    async def merge(self, key: str = "m", actor: Actor = VERIFIER, **given: Any) -> Answer:
        asked = {
            "idempotencyKey": key, "survivorNik": NIK, "survivorVersion": 1, "duplicateNik": OTHER,
            "duplicateVersion": 1, "nikOnKtpEl": NIK, "reason": "Satu orang.", **given,
        }  # fmt: skip
        return await self.ask(MERGE, actor, input=asked)

    async def undo(self, actor: Actor, version: int = 2) -> Answer:
        given = {"idempotencyKey": "u", "nik": OTHER, "expectedVersion": version, "reason": "Dua orang."}
        return await self.ask(UNDO, actor, input=given)

    async def pairs(self, actor: Actor = VERIFIER, **narrowed: Any) -> list[dict[str, Any]]:
        answer = await self.ask(CANDIDATES, actor, filter=narrowed or None)
        return [edge["node"] for edge in answer.payload["data"]["duplicateCandidates"]["edges"]]


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    opened = await Database.open(database)
    made = Office(opened)
    await copy_regions(opened, REGIONS)
    await copy_citizens(opened, [made.known, made.again])
    yield made
    await opened.close()


async def test_a_pair_is_shown_with_reasons_in_words(office: Office) -> None:
    await PgDuplicateScan(office.db, TENANT, clock).batch()
    (pair,) = await office.pairs()
    subjects = await office.db.fetch("select person_id from receipt, persons_in(subjects) person_id")
    assert {row["person_id"] for row in subjects} == {office.known.id, office.again.id}
    assert {one["nik"] for one in pair["citizens"]} == {NIK, OTHER}
    assert "nama sama, ejaan berbeda" in {one["text"] for one in pair["reasons"]}
    assert "same birth date" in {one["english"] for one in pair["reasons"]}
    assert pair["score"] == sum(one["bits"] for one in pair["reasons"])
    assert len(await office.pairs(nik=OTHER)) == 1
    assert await office.pairs(nik="1901011501859099") == []
    assert await office.pairs(staff(Role.VERIFIER, region="19.01.03")) == []


async def test_two_become_one_once_for_a_key(office: Office) -> None:
    first, again = await office.merge(), await office.merge()
    made = payload(first)
    assert (made["citizen"]["nik"], made["version"], made["errors"]) == (NIK, 2, [])
    assert payload(again) == made
    answer = await office.ask("query($n: NIK!) { citizen(nik: $n) { id } }", n=OTHER)
    assert answer.payload["data"]["citizen"]["id"] == global_id("Citizen", office.known.id)
    assert await office.db.fetchval("select count(*) from person_merge") == 1
    subjects = await office.db.fetch(
        "select s.person_id from receipt r cross join lateral persons_in(r.subjects) s(person_id)"
        " where 'Mutation.mergeCitizens'"
        " = any(r.fields)"
    )
    assert {row["person_id"] for row in subjects} >= {office.known.id, office.again.id}


async def test_listeners_hear_of_a_merge_without_values(office: Office) -> None:
    await office.merge()
    kinds = await office.db.fetch("select kind from record_event where version = 2")
    assert {row["kind"] for row in kinds} == {"merged", "merged-away"}


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR])
async def test_others_merge_nobody(office: Office, role: Role) -> None:
    answer = await office.merge(actor=staff(role))
    assert answer.payload["data"]["mergeCitizens"] is None
    assert answer.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await office.db.fetchval("select count(*) from person where merged_into is not null") == 0


async def test_a_version_that_moved_is_a_conflict(office: Office) -> None:
    answer = await office.merge(duplicateVersion=7)
    assert payload(answer)["errors"][0]["code"] == "CONFLICT"


async def test_of_two_niks_one_must_be_named(office: Office) -> None:
    assert only_error(await office.merge(nikOnKtpEl=None))[:2] == ("BAD_INPUT", "nikOnKtpEl")


async def test_nobody_merges_her_own_family_or_out_of_her_region(office: Office) -> None:
    own = await office.merge(actor=staff(Role.VERIFIER, nik=OTHER))
    assert own.payload["data"]["mergeCitizens"] is None
    elsewhere = await office.merge(actor=staff(Role.VERIFIER, region="19.01.03"))
    assert only_error(elsewhere)[0] == "NOT_FOUND"


async def test_somebody_else_takes_a_merge_back(office: Office) -> None:
    await office.merge(takeFromDuplicate=["fullName"])
    own = await office.undo(VERIFIER)
    assert own.payload["data"]["undoMerge"] is None
    assert own.payload["errors"][0]["extensions"]["rule"] == "record-four-eyes"
    undone = payload(await office.undo(KABID))
    assert (undone["citizen"]["fullName"], undone["version"]) == ("Muhammad Yusuf", 3)
    answer = await office.ask("query($n: NIK!) { citizen(nik: $n) { id } }", n=OTHER)
    assert answer.payload["data"]["citizen"]["id"] == global_id("Citizen", office.again.id)


async def test_a_pair_is_dismissed_once(office: Office) -> None:
    await PgDuplicateScan(office.db, TENANT, clock).batch()
    given = {"firstNik": NIK, "secondNik": OTHER, "reason": "Dua orang."}
    done = payload(await office.ask(DISMISS, input={"idempotencyKey": "d", **given}))
    assert done == {"dismissed": True, "errors": []}
    assert await office.pairs() == []
    assert len(await office.pairs(state="DISMISSED")) == 1
    again = payload(await office.ask(DISMISS, input={"idempotencyKey": "e", **given}))
    assert (again["dismissed"], again["errors"][0]["code"]) == (False, "NOT_FOUND")


async def test_of_a_pair_across_regions_the_one_in_sight_is_shown(office: Office) -> None:
    await office.db.execute("update person set region_code = '19.01.03.2003' where nik = $1", OTHER)
    await PgDuplicateScan(office.db, TENANT, clock).batch()
    (pair,) = await office.pairs(staff(Role.VERIFIER, region="19.01.01"))
    assert sorted(one["nik"] for one in pair["citizens"] if one) == [NIK]
    assert None in pair["citizens"]
    # What the two have in common would tell of the other, and so would her region.
    assert pair["reasons"] == []
    near = staff(Role.VERIFIER, region="19.01.01")
    assert len(await office.pairs(near, regionCode="19.01.01")) == 1
    assert await office.pairs(near, regionCode="19.01.03") == []
    (whole,) = await office.pairs(regionCode="19.01.03")
    assert whole["reasons"] != []
    await office.db.execute("update person set sealed = true where nik = $1", OTHER)
    assert await office.pairs(staff(Role.VERIFIER, region="19.01.01")) == []
