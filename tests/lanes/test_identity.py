"""Persons by their global id and as a federation gateway names them: interface and union, on every lane alike."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from hub.core.identifiers import global_id
from tests.fakes.actors import agency
from tests.lanes.test_executor import (
    CHILD,
    CITIZEN,
    FAMILY_ONLY,
    FROM_AGENCY,
    FULL,
    HEAD,
    HIDDEN,
    NO_HEALTH,
    NOWHERE,
    SEALED,
    WIFE,
    Case,
)
from tests.lanes.twins import Twins
from tests.lanes.village import NEIGHBOURS, NOBODY, PERSONS, UNREACHABLE

IDS = {person.nik: global_id("Citizen", person.id) for person in PERSONS}
WITHOUT_NIK = IDS[None]
APPLICATION = global_id("Application", uuid.UUID(int=1))
NO_CITIZEN = agency("application:read")

NODE = "query($i: ID!) { node(id: $i) { __typename id ... on Citizen { nik fullName } } }"
ENTITIES = "query($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Citizen { id nik fullName } } }"


def by_id(whose: str | None, **more: Any) -> dict[str, Any]:
    return {"__typename": "Citizen", "id": IDS[whose], **more}


def by_nik(nik: Any, **more: Any) -> dict[str, Any]:
    return {"__typename": "Citizen", "nik": nik, **more}


CASES = {
    # ---- an interface
    "node": Case("E", NODE, {"i": IDS[HEAD]}),
    "node-without-a-nik": Case("E", NODE, {"i": WITHOUT_NIK}),
    "node-by-a-literal": Case("E", f'{{ node(id: "{IDS[HEAD]}") {{ id }} }}'),
    "node-by-its-name-alone": Case("E", "query($i: ID!) { node(id: $i) { t: __typename } }", {"i": IDS[HEAD]}),
    "node-of-nobody": Case("E", NODE, {"i": global_id("Citizen", uuid.UUID(int=7))}),
    "node-of-another-region": Case("E", NODE, {"i": IDS[HIDDEN]}),
    "node-of-the-sealed": Case("E", NODE, {"i": IDS[SEALED]}),
    "node-of-another-district": Case("E", NODE, {"i": global_id("Citizen", NEIGHBOURS[0].id)}),
    "node-for-one-who-sees-nobody": Case("E", NODE, {"i": IDS[HEAD]}, NOWHERE),
    "node-of-her-own": Case("E", NODE, {"i": IDS[HEAD]}, CITIZEN),
    "node-of-another-for-a-citizen": Case("E", NODE, {"i": IDS[WIFE]}, CITIZEN),
    "nodes": Case(
        "E",
        "query($a: ID!, $b: ID!, $n: NIK!) { b: node(id: $b) { id } citizen(nik: $n) { nik } a: node(id: $a) { id } }",
        {"a": IDS[HEAD], "b": IDS[WIFE], "n": CHILD},
    ),
    "node-by-fragments": Case(
        "E",
        "query($i: ID!, $s: Boolean!) { node(id: $i) { ...N ... on Application { state } ... @skip(if: $s) { id } } } "
        "fragment N on Node { ... on Citizen { nik @include(if: $s) } ... on Node { ... on Citizen { sex } } }",
        {"i": IDS[HEAD], "s": True},
    ),
    "node-with-all": Case(
        "D",
        "query($i: ID!) { node(id: $i) { ... on Citizen { licences { nib } immunisations { dose } sources { agency "
        "state asOf } familyCard { members { citizen { id immunisations { vaccine } } } } history { edges { cursor } } "
        "} } }",
        {"i": IDS[HEAD]},
        faulty=True,
    ),
    "node-with-a-refused-field": Case(
        "E",
        "query($i: ID!) { node(id: $i) { id ... on Citizen { immunisations { dose } } } }",
        {"i": IDS[HEAD]},
        NO_HEALTH,
    ),
    "node-that-may-not-be-told": Case(
        "E",
        "query($i: ID!, $c: FamilyCardNumber!) { familyCard(number: $c) { number } node(id: $i) { __typename } }",
        {"i": IDS[HEAD], "c": str(PERSONS[0].family_card_number)},
        FAMILY_ONLY,
    ),
    "node-of-nobody-that-may-not-be-told": Case(
        "E",
        "query($i: ID!, $c: FamilyCardNumber!) { familyCard(number: $c) { number } node(id: $i) { id } }",
        {"i": global_id("Citizen", uuid.UUID(int=7)), "c": str(PERSONS[0].family_card_number)},
        FAMILY_ONLY,
    ),
    "node-that-is-none-and-may-not-be-told": Case(
        "C",
        "query($i: ID!, $c: FamilyCardNumber!) { familyCard(number: $c) { number } node(id: $i) { id } }",
        {"i": "x", "c": str(PERSONS[0].family_card_number)},
        FAMILY_ONLY,
    ),
    "node-for-one-who-reads-applications": Case("C", NODE, {"i": IDS[HEAD]}, NO_CITIZEN),
    "node-of-an-application": Case("C", NODE, {"i": APPLICATION}),
    "node-of-something-else": Case("C", NODE, {"i": global_id("Access", uuid.UUID(int=1))}),
    "node-of-no-id": Case("C", NODE, {"i": "x"}),
    "node-of-no-uuid": Case("C", NODE, {"i": global_id("Citizen", "x")}),
    "node-of-a-number": Case("C", NODE, {"i": 5}),
    "node-by-an-odd-uuid": Case("E", NODE, {"i": global_id("Citizen", f"{{{PERSONS[0].id}}}")}),
    # ---- a union
    "entities": Case("E", ENTITIES, {"r": [by_nik(WIFE), by_id(HEAD), by_nik(CHILD), by_id(None)]}),
    "entities-with-both-keys": Case("E", ENTITIES, {"r": [by_nik(WIFE, id=IDS[HEAD]), by_id(HEAD, nik=None)]}),
    "entities-twice": Case("E", ENTITIES, {"r": [by_nik(HEAD), by_id(HEAD), by_nik(HEAD)]}),
    "no-entities": Case("E", ENTITIES, {"r": []}),
    "entities-that-are-not-there": Case(
        "E", ENTITIES, {"r": [by_nik(NOBODY), by_id(HIDDEN), by_nik(SEALED), by_id(SEALED), by_nik(HIDDEN)]}
    ),
    "entities-of-another-district": Case(
        "E", ENTITIES, {"r": [{"__typename": "Citizen", "id": global_id("Citizen", NEIGHBOURS[0].id)}]}
    ),
    "entities-read-through": Case("E", ENTITIES, {"r": [by_nik(FROM_AGENCY), by_id(HEAD), by_nik(NOBODY)]}),
    "entities-for-one-who-sees-nobody": Case("E", ENTITIES, {"r": [by_nik(FROM_AGENCY), by_id(HEAD)]}, NOWHERE),
    "entities-of-her-own": Case("E", ENTITIES, {"r": [by_id(WIFE), by_id(HEAD), by_nik(HEAD)]}, CITIZEN),
    "entities-as-literals": Case(
        "E",
        f'query($n: NIK!) {{ _entities(representations: [{{__typename: "Citizen", nik: "{HEAD}"}}, '
        '{__typename: "Citizen", nik: $n}]) { ... on Citizen { nik } } }',
        {"n": WIFE},
    ),
    "entities-with-more-than-keys": Case(
        "E", ENTITIES, {"r": [by_nik(HEAD, fullName="x", familyCard={"number": "1"})]}
    ),
    "entities-by-their-name-alone": Case(
        "E", "query($r: [_Any!]!) { _entities(representations: $r) { __typename } }", {"r": [by_nik(HEAD)]}
    ),
    "entities-by-fragments": Case(
        "E",
        "query($r: [_Any!]!) { _entities(representations: $r) { ...E } } "
        "fragment E on _Entity { ... on Node { id } ... on Citizen { address { village } } }",
        {"r": [by_nik(HEAD), by_nik(NOBODY)]},
    ),
    "entities-with-all": Case(
        "D",
        "query($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { nik immunisations { dose } sources { "
        "agency state } familyCard { head { immunisations { vaccine } } } } } }",
        {"r": [by_nik(WIFE), by_id(HEAD), by_nik(NOBODY), by_id(CHILD)]},
        faulty=True,
    ),
    "entities-with-a-refused-field": Case(
        "E",
        "query($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { immunisations { dose } } } }",
        {"r": [by_nik(NOBODY), by_id(HEAD)]},
        NO_HEALTH,
    ),
    "refused-entities": Case("C", ENTITIES, {"r": [by_nik(HEAD)]}, FAMILY_ONLY),
    "entities-of-another-type": Case("C", ENTITIES, {"r": [by_nik(HEAD), {"__typename": "Application", "id": "x"}]}),
    "entities-without-a-type": Case("C", ENTITIES, {"r": [{"nik": HEAD}]}),
    "entities-without-a-key": Case("C", ENTITIES, {"r": [by_nik(HEAD), {"__typename": "Citizen"}]}),
    "entities-by-a-number": Case("C", ENTITIES, {"r": [by_nik(5)]}),
    "entities-by-no-nik": Case("C", ENTITIES, {"r": [by_nik("12"), by_nik(HEAD)]}),
    "entities-by-the-id-of-another": Case("C", ENTITIES, {"r": [{"__typename": "Citizen", "id": APPLICATION}]}),
    "entities-by-no-id": Case("C", ENTITIES, {"r": [{"__typename": "Citizen", "id": "x"}, by_nik(HEAD)]}),
    "one-for-a-list-of-entities": Case("C", ENTITIES, {"r": by_nik(HEAD)}),
    "no-object-among-entities": Case("C", ENTITIES, {"r": ["x"]}),
    "too-many-entities": Case("C", ENTITIES, {"r": [by_nik(HEAD)] * 101}),
    "as-many-entities-as-allowed": Case("E", ENTITIES, {"r": [by_nik(HEAD)] * 100}),
    "an-agency-that-fails-for-one-entity": Case("C", ENTITIES, {"r": [by_nik(UNREACHABLE), by_id(HEAD)]}),
}


@pytest.mark.parametrize("name", CASES)
async def test_every_lane_answers_alike(twins: Twins, name: str) -> None:
    case = CASES[name]
    twins.be_faulty(faulty=case.faulty)
    answer = await twins.compare(case.query, case.variables, case.actor)
    assert answer.status == 200
    assert answer.lane == case.lane


async def test_one_operation_serves_nodes_of_every_type(twins: Twins) -> None:
    """Whether the resolvers are needed is told by each id, and nothing of one request is kept for the next."""
    for id_, lane in ((IDS[HEAD], "E"), (APPLICATION, "C"), (IDS[WIFE], "E"), ("x", "C"), (IDS[HEAD], "E")):
        assert (await twins.compare(NODE, {"i": id_}, FULL)).lane == lane


async def test_whoever_is_named_is_a_subject(twins: Twins) -> None:
    """The receipt names those who were shown, by whichever key, and nobody else."""
    await twins.compare(ENTITIES, {"r": [by_nik(WIFE), by_id(HEAD), by_id(HIDDEN), by_nik(NOBODY)]}, FULL)
    (receipt,) = twins.compiling.receipts.written
    assert set(receipt.subjects) == {PERSONS[0].id, PERSONS[1].id}
    await twins.compare(NODE, {"i": IDS[WIFE]}, FULL)
    (receipt,) = twins.compiling.receipts.written
    assert receipt.subjects == (PERSONS[1].id,)
