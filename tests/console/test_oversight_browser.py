"""The pages of oversight in a real Chromium: each can be used by all, at 1280 and at 360 pixels."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from hub.console import assets
from hub.console.base.dates import WIB
from tests.console.overseers import furnish
from tests.console.real_office import RealOffice, real_office
from tests.console.test_administration_browser import SIZES, arrive, look_at
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.oversight.district import FAR

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]


@pytest.fixture
async def real(database: str) -> AsyncIterator[RealOffice]:
    async with real_office(database) as opened:
        siti = await opened.office.user("siti")
        await furnish(opened.office.database, str(siti.id))
        yield opened


async def seen(page: Page, name: str, path: str = "") -> None:
    """Axe at both widths; with PICTURES= the folder gets a picture of each."""
    await look_at(page, path)
    if folder := os.environ.get("PICTURES"):
        for size, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            await page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)


async def test_every_page_of_oversight_can_be_used(real: RealOffice) -> None:
    async with chromium() as browser:
        siti = await arrive(browser, real, "siti")
        await siti.goto(f"{real.url}/console/emergency")
        await siti.get_by_role("button", name="Buka selama satu jam").click()
        await seen(siti, "opening")
        await siti.get_by_label("NIK").fill(str(FAR.nik))
        await siti.get_by_label("Keadaan medis").check()
        await siti.get_by_label("Alasan").fill("Pasien tak sadar di IGD.")
        await siti.get_by_role("button", name="Buka selama satu jam").click()
        await siti.wait_for_url("**/console/citizens/**")
        await seen(siti, "opened")
        auditor = await arrive(browser, real, "auditor")
        for name in ("findings", "emergencies", "breaches", "processing"):
            await seen(auditor, name, f"{real.url}/console/oversight/{name}")
        await auditor.goto(f"{real.url}/console/oversight/findings")
        await auditor.get_by_role("link", name="Keluarga sendiri").click()
        await auditor.get_by_role("button", name="Simpan putusan").click()
        await seen(auditor, "finding")
        await auditor.goto(f"{real.url}/console/oversight/breaches/new")
        await auditor.get_by_role("button", name="Simpan").click()
        await seen(auditor, "breach-form")
        now = dt.datetime.now(WIB)
        await auditor.get_by_label("Judul").fill("Kunci klien tersebar")
        await auditor.get_by_label("Apa yang terjadi").fill("Kunci ada di repositori publik.")
        for name, hours in (("noticedAt", -1), ("beganAt", -2), ("endedAt", 1)):
            await auditor.locator(f"#{name}").fill(f"{now + dt.timedelta(hours=hours):%Y-%m-%dT%H:%M}")
        await auditor.get_by_role("button", name="Simpan").click()
        await auditor.get_by_role("heading", name="Warga terdampak").wait_for()
        await seen(auditor, "breach")
