from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hub.store import Database, PgAgreements, PgIdentity
from tests.fakes.agreements import WIDE
from tests.identity.district import TENANT, Office, office
from tests.identity.registry import MemoryIdentity


@pytest.fixture
def registry() -> MemoryIdentity:
    """The registry of `desk`."""
    return MemoryIdentity()


@pytest.fixture
async def desk(registry: MemoryIdentity) -> AsyncIterator[Office]:
    """A server over a registry in memory."""
    async with office(registry) as opened:
        yield opened


@pytest.fixture
async def strict(registry: MemoryIdentity) -> AsyncIterator[Office]:
    """An office whose staff need a second factor."""
    async with office(registry, second_factor=True) as opened:
        yield opened


@pytest.fixture
async def real_store(database: str) -> AsyncIterator[PgIdentity]:
    """The registry on a fresh real database."""
    opened = await Database.open(database)
    await PgAgreements(opened, TENANT).put(WIDE)
    yield PgIdentity(opened, TENANT)
    await opened.close()
