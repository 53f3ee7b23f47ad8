"""A person who was merged: every key of hers leads to the one who stays, whichever way the answer is made."""

from __future__ import annotations

from typing import Any, Final

import pytest

from hub.core.identifiers import global_id
from hub.core.merging import merging
from hub.store import PgWrites
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import clock
from tests.lanes.test_executor import FULL
from tests.lanes.twins import Twin, Twins
from tests.lanes.village import CARDS, PERSONS
from tests.store.samples import request

SURVIVOR, GONE = PERSONS[7], PERSONS[1]
KEYS: Final = (GONE.nik, SURVIVOR.nik)
ASKED: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "citizen": ("query($n: NIK!) { citizen(nik: $n) { id nik fullName version } }", {"n": GONE.nik}),
    "survivor": ("query($n: NIK!) { citizen(nik: $n) { id nik fullName version } }", {"n": SURVIVOR.nik}),
    "citizens": ("query($n: [NIK!]!) { citizens(niks: $n) { id nik } }", {"n": KEYS}),
    "node": ("query($i: ID!) { node(id: $i) { id ... on Citizen { nik } } }", {"i": global_id("Citizen", GONE.id)}),
    "entities": (
        "query($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { id nik } } }",
        {"r": [
            {"__typename": "Citizen", "nik": GONE.nik}, {"__typename": "Citizen", "id": global_id("Citizen", GONE.id)},
        ]},
    ),
    "entity": (
        "query($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { id nik } } }",
        {"r": [{"__typename": "Citizen", "id": global_id("Citizen", GONE.id)}]},
    ),
    "card": (
        "query($c: FamilyCardNumber!) { familyCard(number: $c) { head { id } members { citizen { id } } } }",
        {"c": CARDS[0]},
    ),
    "search": ('query { searchCitizens(search: {name: "Contoh"}) { edges { node { id } } } }', {}),
    "whole": (
        (
            "query($n: NIK!) { citizen(nik: $n) { id"
            " history { edges { cursor node { version kind } } } licences { nib } enrolments { school } } }"
        ),
        {"n": SURVIVOR.nik},
    ),
    "accesses": (
        "query($n: NIK!) { citizen(nik: $n) { id accesses { edges { cursor node { id fields } } } } }",
        {"n": SURVIVOR.nik},
    ),
}  # fmt: skip
COMPILED: Final = {"survivor": "E", "node": "E", "entity": "E", "search": "E", "card": "E", "whole": "D"}
"""Where the statement itself leads on; a NIK that is nobody's own is left to the resolvers."""


async def _merge(twin: Twin) -> None:
    writes = PgWrites(twin.database, clock)
    async with writes.begin(request("merge")) as write:
        found = await write.persons([SURVIVOR.id, GONE.id])
        planned = merging(found[SURVIVOR.id], found[GONE.id], ("family_card_number",), SURVIVOR.nik)
        await write.merges.merge(planned, FACETS, "Satu orang.")
        await write.reply({})


@pytest.mark.parametrize("name", sorted(ASKED))
async def test_both_ways_lead_to_the_one_who_stays(own_twins: Twins, name: str) -> None:
    for twin in (own_twins.compiling, own_twins.resolving):
        await _merge(twin)
    query, variables = ASKED[name]
    answer = await own_twins.compare(query, variables, FULL)
    assert answer.lane == COMPILED.get(name, "C")
    said = str(answer.payload["data"])
    assert global_id("Citizen", SURVIVOR.id) in said
    assert global_id("Citizen", GONE.id) not in said
