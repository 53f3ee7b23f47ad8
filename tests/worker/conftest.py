"""The record on a fresh real database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hub.store import Database


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    opened = await Database.open(database)
    yield opened
    await opened.close()
