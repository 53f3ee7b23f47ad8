"""How often sources are called: no key twice, n keys in ceil(n / max_batch) calls; and what one that is out spoils."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence

import pytest

from hub.core.citizen import Citizen
from hub.core.errors import QuotaExhausted
from hub.loaders.batch import BatchLoader
from tests.fakes.actors import agency
from tests.fakes.people_of_bangka import ELSEWHERE, address, family, person
from tests.fakes.world import World, immunised, world

SEVERAL = """
query ($niks: [NIK!]!) {
  citizens(niks: $niks) { nik fullName immunisations { vaccine } sources { agency state asOf } }
}
"""


def seven() -> list[Citizen]:
    return [person(f"Orang {n}") for n in range(7)]


def states(citizen: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {source["agency"]: source["state"] for source in citizen["sources"]}


async def test_n_citizens_cost_n_over_max_batch_calls() -> None:
    people = seven()
    w = world(people, immunisations={str(p.nik): immunised() for p in people}, health_batch=3)
    answer = await w.ask(SEVERAL, {"niks": [p.nik for p in people]})
    assert "errors" not in answer.payload
    assert w.calls.count("people.by_niks") == 1
    assert w.calls.count("immunisations.fetch") == math.ceil(7 / 3)


async def test_no_key_is_asked_twice() -> None:
    card, head, wife = family()
    w = world([head, wife], [card], immunisations={str(head.nik): immunised()})
    query = """
    query ($niks: [NIK!]!, $nik: NIK!) {
      citizens(niks: $niks) { immunisations { dose } }
      again: citizen(nik: $nik) {
        immunisations { dose } sources { state }
        familyCard { head { immunisations { dose } } members { citizen { immunisations { dose } } } }
      }
    }
    """
    answer = await w.ask(query, {"niks": [head.nik, head.nik, wife.nik], "nik": head.nik})
    assert "errors" not in answer.payload
    for method in ("people.by_niks", "immunisations.fetch", "people.members"):
        keys = w.calls.keys(method)
        assert len(keys) == len(set(keys)), method


async def test_persons_keep_the_order_of_the_question() -> None:
    people = seven()
    w = world(people)
    unknown = "1901011501859999"
    niks = [str(p.nik) for p in reversed(people)] + [unknown, str(people[0].nik)]
    answer = await w.ask(SEVERAL, {"niks": niks})
    found = [one and one["nik"] for one in answer.payload["data"]["citizens"]]
    assert found == [None if nik == unknown else nik for nik in niks]


async def test_what_the_record_does_not_know_is_read_through_once_and_kept() -> None:
    known, newcomer = person(), person("Baru")
    w = world([known], agency={str(newcomer.nik): newcomer})
    answer = await w.ask(SEVERAL, {"niks": [known.nik, newcomer.nik]})
    first, second = answer.payload["data"]["citizens"]
    assert w.calls.keys("population.read") == [newcomer.nik]
    assert (states(first)["population"], states(second)["population"]) == ("CACHED", "FRESH")
    await w.ask(SEVERAL, {"niks": [newcomer.nik]})
    assert w.calls.count("population.read") == 1


async def test_who_comes_from_the_agency_is_hidden_like_anybody_else() -> None:
    stranger = person(address=address(ELSEWHERE))
    w = world(agency={str(stranger.nik): stranger})
    answer = await w.ask(SEVERAL, {"niks": [stranger.nik]})
    assert answer.payload == {"data": {"citizens": [None]}}
    assert w.record.tables.receipts == []


async def test_one_dead_agency_leaves_the_rest_standing() -> None:
    people = seven()[:2]
    w = world(people)
    w.health.out = True
    answer = await w.ask(SEVERAL, {"niks": [p.nik for p in people]})
    assert [one["fullName"] for one in answer.payload["data"]["citizens"]] == ["Orang 0", "Orang 1"]
    assert [one["immunisations"] for one in answer.payload["data"]["citizens"]] == [None, None]
    assert [(e["path"], e["extensions"]["code"]) for e in answer.payload["errors"]] == [
        (["citizens", n, "immunisations"], "SOURCE_UNAVAILABLE") for n in (0, 1)
    ]
    assert states(answer.payload["data"]["citizens"][0])["health"] == "UNAVAILABLE"


async def test_one_failing_key_leaves_its_batch_standing() -> None:
    people = seven()[:3]
    w = world(people, immunisations={str(p.nik): immunised() for p in people})
    w.health.failing = {str(people[1].nik)}
    answer = await w.ask(SEVERAL, {"niks": [p.nik for p in people]})
    found = answer.payload["data"]["citizens"]
    assert [one["immunisations"] is None for one in found] == [False, True, False]
    assert [states(one)["health"] for one in found] == ["FRESH", "UNAVAILABLE", "FRESH"]


async def test_the_population_agency_being_out_is_an_error_of_those_who_had_to_come_from_it() -> None:
    known = person()
    w = world([known])
    w.population.out = True
    answer = await w.ask(SEVERAL, {"niks": [known.nik, "1901011501859998"]})
    assert answer.payload["data"]["citizens"][0]["nik"] == known.nik
    assert answer.payload["data"]["citizens"][1] is None
    (error,) = answer.payload["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["citizens", 1], "SOURCE_UNAVAILABLE")


async def test_held_copies_tell_their_age() -> None:
    someone = person()
    w = world([someone])
    answer = await w.ask("query ($n: NIK!) { citizen(nik: $n) { licences { nib } sources { agency state asOf } } }",
                         {"n": someone.nik})  # fmt: skip
    assert {s["agency"]: s["state"] for s in answer.payload["data"]["citizen"]["sources"]} == {
        "population": "CACHED",
        "licensing": "CACHED",
    }
    assert answer.payload["data"]["citizen"]["sources"][0]["asOf"] == "2026-11-24T03:00:00.000Z"
    assert w.calls.count("immunisations.fetch") == 0


async def test_sources_do_not_tell_of_facets_that_may_not_be_read() -> None:
    someone = person()
    w = world([someone])
    answer = await w.ask(SEVERAL, {"niks": [someone.nik]}, actor=agency("citizen:read"))
    assert set(states(answer.payload["data"]["citizens"][0])) == {"population"}
    assert w.calls.count("immunisations.fetch") == 0


async def test_a_person_without_nik_is_not_asked_of_an_agency(newborn: World) -> None:
    answer = await newborn.ask(
        '{ searchCitizens(search: {name: "bayi"}) { edges { node { immunisations { dose } } } } }',
        actor=agency("citizen:search", "health:read"),
    )
    (edge,) = answer.payload["data"]["searchCitizens"]["edges"]
    assert edge["node"] == {"immunisations": []}
    assert newborn.calls.count("immunisations.fetch") == 0


@pytest.fixture
def newborn() -> World:
    return world([person("Bayi Contoh", nik=None)])


class Doubling(BatchLoader[int, int]):
    """Notes its calls and how many of them ran side by side."""

    def __init__(self, max_batch: int, concurrency: int) -> None:
        super().__init__("test", max_batch, concurrency)
        self.batches: list[list[int]] = []
        self.running = self.most = 0

    async def fetch(self, keys: Sequence[int]) -> Sequence[int | BaseException]:
        self.batches.append(list(keys))
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0.01)
        self.running -= 1
        if 13 in keys:
            raise QuotaExhausted("The quota of today is used up. Ask again tomorrow.")
        return [key * 2 for key in keys]


async def test_calls_of_one_batch_run_side_by_side_within_bounds() -> None:
    loader = Doubling(max_batch=2, concurrency=3)
    assert await loader.load_many(range(9)) == [n * 2 for n in range(9)]
    assert [len(batch) for batch in loader.batches] == [2, 2, 2, 2, 1]
    assert loader.most == 3


async def test_a_call_that_fails_fails_its_keys_only() -> None:
    found = await Doubling(max_batch=2, concurrency=2).load_many([11, 12, 13, 14])
    assert found[:2] == [22, 24]
    assert [type(one) for one in found[2:]] == [QuotaExhausted, QuotaExhausted]


async def test_a_cancelled_caller_harms_nobody_else() -> None:
    loader = Doubling(max_batch=2, concurrency=1)
    impatient = asyncio.create_task(loader.load(1))
    patient = asyncio.create_task(loader.load(1))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == 2
    assert loader.batches == [[1]]
