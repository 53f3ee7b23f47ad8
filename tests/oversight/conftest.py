"""A district with its record, for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hub.store import Database
from tests.oversight.district import District


@pytest.fixture
async def district(database: str) -> AsyncIterator[District]:
    opened = await Database.open(database, max_size=2)
    try:
        made = District(opened, database)
        await made.furnish()
        yield made
    finally:
        await opened.close()
