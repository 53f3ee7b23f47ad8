"""One demonstration, one browser and one town for all that looks at pages in a run."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.demo.graph import Frontend
from tests.fixtures.browser import INDONESIAN, chromium
from tests.fixtures.demo import Demo
from tests.walks.town import Town


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium(language=INDONESIAN) as opened:
        yield opened


@pytest.fixture(scope="session")
def apart() -> set[str]:
    """As long as the demonstration, which all modules share: what one has put right stays so for the next."""
    return set()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(
    demo: Demo, browser: Browser, apart: set[str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    scratch = tmp_path_factory.mktemp("scans")
    async with Town(demo.data, browser, scratch, Frontend(demo.data), apart) as opened:
        yield opened
