"""The hub as a subgraph: composed by two libraries, and asked through two gateways, beside a library of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.federation.gateways import CARDS, COMPOSERS, READERS, Neighbours, federated, packages
from tests.fixtures.demo import Demo

pytestmark = [pytest.mark.long, pytest.mark.asyncio(loop_scope="module")]
each_gateway = pytest.mark.parametrize("gateway", sorted(COMPOSERS))

BOTH = """
query Both($nik: NIK!) {
  citizen(nik: $nik) { fullName libraryCard { number } immunisations { vaccine } sources { agency state } }
}
"""
CARDS_OF = "query CardsOf($first: Int!) { cards(first: $first) { number holder { nik fullName religion } } told }"
NAMES = "query Names($first: Int!) { cards(first: $first) { holder { fullName } } }"
SEATS = "{ seats { number reader { nik fullName } } }"
READ_BY = """
query ReadBy($nik: NIK!) {
  citizen(nik: $nik) { accesses(first: 1) { edges { node { client fields sources purpose } } } }
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def neighbours(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Neighbours]:
    async with federated(demo, packages(), tmp_path_factory.mktemp("supergraphs")) as found:
        yield found


def _codes(answer: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in answer.get("errors", [])}


async def test_both_libraries_compose_it(neighbours: Neighbours, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        for name, found in neighbours.composed.items():
            print(f"\n{name} {found['version']}: {len(found['errors'])} errors", end="")  # noqa: T201  the versions are the point
    assert set(neighbours.composed) == set(COMPOSERS.values())
    assert not [error for found in neighbours.composed.values() for error in found["errors"]]


@each_gateway
async def test_one_answer_holds_the_record_its_agencies_and_the_library(neighbours: Neighbours, gateway: str) -> None:
    """A gateway in front and the hub's connectors behind: the health agency was asked for this very answer."""
    async with neighbours.asking(gateway) as frontend:
        citizen = (await frontend.data(BOTH, nik=neighbours.niks[0]))["citizen"]
    assert citizen["fullName"]
    assert citizen["libraryCard"] == {"number": "K-0"}
    assert citizen["immunisations"]
    assert {"agency": "health", "state": "FRESH"} in citizen["sources"]


@each_gateway
async def test_people_are_found_by_nik_and_by_id(neighbours: Neighbours, gateway: str) -> None:
    async with neighbours.asking(gateway) as frontend:
        by_nik = (await frontend.data(CARDS_OF, first=READERS))["cards"]
        by_id = (await frontend.data(SEATS))["seats"]
    assert [card["holder"]["nik"] for card in by_nik] == list(neighbours.niks[:READERS])
    assert all(card["holder"]["fullName"] for card in by_nik)
    assert [seat["reader"] for seat in by_id] == [
        {"nik": card["holder"]["nik"], "fullName": card["holder"]["fullName"]} for card in by_nik
    ]


@each_gateway
async def test_the_token_goes_to_the_hub_and_to_nobody_else(neighbours: Neighbours, gateway: str) -> None:
    async with neighbours.asking(gateway) as frontend:
        found = await frontend.data(CARDS_OF, first=1)
    assert found["told"] is None
    assert found["cards"][0]["holder"]["fullName"]


@each_gateway
async def test_a_hundred_people_come_in_one_call_and_nobody_is_null_in_its_place(
    neighbours: Neighbours, gateway: str
) -> None:
    known = len(neighbours.demo["sample"]["niks"])
    async with neighbours.asking(gateway) as frontend:
        cards = (await frontend.data(NAMES, first=CARDS))["cards"]
    names = [(card["holder"] or {}).get("fullName") for card in cards]
    assert len(names) == CARDS
    assert all(names[:known])
    assert not any(names[known:])


@each_gateway
async def test_what_is_read_of_a_reference_stands_on_her_receipts(neighbours: Neighbours, gateway: str) -> None:
    async with neighbours.asking(gateway) as frontend:
        await frontend.data(NAMES, first=1)
        found = await frontend.data(READ_BY, nik=neighbours.niks[0])
    access = found["citizen"]["accesses"]["edges"][0]["node"]
    assert {"Query._entities", "Citizen.fullName"} <= set(access["fields"])
    assert access["client"] == "agency-frontend"
    assert access["purpose"] == "PUBLIC_SERVICE"


@each_gateway
async def test_a_mask_arrives_with_its_place_and_the_rest_stands(neighbours: Neighbours, gateway: str) -> None:
    async with neighbours.asking(gateway, "law-enforcement") as frontend:
        answer = await frontend.answer(CARDS_OF, first=2)
    assert _codes(answer) == {"MASKED"}
    assert answer["errors"][0]["path"] == ["cards", 0, "holder", "religion"]
    assert [card["holder"]["religion"] for card in answer["data"]["cards"]] == [None, None]
    assert all(card["holder"]["fullName"] for card in answer["data"]["cards"])


@each_gateway
async def test_a_refusal_says_its_rule_and_the_library_answers(neighbours: Neighbours, gateway: str) -> None:
    async with neighbours.asking(gateway, "no-scopes") as frontend:
        answer = await frontend.answer(NAMES.replace("cards(", "told cards("), first=1)
        direct = await frontend.answer(BOTH, nik=neighbours.niks[0])
    assert _codes(answer) == _codes(direct) == {"FORBIDDEN"}
    assert {error["extensions"]["rule"] for error in answer["errors"]} == {"agreement"}
    assert answer["data"]["cards"] == [{"holder": {"fullName": None}}]
    assert direct["data"] == {"citizen": None}


@each_gateway
async def test_nobody_is_told_nothing(neighbours: Neighbours, gateway: str) -> None:
    async with neighbours.asking(gateway, None) as frontend:
        by_reference = await frontend.answer(NAMES, first=1)
        direct = await frontend.answer(BOTH, nik=neighbours.niks[0])
    assert _codes(by_reference) == _codes(direct) == {"UNAUTHENTICATED"}
    assert by_reference["data"] == {"cards": [{"holder": {"fullName": None}}]}
    assert direct["data"] == {"citizen": None}
