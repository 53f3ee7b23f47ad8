"""The twins on databases that a module's tests share; whoever writes to the village takes databases of her own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.fixtures.postgres import Databases
from tests.lanes.twins import Twins, twins_on
from tests.lanes.village import settle_at


@pytest.fixture(scope="module")
def shared_urls(databases: Databases) -> Iterator[tuple[str, str]]:
    yield from _villages(databases)


@pytest.fixture
def own_urls(databases: Databases) -> Iterator[tuple[str, str]]:
    yield from _villages(databases)


@pytest.fixture
async def twins(shared_urls: tuple[str, str]) -> AsyncIterator[Twins]:
    """For tests that only ask. Persons adopted meanwhile are forgotten afterwards."""
    async with twins_on(shared_urls) as made:
        yield made
        await made.forget_adopted()


@pytest.fixture
async def own_twins(own_urls: tuple[str, str]) -> AsyncIterator[Twins]:
    """For tests that change the village."""
    async with twins_on(own_urls) as made:
        yield made


def _villages(databases: Databases) -> Iterator[tuple[str, str]]:
    made = databases.migrated(), databases.migrated()
    for url in made:
        asyncio.run(settle_at(url))
    yield made
    for url in made:
        databases.drop(url)
