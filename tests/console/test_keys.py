"""Keys for whoever works through lists: rows, pages, the first field, the list of keys, and switching them off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, expect

from hub.console import assets
from hub.core.delivery import DeliveryState
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.office import counter
from tests.rights.test_browser import arrive, look_at
from tests.rights.test_deliveries import LIST, page_of, waiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]


@asynccontextmanager
async def three() -> AsyncIterator[tuple[Page, list[str]]]:
    """An operator before three deliveries, and where each is."""
    async with counter() as at, chromium() as browser:
        made = [waiting(at, DeliveryState.IN_DOUBT, target=name) for name in ("health", "insurance", "welfare")]
        page = await arrive(browser, at, "operator", LIST)
        await expect(page.locator("#keys-open")).to_be_visible()
        links = page.locator("table.rows th a")
        await expect(links).to_have_count(3)
        paths = [await links.nth(number).get_attribute("href") or "" for number in range(3)]
        assert set(paths) == {page_of(one) for one in made}
        yield page, paths


async def focused(page: Page) -> str:
    found = await page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id")
    return str(found)


async def test_rows_are_walked_and_opened_without_a_mouse() -> None:
    async with three() as (page, paths):
        seen = []
        for key in ("j", "j", "j", "j", "k"):
            await page.keyboard.press(key)
            seen.append(await focused(page))
        assert seen == [paths[0], paths[1], paths[2], paths[2], paths[1]], "it stops at the last row"
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.url.endswith(paths[1])
        await page.keyboard.press("/")
        assert await focused(page) == "reason"
        await page.keyboard.type("jk?")
        await expect(page.locator("#reason")).to_have_value("jk?")
        await expect(page.locator("#keys")).to_be_hidden()


async def test_the_keys_are_listed_and_can_be_switched_off() -> None:
    async with three() as (page, paths):
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Tombol cepat")).to_be_visible()
        await look_at(page, "keys")
        await page.get_by_label("Pakai tombol cepat di peramban ini").uncheck()
        await page.keyboard.press("Escape")
        await expect(page.locator("#keys")).to_be_hidden()
        await page.reload()
        await page.keyboard.press("j")
        assert await focused(page) not in paths
        await page.locator("#keys-open").click()
        await page.get_by_label("Pakai tombol cepat di peramban ini").check()
        await page.get_by_role("button", name="Tutup").click()
        await page.keyboard.press("j")
        assert await focused(page) == paths[0]
        await page.keyboard.press("Control+k")
        assert await focused(page) == paths[0], "keys of the browser are left alone"
