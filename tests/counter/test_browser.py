"""The pages of a counter in Chromium: axe, two widths, and pictures where they are wanted."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.async_api import Browser, Page, Route, expect

from hub.console import assets
from tests.console.test_browser import PATIENCE
from tests.counter.asking import call, number
from tests.counter.conftest import CounterOffice
from tests.counter.desk import Desk, desk
from tests.engine.test_on_postgres import MOTHER_NIK
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.test_browser import look_at

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]
REASONS: Final = (None, "LANSIA", None, "MEMBAWA_BALITA", None, None)


async def opened(browser: Browser, at: Desk, person: str, path: str) -> Page:
    """Somebody's own browser. Its pages renew themselves only until the first is there, so that they hold still."""
    at.issuer.person = person
    context = await browser.new_context(locale="id-ID")
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto(at.url + path)
    if person == "nobody":
        await page.route("**/display", still)
        await page.route("**/antrean?loket=1", still)
    return page


async def still(route: Route) -> None:
    """An answer without content leaves the page as it is."""
    await route.fulfill(status=204)


@pytest.mark.long
async def test_numbers_are_taken_called_and_shown(office: CounterOffice) -> None:
    async with desk(office) as at, chromium() as browser:
        for reason in REASONS:
            await number(office, priorityReason=reason, service="birthCertificate")
        for counter in (1, 2, 3):
            await call(office, counter=counter)
            office.pass_by(minutes=4)

        siti = await opened(browser, at, "nobody", "/antrean")
        await look_at(siti, "take-a-number")
        await siti.get_by_label("NIK, boleh kosong").fill("12")
        await siti.get_by_role("button", name="Ambil nomor").click()
        await expect(siti.locator(".govuk-error-summary")).to_be_visible()
        await look_at(siti, "take-a-number-wrong")
        await siti.get_by_label("NIK, boleh kosong").fill(MOTHER_NIK)
        await siti.get_by_role("button", name="Ambil nomor").click()
        await expect(siti.get_by_role("heading", level=1)).to_contain_text("7")
        await look_at(siti, "my-number")

        clerk = await opened(browser, at, "operator", "/console/tickets?loket=5")
        await look_at(clerk, "numbers")
        await clerk.get_by_role("button", name="Panggil berikutnya").click()
        await expect(clerk.get_by_role("button", name="Mulai layani")).to_be_visible()
        await look_at(clerk, "numbers-called")
        await clerk.get_by_role("button", name="Selesai Done").click()
        await expect(clerk.locator(".govuk-error-summary")).to_be_visible()
        await look_at(clerk, "numbers-wrong")

        screen = await opened(browser, at, "nobody", "/display")
        await expect(screen.locator(".board__counter")).to_have_text("5")
        await look_at(screen, "display")
        office_screen = await opened(browser, at, "nobody", "/antrean?loket=1")
        await look_at(office_screen, "office-screen")
