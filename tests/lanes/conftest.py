"""The twins on fresh databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.fixtures.postgres import Databases
from tests.lanes.twins import Twins, twin


@pytest.fixture
def urls(databases: Databases) -> Iterator[tuple[str, str]]:
    made = databases.migrated(), databases.migrated()
    yield made
    for url in made:
        databases.drop(url)


@pytest.fixture
async def twins(urls: tuple[str, str]) -> AsyncIterator[Twins]:
    async with twin(urls[0], compiling=True) as compiling, twin(urls[1], compiling=False) as resolving:
        yield Twins(compiling, resolving)
