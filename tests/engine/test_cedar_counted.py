"""Cedar is asked once for each actor, purpose and category, and each attribute that a rule reaches: whatever is read,
however often, and with however many tokens."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import pytest

from hub.access import Policies
from hub.access import policies as bundle
from hub.core.actor import Actor
from hub.core.purpose import Purpose
from hub.engine import Engine, GraphQLRequest
from tests.access.asking import POLICIES
from tests.fakes.actors import agency
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import family
from tests.fakes.world import schema, world

NIK: Final = "1901011501859001"
QUERIES: Final = (
    "query A($n: NIK!) { citizen(nik: $n) { nik fullName birthDate mother { fullName } } }",
    "query B($n: NIK!) { citizen(nik: $n) { fullName licences { nib } immunisations { vaccine } } }",
    "query C($n: NIK!) { citizen(nik: $n) { religion } }",
)
READER: Final = agency("citizen:read", "licence:read", "health:read")


@dataclasses.dataclass
class Counting:
    """An engine, and every question that reached Cedar itself."""

    engine: Engine
    asked: Counter[tuple[str, str]]

    async def ask(self, actor: Actor, rounds: int = 3, queries: Sequence[str] = QUERIES) -> None:
        for _ in range(rounds):
            for query in queries:
                answer = await self.engine.run(GraphQLRequest(query, {"n": NIK}, None), actor, None)
                assert answer.status == 200


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    asked: Counter[tuple[str, str]] = Counter()
    ask = bundle.is_authorized

    def counted(request: dict[str, Any], *rest: Any) -> Any:
        asked[request["action"]["id"], request["resource"]["id"]] += 1
        return ask(request, *rest)

    monkeypatch.setattr(bundle, "is_authorized", counted)
    _, head, _ = family()
    hub = dataclasses.replace(world([dataclasses.replace(head, nik=NIK)]).hub, policies=Policies.load(POLICIES))
    return Counting(Engine(schema(), hub), asked)


async def test_each_question_is_put_once_however_often_something_is_read(counting: Counting) -> None:
    await counting.ask(READER)
    once = Counter(counting.asked)
    attributes = {what for action, what in once if action == "show"}
    # Rows are asked about a plain, a sealed and a moved person, and of the two who are refused once more, why they are.
    assert {key: number for key, number in once.items() if number > 1} == {("see", "it"): 5}
    # Attributes are those that a masking rule names.
    assert attributes == {"Citizen.fullName", "ParentRef.fullName"}
    assert {what for action, what in once if action == "read"} >= {"population", "licence", "health"}
    await counting.ask(READER, rounds=20)
    assert counting.asked == once


async def test_a_new_token_of_the_same_client_asks_nothing_anew(counting: Counting) -> None:
    await counting.ask(READER)
    once = Counter(counting.asked)
    # More than a plan keeps decisions of.
    for number in range(270):
        await counting.ask(dataclasses.replace(READER, token_id=f"token-{number}"), rounds=1, queries=QUERIES[2:])
    assert counting.asked == once


async def test_another_purpose_or_agreement_is_another_question(counting: Counting) -> None:
    await counting.ask(READER)
    before = counting.asked.total()
    await counting.ask(dataclasses.replace(READER, purposes=frozenset({Purpose.BUDGET})))
    for_budget = counting.asked.total()
    assert for_budget > before
    narrow = agreement(categories=frozenset({*READER.agreement.categories} - {"health"})) if READER.agreement else None
    await counting.ask(dataclasses.replace(READER, agreement=narrow))
    assert counting.asked.total() > for_budget


async def test_another_bundle_is_asked_anew(counting: Counting) -> None:
    """What one bundle answered is not taken for another one's: its hash is another one, and so is all that is kept."""
    await counting.ask(READER)
    before = counting.asked.total()
    hub = counting.engine._hub
    changed = Policies.load(POLICIES)
    assert changed.bundle_hash == hub.policies.bundle_hash
    counting.engine = Engine(schema(), dataclasses.replace(hub, policies=changed))
    await counting.ask(READER)
    assert counting.asked.total() == 2 * before
