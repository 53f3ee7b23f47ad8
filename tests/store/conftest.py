"""The record on a fresh real database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hub.store import Database, PgWrites
from tests.store.samples import clock


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    """The store, open on a fresh database."""
    opened = await Database.open(database)
    yield opened
    await opened.close()


@pytest.fixture
def writes(db: Database) -> PgWrites:
    return PgWrites(db, clock)
