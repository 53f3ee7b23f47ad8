"""Cedar is asked once for each actor, purpose and category, and each attribute that a rule reaches: whatever is read,
however often, and with however many tokens."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import pytest

from hub.access import Policies
from hub.access.entities import Question
from hub.access.policies import Verdict
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


class Counted(Policies):
    """The bundle, and every question that no kept answer was there for: (action, id of what it is about)."""

    def __init__(self, sources: Mapping[str, str], schema: str) -> None:
        super().__init__(sources, schema)
        self.asked: Counter[tuple[str, str]] = Counter()

    def _ask(self, question: Question) -> Verdict:
        self.asked[question.action, question.resource.entity()["uid"]["id"]] += 1
        return super()._ask(question)


@dataclasses.dataclass
class Counting:
    """An engine, and the bundle that it asks."""

    engine: Engine
    policies: Counted

    @property
    def asked(self) -> Counter[tuple[str, str]]:
        return self.policies.asked

    async def ask(self, actor: Actor, rounds: int = 3, queries: Sequence[str] = QUERIES) -> None:
        for _ in range(rounds):
            for query in queries:
                answer = await self.engine.run(GraphQLRequest(query, {"n": NIK}, None), actor, None)
                assert answer.status == 200


def engine_over(policies: Counted) -> Engine:
    _, head, _ = family()
    hub = world([dataclasses.replace(head, nik=NIK)]).hub
    return Engine(schema(), dataclasses.replace(hub, policies=policies))


@pytest.fixture
def counting() -> Counting:
    policies = Counted.load(POLICIES)
    return Counting(engine_over(policies), policies)


async def test_each_question_is_put_once_however_often_something_is_read(counting: Counting) -> None:
    await counting.ask(READER)
    once = Counter(counting.asked)
    attributes = {what for action, what in once if action == "show"}
    # Rows are asked about a plain, a sealed and a moved person.
    assert {key: number for key, number in once.items() if number > 1} == {("see", "it"): 3}
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
    once, changed = Counter(counting.asked), Counted.load(POLICIES)
    assert changed.bundle_hash == counting.policies.bundle_hash
    await Counting(engine_over(changed), changed).ask(READER)
    assert changed.asked == once == counting.asked
