"""The administrators' pages in a real Chromium: a verifier is made by two people, and every page can be used by all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from hub.console import assets
from tests.console.real_office import PASSWORD, RealOffice, real_office
from tests.console.test_browser import AXE, PATIENCE
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]
SIZES: Final = {"desktop": (1280, 900), "phone": (360, 800)}
expect.set_options(timeout=PATIENCE)


@pytest.fixture
async def real(database: str) -> AsyncIterator[RealOffice]:
    async with real_office(database) as opened:
        yield opened


async def arrive(browser: Browser, real: RealOffice, name: str, password: str = PASSWORD) -> Page:
    """Somebody logs in, in a browser of her own; with a one-time word she chooses her password and sets up her app."""
    context = await browser.new_context(locale="id-ID")
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto(f"{real.url}/console/login")
    await page.get_by_label("Nama pengguna").fill(name)
    await page.get_by_label("Kata sandi").fill(password)
    await page.get_by_role("button", name="Masuk").click()
    if password != PASSWORD:
        await page.get_by_label("Kata sandi baru New password", exact=True).fill(PASSWORD)
        await page.get_by_label("sekali lagi").fill(PASSWORD)
        await page.get_by_role("button", name="Simpan").click()
        real.apps[name] = (await page.locator("#key").inner_text()).replace(" ", "")
    await page.get_by_label("Kode enam angka").fill(real.code(name))
    await page.get_by_role("button", name="Lanjut" if password == PASSWORD else "Pasang").click()
    if password != PASSWORD:
        await page.get_by_role("button", name="Sudah saya simpan").click()
    await page.wait_for_url("**/console**")
    return page


async def look_at(page: Page, path: str = "") -> None:
    """Axe, and no sideways scrolling, at both widths."""
    if path:
        await page.goto(path)
    for width, height in SIZES.values():
        await page.set_viewport_size({"width": width, "height": height})
        found = await Axe().run(page, options=AXE)
        assert found.violations_count == 0, found.generate_report()
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


async def test_two_administrators_make_a_verifier_who_sees_her_queue(real: RealOffice) -> None:
    async with chromium() as browser:
        ani = await arrive(browser, real, "ani")
        await ani.get_by_role("button", name="Buat akun baru").click()
        await look_at(ani)
        await ani.get_by_role("button", name="Simpan").click()
        await expect(ani.locator(".govuk-error-summary")).to_be_focused()
        await ani.get_by_label("Nama pengguna").fill("hendra")
        await ani.get_by_label("Nama Name", exact=True).fill("Hendra Contoh")
        await ani.get_by_label("Verifikator").check()
        await ani.get_by_label("Alasan").fill("Menggantikan yang pensiun.")
        await ani.get_by_role("button", name="Simpan").click()
        await expect(ani.get_by_role("heading", level=1)).to_contain_text("Buat baru: Hendra Contoh")
        await look_at(ani)
        budi = await arrive(browser, real, "budi")
        await budi.goto(ani.url)
        await budi.get_by_label("Alasan").fill("Saya kenal orangnya.")
        await look_at(budi)
        await budi.get_by_role("button", name="Setujui").click()
        first = await budi.locator("#word").inner_text()
        await look_at(budi)
        await budi.get_by_role("button", name="Selesai").click()
        await ani.goto(budi.url)
        await ani.get_by_text("Beri separuh kedua").first.click()
        await ani.locator("#reason-word").fill("Diserahkan langsung.")
        await ani.get_by_role("button", name="Beri separuh kedua").click()
        second = await ani.locator("#word").inner_text()
        hendra = await arrive(browser, real, "hendra", f"{first}-{second}")
        await expect(hendra.get_by_role("heading", level=1)).to_contain_text("Permohonan")
        await expect(hendra.get_by_text("Giliran saya")).to_be_visible()
        for path in ("users", "clients", "clients/new", "proposals?view=all", "keys", "history"):
            await look_at(ani, f"{real.url}/console/admin/{path}")
        await look_at(ani, budi.url)
