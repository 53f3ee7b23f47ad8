"""The compiled lanes against graphql-core, on the real schema over a real database."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from hub.core.actor import Actor
from hub.core.purpose import Purpose
from tests.fakes.actors import agency
from tests.fakes.world import schema
from tests.lanes.operations import Operation, Writer
from tests.lanes.twins import Twins

ALL = (
    "citizen:read", "family:read", "licence:read", "education:read", "health:read", "insurance:read", "welfare:read",
    "access:read", "citizen:search", "citizen:contest",
)  # fmt: skip
READERS = (
    agency(*ALL),
    agency(*ALL),
    agency("citizen:read", "family:read", "citizen:search"),
    agency("family:read", "health:read", "welfare:read"),
    agency("citizen:read", "health:read", purpose=Purpose.PLANNING),
)


def operations(count: int, seed: int, *, everything: bool = False) -> Iterator[tuple[Operation, Actor]]:
    """Operations, each with somebody who asks."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, no secret
    graph = schema().graph
    for _ in range(count):
        yield Writer(graph, chance, everything).operation(), chance.choice(READERS)


async def differ(twins: Twins, count: int, seed: int) -> Counter[str]:
    """Asks both twins so many operations, every other one with a faulty agency; how many each lane answered."""
    lanes: Counter[str] = Counter()
    for number, (operation, reader) in enumerate(operations(count, seed)):
        twins.be_faulty(faulty=number % 2 == 1)
        answer = await twins.compare(operation.text, operation.variables, reader)
        assert answer.status == 200, operation
        lanes[answer.lane] += 1
    return lanes


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("count", "seed"), [(125, 1901), *(pytest.param(250, seed, marks=pytest.mark.long) for seed in (1901, 1902))]
)
async def test_random_operations_are_answered_alike(twins: Twins, count: int, seed: int) -> None:
    lanes = await differ(twins, count, seed)
    # A comparison of the resolvers with themselves would prove nothing.
    assert lanes["E"] > 0.3 * count
    assert lanes["D"] > 0.1 * count
    assert lanes["C"] < 0.5 * count


@pytest.mark.long
@pytest.mark.timeout(1700)
@pytest.mark.parametrize("seed", range(20))
async def test_many_random_operations_are_answered_alike(twins: Twins, seed: int) -> None:
    await differ(twins, 1000, seed)
