"""The queue and the team in a browser: rows come in by themselves, nothing in use moves away, nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from hub.console import assets
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.test_browser import arrive, look_at
from tests.rights.test_queue import COLLEAGUE, away, waiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]


async def focused(page: Page) -> str:
    found = await page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id")
    return str(found)


async def looks_again(page: Page) -> None:
    """What the page does by itself every now and then, now."""
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


async def test_new_rows_come_in_and_nothing_in_use_moves_away(database: str) -> None:
    async with waiting(database, 3) as queue, chromium() as browser:
        one, two, three = queue.numbers
        page = await arrive(browser, queue.at, "operator", "/console?view=turn")
        rows = page.locator("table.rows--queue tbody tr")
        await expect(rows).to_have_count(3)
        await page.locator(f"#pick-{two}").check()
        link = page.locator(f'a[href="/console/applications/{one}"]')
        await link.focus()
        fresh = await queue.waits()
        await looks_again(page)
        await expect(page.locator("#live-told")).to_contain_text("1 permohonan baru")
        await expect(rows).to_have_count(4)
        assert await rows.first.get_attribute("data-number") == fresh
        assert await focused(page) == f"/console/applications/{one}", "the focus stays where it was"
        await expect(page.locator(f"#pick-{two}")).to_be_checked()
        await expect(page.locator('[data-count="turn"]')).to_have_text("(4)")
        withdrawn = "update application set state = 'WITHDRAWN', version = version + 1 where tracking_number = any($1)"
        await queue.db.execute(withdrawn, [one, two, three])
        await looks_again(page)
        await expect(page.locator(f'tr[data-number="{three}"]')).to_have_count(0)
        for kept in (one, two):
            await expect(page.locator(f'tr[data-number="{kept}"]')).to_contain_text("sudah tidak di daftar ini")
        assert await focused(page) == f"/console/applications/{one}"


async def test_updates_are_paused_and_rows_chosen_with_shift(database: str) -> None:
    async with waiting(database, 5) as queue, chromium() as browser:
        page = await arrive(browser, queue.at, "operator", "/console?view=turn")
        await page.locator("#live-pause").click()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await looks_again(page)
        await page.reload()
        await looks_again(page)
        assert not [url for url in asked if "/queue/live" in url], "nothing is asked while it is paused"
        newest = queue.numbers[::-1]
        await page.locator(f"#pick-{newest[0]}").click()
        await page.locator(f"#pick-{newest[3]}").click(modifiers=["Shift"])
        await expect(page.locator("#picked-count")).to_have_text("4 dipilih:")
        await look_at(page, "queue")
        await page.get_by_role("button", name="Ambil dan periksa").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("4 dari 4 permohonan berhasil")
        await look_at(page, "queue-selected")
        await page.locator("a.govuk-button").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Permohonan")


async def test_a_decision_is_not_lost_to_a_colleague(database: str) -> None:
    async with waiting(database, 1) as queue, chromium() as browser:
        (one,) = queue.numbers
        await queue.do(COLLEAGUE, "claimApplication", one)
        page = await arrive(browser, queue.at, "operator", f"/console/applications/{one}/reason/takeOver")
        await page.locator("#reason").fill("Rekan sakit.")
        await queue.do(COLLEAGUE, "acceptApplication", one)
        await looks_again(page)
        await expect(page.locator("#changed")).to_contain_text("Seorang rekan baru saja mengubah permohonan ini.")
        await expect(page.locator("#reason")).to_have_value("Rekan sakit.")
        await look_at(page, "case-changed")


@pytest.mark.long
async def test_the_pages_are_fit_to_be_seen(database: str) -> None:
    async with waiting(database, 4) as queue, chromium() as browser:
        for number in queue.numbers[:2]:
            await queue.do(COLLEAGUE, "claimApplication", number)
        await away(queue, COLLEAGUE, kind="SICK")
        page = await arrive(browser, queue.at, "verifier", "/console/team")
        await look_at(page, "team")
        page = await arrive(browser, queue.at, "operator", "/console/team")
        await look_at(page, "team-operator")
        await page.goto(f"{queue.at.url}/console/team/{COLLEAGUE.subject}")
        await look_at(page, "team-held")
        await page.goto(f"{queue.at.url}/console?view=absent&channel=ONLINE&order=OLDEST&region=19.01.01")
        await page.locator("details.filter-box summary").click()
        await look_at(page, "queue-absent")
        await page.locator("#about").fill("Rosmala")
        await page.get_by_role("button", name="Cari Search").click()
        await expect(page.locator("table.rows--queue tbody tr")).to_have_count(4)
        await look_at(page, "queue-found")
