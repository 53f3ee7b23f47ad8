"""Agreements in a real Chromium: proposed, approved by another person, read under, revoked; and usable by all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from hub.console import assets
from hub.store.bulk import copy_citizens
from tests.console.agency import Agency
from tests.console.real_office import RealOffice, real_office
from tests.console.test_administration_browser import arrive, look_at
from tests.console.test_agreements import CLIENTS, LIST, PAGE, SECOND
from tests.console.test_browser import PATIENCE
from tests.fakes.people_of_bangka import person
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]
expect.set_options(timeout=PATIENCE)


@pytest.fixture
async def real(database: str) -> AsyncIterator[RealOffice]:
    async with real_office(database) as opened:
        yield opened


async def approve(page: Page, path: str, reason: str) -> None:
    await page.goto(path)
    await page.get_by_label("Alasan").fill(reason)
    await look_at(page)
    await page.get_by_role("button", name="Setujui").click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def write_it(page: Page) -> None:
    """The form of a new agreement, from the paper: with named fields, one of them masked."""
    for label, value in (
        ("Id perjanjian Agreement id", "rsud-2026"),
        ("Nomor Number", "100/PKS/2026"),
        ("Judul Title", "Layanan rawat jalan"),
        ("Penerima data Recipient", "RSUD Contoh"),
        ("Dasar hukum Legal basis", "UU 24/2013 Pasal 79\nPermendagri 102/2019"),
        ("Jatah: berapa orang sehari", "500"),
        ("Alasan Reason", "Sesuai naskah."),
    ):
        await page.get_by_role("textbox", name=label).fill(value)
    for box in ("Pelayanan publik", "Data kependudukan"):
        await page.get_by_label(box).check()
    await page.locator("summary", has_text="Data kependudukan").click()
    for box in ("Bertanya: satu orang menurut NIK", "Warga: NIK: dibaca", "Warga: Nama lengkap: dibaca"):
        await page.get_by_label(box).first.check()
    await page.get_by_label("Warga: Nama lengkap: disamarkan").check()


async def put_under(page: Page, agency: Agency) -> None:
    """A new client, under the agreement."""
    await page.goto(f"{agency.real.url}{CLIENTS}/new")
    for label, value in (
        ("Id klien", "rsud-app"),
        ("Nama Name", "Aplikasi RSUD"),
        ("Kunci publik", agency.public_keys),
        ("Alasan", "Sesuai PKS."),
    ):
        await page.get_by_label(label).fill(value)
    await page.get_by_label("citizen:read").check()
    await page.get_by_label("Perjanjian untuk membaca").select_option("rsud-2026")
    await look_at(page)
    await page.get_by_role("button", name="Simpan").click()
    await page.wait_for_url("**/proposals/**")


async def test_two_agree_the_client_reads_and_one_revokes(real: RealOffice) -> None:
    citizen, agency = person("Rahmat Contoh"), Agency(real, "rsud-app")
    await copy_citizens(real.office.database, [citizen])
    assert citizen.nik is not None
    async with chromium() as browser:
        ani, budi = await arrive(browser, real, "ani"), await arrive(browser, real, "budi")
        await ani.goto(f"{real.url}{LIST}/new")
        await ani.get_by_role("button", name="Usulkan").click()
        await expect(ani.locator(".govuk-error-summary")).to_be_focused()
        await write_it(ani)
        await look_at(ani)
        await ani.get_by_role("button", name="Usulkan").click()
        await expect(ani.get_by_role("heading", level=1)).to_contain_text("Perjanjian baru: Layanan rawat jalan")
        await look_at(ani)
        await approve(budi, ani.url, "Sesuai naskah.")
        await expect(budi.locator(".page-title")).to_contain_text("Berlaku")
        await put_under(ani, agency)
        await approve(budi, ani.url, "Sesuai PKS.")
        real.clock.ahead += SECOND
        token = await agency.token()
        shown = {"nik": citizen.nik, "fullName": None}
        assert await agency.reads(token, citizen.nik) == (shown, [("MASKED", "citizen.fullName")])
        for path in (LIST, PAGE, f"{PAGE}/change", f"{CLIENTS}/rsud-app", "/console/admin/history"):
            await look_at(ani, real.url + path)
        await ani.goto(real.url + PAGE)
        await ani.get_by_text("Cabut perjanjian").first.click()
        await look_at(ani)
        await ani.locator("#reason-revoke").fill("Ada kebocoran.")
        await ani.get_by_role("button", name="Cabut perjanjian").click()
        await expect(ani.locator(".page-title")).to_contain_text("Dicabut")
        real.clock.ahead += SECOND
        assert await agency.reads(token, citizen.nik) == (None, [("AGREEMENT_EXPIRED", "citizen")])
