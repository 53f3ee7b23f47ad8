"""The documentation's pictures of the main pages, as wide as a desk's screen and as narrow as a telephone's.

`make screenshots` keeps them; otherwise it is only seen that each can be taken.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from hub.console import assets
from tests.console.test_browser import PATIENCE
from tests.fixtures.browser import NO_BROWSER, is_missing
from tests.walks.pages import PICTURED
from tests.walks.pictures import SIZES, file_name
from tests.walks.town import Town

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest.mark.parametrize("name", PICTURED)
async def test_a_main_page_has_its_pictures(town: Town, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    context = await town.browser_of(PICTURED[name].who)
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto(await PICTURED[name].address(town))
    for size, shape in SIZES.items():
        await page.set_viewport_size(shape)
        if then := PICTURED[name].then:
            await then(page, town)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        taken = await page.screenshot(animations="disabled", caret="hide")
        if folder:
            (Path(folder) / file_name(name, size)).write_bytes(taken)
    await context.close()
