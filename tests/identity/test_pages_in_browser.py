"""The pages of a log-in in a real Chromium, from the first one to the client: accessible, and refused nothing."""

from __future__ import annotations

import re
import time
from urllib.parse import urlencode, urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import ConsoleMessage, Page, Route, expect

from hub.console import assets
from hub.identity.second_factor import STEP_SECONDS, code_at
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.identity.district import PASSWORD, asked, office
from tests.identity.registry import MemoryIdentity

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style is not built: make assets"),
]
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


async def look_at(page: Page, heading: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()


async def log_in(page: Page) -> None:
    await page.get_by_label("Nama pengguna").fill("siti")
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()


@pytest.mark.long
async def test_every_page_of_a_log_in_is_accessible_and_works(registry: MemoryIdentity) -> None:
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # A wrong code is answered with 403 on purpose.
        if message.type in ("error", "warning") and "403" not in message.text:
            complaints.append(message.text)

    async def asset(route: Route) -> None:
        await route.fulfill(path=assets.DIST / urlsplit(route.request.url).path.rpartition("/")[2])

    async def client(route: Route) -> None:
        await route.fulfill(body="<!DOCTYPE html><title>Portal</title>", content_type="text/html")

    async with office(registry, second_factor=True) as desk, chromium() as browser:
        context = await browser.new_context(locale="id-ID")
        context.on("console", heard)
        await context.route("http://127.0.0.1:9/**", client)
        await context.route("**/assets/*", asset)
        page = await context.new_page()
        start = f"{desk.url}/oauth/authorize?{urlencode(asked(client_id='portal', scope='citizen:read openid'))}"
        await page.goto(start)
        await look_at(page, "Masuk")
        await log_in(page)
        await look_at(page, "Pasang kode masuk di ponsel")
        await expect(page.get_by_role("img", name="Kode QR")).to_be_visible()
        letters = (await page.locator("#key").inner_text()).replace(" ", "")
        await page.get_by_label("Kode enam angka").fill("000000")
        await page.get_by_role("button", name="Pasang").click()
        await expect(page.get_by_role("alert")).to_contain_text("Kode ini tidak cocok")
        await look_at(page, "Pasang kode masuk di ponsel")
        await page.get_by_label("Kode enam angka").fill(code_at(letters, time.time()))
        await page.get_by_role("button", name="Pasang").click()
        await look_at(page, "Simpan kode cadangan Anda")
        await page.get_by_role("button", name="Sudah saya simpan").click()
        await look_at(page, "Izinkan Portal")
        await page.get_by_role("button", name="Ya, izinkan").click()
        await page.wait_for_url(re.compile(r"^http://127\.0\.0\.1:9/callback\?.*code="))
        await page.goto(f"{desk.url}/oauth/consents")
        await log_in(page)
        await look_at(page, "Kode masuk")
        await page.get_by_label("Kode enam angka").fill(code_at(letters, time.time() + STEP_SECONDS))
        await page.get_by_role("button", name="Lanjut").click()
        await look_at(page, "Izin saya")
        await page.get_by_role("button", name="Cabut izin").click()
        await expect(page.get_by_role("alert")).to_contain_text("Izin dicabut")
        await look_at(page, "Izin saya")
        await page.get_by_role("button", name="Selesai").click()
        await look_at(page, "Anda sudah keluar")
    assert not complaints
