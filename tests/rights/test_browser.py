"""A citizen, without script: she sees who read her data, objects, is answered, and reads it; a clerk prints for her."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from hub.console import assets
from hub.core.identifiers import global_id
from tests.console.test_browser import AXE, PATIENCE
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.office import SITI, Counter, counter

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]
SIZES: Final = {"desktop": (1280, 900), "phone": (360, 800)}
PICTURES: Final = os.environ.get("CONSOLE_PICTURES")
expect.set_options(timeout=PATIENCE)


async def look_at(page: Page, name: str) -> None:
    """Axe, no sideways scrolling, and a picture where one is wanted, on paper too."""
    for size, (width, height) in SIZES.items():
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"{name}-{size}.png", full_page=True)
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    assert "tidak berjalan di pihak kami" not in await page.content(), f"{name} failed"
    if PICTURES:
        await page.emulate_media(media="print")
        await page.set_viewport_size({"width": 680, "height": 962})
        await page.screenshot(path=Path(PICTURES) / f"{name}-paper.png", full_page=True)
        await page.pdf(path=Path(PICTURES) / f"{name}.pdf", prefer_css_page_size=True)
        await page.emulate_media(media="screen")


async def arrive(browser: Browser, at: Counter, person: str, path: str) -> Page:
    """Somebody logs in, in a browser of her own."""
    at.issuer.person = person
    context = await browser.new_context(locale="id-ID", java_script_enabled=person != "citizen")
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto(at.url + path)
    return page


@pytest.mark.long
async def test_from_an_objection_to_its_answer() -> None:
    async with counter() as at, chromium() as browser:
        siti = await arrive(browser, at, "citizen", "/console")
        await expect(siti.get_by_role("heading", level=1)).to_contain_text("Siapa melihat data saya")
        await expect(siti.get_by_text("RSUD Depati Bahrin (contoh)", exact=True)).to_be_visible()
        assert "Sari Contoh" not in await siti.content(), "a clerk is not named"
        await siti.get_by_role("button", name="Keberatan Object Bank Contoh").click()
        await siti.get_by_role("button", name="Kirim keberatan").click()
        await expect(siti.locator(".govuk-error-summary")).to_be_visible()
        await siti.get_by_label("Alasan Anda").fill("Saya tidak punya rekening di bank ini.")
        await siti.get_by_role("button", name="Kirim keberatan").click()
        await expect(siti.get_by_text("Menunggu jawaban")).to_be_visible()

        auditor = await arrive(browser, at, "auditor", "/console/objections")
        await auditor.get_by_role("link", name="Satu kali data anda dilihat").click()
        await expect(auditor.get_by_text("Saya tidak punya rekening")).to_be_visible()
        await auditor.get_by_label("Keberatan diterima").check()
        await auditor.get_by_label("Alasan, dan apa").fill("Bank tidak menunjukkan permohonan Anda. Aksesnya dicabut.")
        await auditor.get_by_role("button", name="Simpan jawaban").click()
        await expect(auditor.get_by_text("Tidak ada keberatan di sini.")).to_be_visible()

        await siti.get_by_role("link", name="Ada data yang salah").click()
        await siti.get_by_role("button", name="Kirim").click()
        await expect(siti.locator(".govuk-error-summary")).to_be_visible()
        await siti.get_by_role("radio", name="Tempat lahir").check()
        await siti.get_by_label("Yang benar").fill("Mentok; lihat akta lahir saya.")
        await siti.get_by_role("button", name="Kirim").click()
        await expect(siti.get_by_text("muncul di halaman ini")).to_be_visible()

        await siti.reload()
        await expect(siti.get_by_text("Bank tidak menunjukkan permohonan Anda.")).to_be_visible()
        await expect(siti.get_by_text("Sudah dijawab")).to_be_visible()


@pytest.mark.long
async def test_every_page_can_be_used_by_all() -> None:
    async with counter() as at, chromium() as browser:
        at.issuer.person = "citizen"
        page = await (await browser.new_context(locale="id-ID")).new_page()
        await page.goto(f"{at.url}/console/me")
        await page.goto(f"{at.url}/console/me?own=1")
        await look_at(page, "accesses")
        await page.goto(f"{at.url}/console/me/object")
        await look_at(page, "object-category")
        await page.get_by_label("Data kesehatan").check()
        await page.get_by_role("button", name="Kirim keberatan").click()
        await look_at(page, "object-error")
        await page.get_by_label("Data kesehatan").check()
        await page.get_by_label("Alasan Anda").fill("Saya tidak pernah berobat di sana.")
        await page.get_by_role("button", name="Kirim keberatan").click()
        await look_at(page, "accesses-objected")
        await page.get_by_role("button", name="Keberatan Object Bank Contoh").click()
        await look_at(page, "object-reading")
        await page.goto(f"{at.url}/console/me/correct")
        await look_at(page, "correct")
        await page.goto(f"{at.url}/console/me/data")
        await look_at(page, "copy")
        await page.get_by_role("button", name="Baca dan cetak").click()
        await look_at(page, "copy-paper")
        auditor = await arrive(browser, at, "auditor", "/console/objections")
        await look_at(auditor, "objections")
        await auditor.get_by_role("link", name="Pemakaian data kesehatan").click()
        await look_at(auditor, "objection")
        operator = await arrive(browser, at, "operator", f"/console/citizens/{global_id('Citizen', SITI.id)}/statement")
        await look_at(operator, "counter")
        await operator.get_by_label("Bukti diri").fill("KTP-el asli")
        await operator.get_by_role("button", name="Buat untuk dicetak").click()
        await expect(operator.get_by_role("heading", level=1)).to_contain_text("Siapa melihat data Anda")
        await look_at(operator, "counter-paper")
