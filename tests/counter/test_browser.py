"""The pages of a counter in Chromium: axe, two widths, and pictures where they are wanted."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest
from playwright.async_api import Browser, Page, Route, expect

from hub.console import assets
from hub.core.calendar import local_date
from tests.console.test_browser import PATIENCE
from tests.counter.asking import call, number
from tests.counter.booking import booked
from tests.counter.conftest import CounterOffice
from tests.counter.desk import Desk, desk
from tests.counter.issuing import issued, with_mother
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


async def busy(office: CounterOffice) -> None:
    """Six have come, three were called."""
    for reason in REASONS:
        await number(office, priorityReason=reason, service="birthCertificate")
    for counter in (1, 2, 3):
        await call(office, counter=counter)
        office.pass_by(minutes=4)


@pytest.mark.long
@pytest.mark.timeout(400)
async def test_somebody_takes_a_number_and_follows_it(office: CounterOffice) -> None:
    await busy(office)
    async with desk(office) as at, chromium() as browser:
        siti = await opened(browser, at, "nobody", "/antrean")
        await look_at(siti, "take-a-number")
        await siti.get_by_label("NIK, boleh kosong").fill("12")
        await siti.get_by_role("button", name="Ambil nomor").click()
        await expect(siti.locator(".govuk-error-summary")).to_be_visible()
        await look_at(siti, "take-a-number-wrong")
        await siti.get_by_label("NIK, boleh kosong").fill(MOTHER_NIK)
        await siti.get_by_role("button", name="Ambil nomor").click()
        await expect(siti.get_by_role("heading", level=1)).to_contain_text("7")
        await siti.get_by_role("link", name="Hentikan pembaruan").click()
        await look_at(siti, "my-number")


@pytest.mark.long
@pytest.mark.timeout(400)
async def test_a_clerk_calls_the_next_one(office: CounterOffice) -> None:
    await busy(office)
    async with desk(office) as at, chromium() as browser:
        clerk = await opened(browser, at, "operator", "/console/tickets")
        await clerk.goto(f"{at.url}/console/tickets?loket=5")
        await look_at(clerk, "numbers")
        await clerk.get_by_role("button", name="Panggil berikutnya").click()
        await expect(clerk.get_by_role("button", name="Mulai layani")).to_be_visible()
        await look_at(clerk, "numbers-called")
        await clerk.get_by_role("button", name="Selesai Done").click()
        await expect(clerk.locator(".govuk-error-summary")).to_be_visible()
        await look_at(clerk, "numbers-wrong")


@pytest.mark.long
@pytest.mark.timeout(400)
async def test_the_screens_of_a_waiting_room(office: CounterOffice) -> None:
    async with desk(office) as at, chromium() as browser:
        screen = await opened(browser, at, "nobody", "/display")
        await look_at(screen, "display-empty")
        await busy(office)
        again = await opened(browser, at, "nobody", "/display")
        await expect(again.locator(".board__counter")).to_have_text("3")
        await look_at(again, "display")
        await look_at(await opened(browser, at, "nobody", "/antrean?loket=1"), "office-screen")


@pytest.mark.long
@pytest.mark.timeout(400)
async def test_papers_are_chosen_and_printed(office: CounterOffice) -> None:
    await with_mother(office)
    for at, name in enumerate(("Budi Contoh", "Wati Contoh"), 1):
        await issued(office, name, at)
    async with desk(office) as at_desk, chromium() as browser:
        clerk = await opened(browser, at_desk, "operator", "/console/print")
        await look_at(clerk, "print")
        await clerk.get_by_role("button", name="Cetak yang dipilih").click()
        await expect(clerk.locator(".govuk-error-summary")).to_be_visible()
        await look_at(clerk, "print-wrong")
        await clerk.get_by_role("checkbox").first.check()
        async with clerk.expect_download() as loading:
            await clerk.get_by_role("button", name="Cetak yang dipilih").click()
        assert (await loading.value).suggested_filename.endswith(".pdf")
        await clerk.goto(f"{at_desk.url}/console/print?cetak=semua")
        await look_at(clerk, "print-done")


@pytest.mark.long
@pytest.mark.timeout(400)
async def test_an_appointment_is_booked_and_looked_at(office: CounterOffice) -> None:
    begins = office.clock() + dt.timedelta(days=1)
    for _ in range(2):
        await booked(office, begins)
    async with desk(office) as at, chromium() as browser:
        siti = await opened(browser, at, "nobody", "/antrean/janji")
        await look_at(siti, "book-appointment")
        await siti.get_by_role("button", name="Buat janji").click()
        await expect(siti.locator(".govuk-error-summary")).to_be_visible()
        await look_at(siti, "book-appointment-wrong")
        await siti.get_by_role("radio").last.check()
        await siti.get_by_label("Keperluan Anda").select_option("birthCertificate")
        await siti.get_by_role("button", name="Buat janji").click()
        await expect(siti.get_by_role("button", name="Batalkan janji")).to_be_visible()
        await look_at(siti, "appointment")
        await siti.get_by_role("button", name="Pindahkan janji").click()
        await look_at(siti, "move-appointment")


@pytest.mark.long
@pytest.mark.timeout(400)
async def test_an_officer_sees_the_appointments_of_a_day(office: CounterOffice) -> None:
    begins = office.clock() + dt.timedelta(days=1)
    codes = [(await booked(office, begins))["code"] for _ in range(2)]
    day = local_date(begins)
    async with desk(office) as at, chromium() as browser:
        clerk = await opened(browser, at, "operator", "/console/appointments")
        await look_at(clerk, "appointments-today")
        await clerk.goto(f"{at.url}/console/appointments?hari={day}")
        await look_at(clerk, "appointments")
        await clerk.goto(f"{at.url}/console/appointments?hari={day}&pindah={codes[0]}")
        await look_at(clerk, "appointments-move")
