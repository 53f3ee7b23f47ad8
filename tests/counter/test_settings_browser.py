"""The pages of what an office sets, in Chromium: axe, two widths, and pictures where they are wanted."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from hub.console import assets
from hub.core.calendar import local_date
from tests.counter.conftest import CounterOffice
from tests.counter.desk import desk
from tests.counter.setting import BIRTH, CLOSURE, setting_of
from tests.counter.test_browser import opened
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.test_browser import look_at

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]


@pytest.mark.timeout(400)
async def test_a_service_is_closed_for_a_while(office: CounterOffice) -> None:
    setting = setting_of(office)
    today = local_date(office.clock())
    await setting.service(promisedHours=6)
    await setting.counters(places=6, openPlaces=3, firstTime="08:30", lastTime="11:30")
    async with desk(office) as at, chromium() as browser:
        ani = await opened(browser, at, "administrator", f"/console/admin/services/{BIRTH}")
        await look_at(ani, "service-open")
        await ani.get_by_label("Tidak diterima untuk sementara").check()
        await ani.get_by_role("button", name="Simpan atau usulkan").click()
        await expect(ani.locator(".govuk-error-summary")).to_be_focused()
        await look_at(ani, "service-wrong")
        await ani.get_by_label("Hari pertama tutup").fill(str(today))
        for name, words in CLOSURE.items():
            await ani.locator(f"#{name}").fill(words)
        await ani.get_by_label("Alasan Reason", exact=True).fill("Atap bocor.")
        await ani.get_by_role("button", name="Simpan atau usulkan").click()
        await expect(ani.get_by_role("heading", level=1)).to_contain_text("Atur: Akta Kelahiran")
        await look_at(ani, "service-proposal")
        kadis = await opened(browser, at, "head_of_office", ani.url.removeprefix(at.url))
        await kadis.get_by_label("Alasan").fill("Setuju.")
        await kadis.get_by_role("button", name="Setujui").click()
        await expect(kadis.get_by_text("Sedang tutup")).to_be_visible()
        await look_at(kadis, "service-closed")
        await ani.goto(f"{at.url}/console/admin/services")
        await look_at(ani, "services")
        await ani.goto(f"{at.url}/console/admin/counters")
        await look_at(ani, "counters")
        siti = await opened(browser, at, "nobody", f"/layanan/{BIRTH}")
        await look_at(siti, "public-closed")
        await siti.goto(f"{at.url}/layanan")
        await look_at(siti, "public-list")
