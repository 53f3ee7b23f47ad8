"""The whole hub over a database behind a wire that can be cut."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.receipts.running import Running, running
from tests.receipts.tap import tapped


@pytest.fixture
async def hub(database: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with tapped(database) as tap, running(database, tap, tmp_path) as made:
        yield made
