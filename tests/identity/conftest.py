from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from argon2 import PasswordHasher

from hub.identity import passwords
from hub.store import Database, PgIdentity
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
async def real_store(database: str) -> AsyncIterator[PgIdentity]:
    """The registry on a fresh real database."""
    opened = await Database.open(database)
    yield PgIdentity(opened, TENANT)
    await opened.close()


@pytest.fixture(scope="package", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """Hashes cost next to nothing here, or these tests would do little else; gives the real hasher."""
    real = passwords._HASHER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr(passwords, "_NOBODYS", passwords._nobodys())
        yield real
