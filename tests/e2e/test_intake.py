"""A birth entered at the counter with the mouse, by a browser without script; and what axe says of those pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.demo.graph import PNG
from tests.e2e.album import SIZE
from tests.e2e.office import PATIENCE, Clerk
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.fixtures.demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.skipif(is_missing(), reason=NO_BROWSER), pytest.mark.timeout(300)]
CLERK = "loket.kabupaten"
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@asynccontextmanager
async def at_the_counter(demo: Demo, *, script: bool) -> AsyncIterator[Page]:
    """The counter clerk's browser at the form of a birth."""
    async with chromium() as browser:
        context = await browser.new_context(locale="id-ID", viewport=SIZE, java_script_enabled=script)
        context.set_default_timeout(PATIENCE)
        clerk = Clerk(await context.new_page(), demo.data, CLERK)
        await clerk.page.goto(clerk.console)
        await clerk.log_in()
        await clerk.page.get_by_role("link", name="Permohonan baru").click()
        await clerk.page.get_by_role("link", name="Akta Kelahiran").click()
        yield clerk.page


def case(demo: Demo) -> Mapping[str, Any]:
    """A birth of the sample, as the graph would be given it."""
    found: Mapping[str, Any] = demo.data["sample"]["newborn_cases"][0]["application"]["birthCertificate"]
    return found


async def onward(page: Page, heading: str) -> None:
    await page.get_by_role("button", name="Lanjut").last.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


async def say_who(page: Page, birth: Mapping[str, Any]) -> None:
    await page.locator('[id="motherNik"]').fill(birth["motherNik"])
    await page.locator('[id="fatherNik"]').fill(birth["fatherNik"])
    await page.locator('[id="reporter.nik"]').fill(birth["fatherNik"])
    await onward(page, "Isian")


async def fill_in(page: Page, birth: Mapping[str, Any]) -> None:
    child = birth["child"]
    await page.locator('[id="child.fullName"]').fill(child["fullName"])
    for name in ("sex", "placeKind", "birthKind", "attendant"):
        field = f'[name="child.{name}"]'
        if await page.locator(f"select{field}").count():
            await page.locator(f"select{field}").select_option(child[name])
        else:
            await page.locator(f'{field}[value="{child[name]}"]').check()
    year, month, day = child["birthDate"].split("-")
    for part, value in (("day", day), ("month", month), ("year", year)):
        await page.locator(f'[name="child.birthDate.{part}"]').fill(value)
    await page.locator('[id="child.birthPlace"]').fill(child["birthPlace"])
    await page.locator('[id="child.birthOrder"]').fill(str(child["birthOrder"]))
    await page.locator('[id="reporter.phone"]').fill("081234567890")
    await onward(page, "Surat")


async def bring_papers(page: Page, scan: Path) -> None:
    """One with a scan, the others taken as they are."""
    for kind in ("birth_statement", "family_card", "marriage_certificate"):
        await page.locator(f'[name="paper.{kind}"][value="have"]').check()
    await page.locator('[name="file.family_card"]').set_input_files(scan)
    await onward(page, "Periksa")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    (tmp_path / "kk.png").write_bytes(PNG)
    return tmp_path / "kk.png"


async def test_a_birth_by_mouse_without_script(demo: Demo, scan: Path) -> None:
    birth = case(demo)
    async with at_the_counter(demo, script=False) as page:
        await say_who(page, birth)
        await expect(page.locator("section[aria-labelledby=known]")).to_contain_text(birth["familyCardNumber"])
        await fill_in(page, birth)
        await bring_papers(page, scan)
        await expect(page.locator("main")).to_contain_text("diunggah")
        await page.get_by_role("button", name="Kirim permohonan").click()
        number = await page.locator("#tracking-number").inner_text()
        assert page.url.endswith(f"/console/intake/birthCertificate/slip/{number}")
        await page.goto(f"{demo.data['console_url']}/applications/{number}")
        papers = page.locator("section[aria-labelledby=papers]")
        await expect(papers).to_contain_text("Diterima sebagai surat")
        await expect(papers.locator(".papers > li")).to_have_count(1)


@pytest.mark.long
async def test_every_step_is_accessible(demo: Demo, scan: Path) -> None:
    birth, found = case(demo), {}
    async with at_the_counter(demo, script=True) as page:
        found["who"] = await violations(page)
        await onward_with_an_error(page)
        found["error"] = await violations(page)
        await say_who(page, birth)
        found["form"] = await violations(page)
        await fill_in(page, birth)
        found["papers"] = await violations(page)
        await bring_papers(page, scan)
        found["check"] = await violations(page)
        await page.get_by_role("button", name="Kirim permohonan").click()
        found["slip"] = await violations(page)
    assert {step: rules for step, rules in found.items() if rules} == {}


async def onward_with_an_error(page: Page) -> None:
    """The summary has the focus, and its link leads to the field."""
    await page.get_by_role("button", name="Lanjut").last.click()
    await expect(page.locator(".govuk-error-summary")).to_be_focused()
    await page.locator('.govuk-error-summary a[href="#reporter.nik"]').click()
    await expect(page.locator('[id="reporter.nik"]')).to_be_focused()


async def violations(page: Page) -> list[str]:
    """The rules that a page breaks, and where."""
    answer = await Axe().run(page, options=AXE)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in answer.response["violations"]]
