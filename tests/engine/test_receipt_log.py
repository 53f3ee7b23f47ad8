"""The log in the graph: heads and proofs for everybody, a receipt's content for its subject alone."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from hub.audit.leaves import Copy
from hub.audit.merkle import check_consistency
from hub.audit.notes import verified
from hub.audit.proofs import Proof, decoded
from hub.core.identifiers import global_id, new_id
from hub.core.receipt import Part
from hub.engine import Engine
from hub.store import Database, PgReceipts
from hub.store.bulk import copy_citizens
from hub.store.published_log import PgPublishedLog
from tests.fakes.actors import EVERYTHING, NOBODY
from tests.fakes.on_postgres import on_postgres
from tests.fakes.world import World, schema
from tests.store.logged import Logged
from tests.store.samples import TENANT, person, receipt

LOG = """
query ($id: ID!, $first: Int!, $second: Int!) {
  receiptLog { origin keys head inclusion(receipt: $id) consistency(first: $first, second: $second) }
}
"""
ACCESSES = "query ($id: ID!) { node(id: $id) { ... on Citizen { accesses { edges { node { id receipt proof } } } } } }"


@dataclass
class Office:
    """A hub with a log, and what everybody may ask of it."""

    logged: Logged
    world: World

    async def ask(self, query: str, given: dict[str, Any], actor: Any = NOBODY) -> dict[str, Any]:
        answer = await self.world.ask(query, given, actor=actor)
        return answer.payload


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    db = await Database.open(database)
    logged, made = Logged.on(db), on_postgres(db)
    hub = dataclasses.replace(made.hub, receipt_log=PgPublishedLog(db, TENANT, logged.keys))
    yield Office(logged, dataclasses.replace(made, hub=hub, engine=Engine(schema(), hub)))
    await db.close()


def access(receipt_id: uuid.UUID) -> str:
    return global_id("Access", receipt_id)


async def test_heads_and_proofs_are_for_everybody(office: Office) -> None:
    logged, ids = office.logged, list[uuid.UUID]()
    for count in (3, 4):
        ids += [one.id for one in await logged.write(count=count)]
        await logged.place()
        await logged.sign()
    answer = await office.ask(LOG, {"id": access(ids[4]), "first": 3, "second": 7})
    assert "errors" not in answer
    log = answer["data"]["receiptLog"]
    assert (log["origin"], log["keys"]) == ("hub.example/receipts/1901", [str(logged.keys.verifiers[0])])
    proof = Proof.read(log["inclusion"])
    assert (proof.position, proof.head) == (4, log["head"])
    older = await office.ask("query { receiptLog { head(size: 3) } }", {})
    heads = [verified(note, logged.keys.verifiers) for note in (older["data"]["receiptLog"]["head"], log["head"])]
    assert [head.size for head in heads] == [3, 7]
    check_consistency(3, 7, heads[0].root, heads[1].root, decoded(log["consistency"]))


async def test_of_what_is_not_there_nothing_is_told(office: Office) -> None:
    query = "query ($id: ID!) { receiptLog { head inclusion(receipt: $id) } }"
    assert (await office.ask(query, {"id": access(new_id())}))["data"]["receiptLog"] == {
        "head": None,
        "inclusion": None,
    }
    (waiting,) = await office.logged.write()
    assert (await office.ask(query, {"id": access(waiting.id)}))["data"]["receiptLog"]["inclusion"] is None
    for bad, given in (
        (query, {"id": "x"}),
        (query, {"id": global_id("Citizen", new_id())}),
        (LOG, {"id": access(new_id()), "first": 1, "second": 2}),
    ):
        (error,) = (await office.ask(bad, given))["errors"]
        assert error["extensions"]["code"] == "BAD_INPUT"


async def test_a_subject_keeps_her_receipt_with_its_proof_and_learns_of_no_other_one(office: Office) -> None:
    mother, child = person(), person()
    await copy_citizens(office.logged.db, [mother, child])
    parts = (
        Part((mother.id,), ("Citizen.religion",), ("population",)),
        Part((child.id,), ("Citizen.fullName",), ("population",)),
    )
    told = dataclasses.replace(receipt(mother.id, child.id), parts=parts, on_behalf_of=mother.nik)
    await PgReceipts(office.logged.db).write(told)
    query = {"id": global_id("Citizen", child.id)}
    before = (await office.ask(ACCESSES, query, EVERYTHING))["data"]["node"]["accesses"]["edges"][-1]["node"]
    assert before["proof"] is None
    await office.logged.place()
    await office.logged.sign()
    found = (await office.ask(ACCESSES, query, EVERYTHING))["data"]["node"]["accesses"]["edges"][-1]["node"]
    assert found["id"] == access(told.id)
    copy = Copy.read(found["receipt"])
    assert Proof.read(found["proof"]).check(copy.leaf, office.logged.keys.verifiers).origin
    assert copy.values("subjects") == (
        {"id": str(child.id), "fields": ["Citizen.fullName"], "categories": ["population"]},
    )
    assert not any(str(secret) in found["receipt"] for secret in (mother.id, mother.nik, "religion", "Petugas"))
