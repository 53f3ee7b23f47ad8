"""The same list while somebody types, in Chromium: only what she types there goes into the address."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import expect

from tests.console.test_areas import ALL_OVER, FAR, KECAMATAN, NEAR, NEW_ACCOUNT
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.office import counter
from tests.rights.test_browser import look_at

pytestmark = [pytest.mark.browser, pytest.mark.skipif(is_missing(), reason=NO_BROWSER), pytest.mark.timeout(120)]


async def test_a_list_comes_while_somebody_types_and_only_that_is_sent() -> None:
    async with counter() as desk, chromium() as browser:
        desk.world.people.named = [NEAR, FAR, KECAMATAN, *ALL_OVER]
        desk.issuer.person = "administrator"
        page = await (await browser.new_context()).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/areas" in request.url else None)
        await page.goto(f"{desk.url}{NEW_ACCOUNT}")
        await page.locator("#displayName").fill("Rahasia Contoh")
        await page.locator("#region").clear()
        await page.locator("#region").press_sequentially("kenanga", delay=20)
        await page.get_by_label("Kenanga, Kec. Sungailiat").check()
        await look_at(page, "areas")
        assert {name for url in asked for name in parse_qs(urlsplit(url).query)} <= {"at", "here", "region"}
        assert len(asked) <= 3
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.locator("#region")).to_have_value(NEAR.code)
        await expect(page.locator(".area__called")).to_have_text("Kenanga, Kec. Sungailiat")
