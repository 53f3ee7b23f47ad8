"""A birth entered at the counter with the mouse, by a browser without script; and what axe says of those pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from graphql import GraphQLSchema
from playwright.async_api import Page, expect

from hub.console import assets
from hub.core.actor import Role
from tests.console.test_complete import sent_back
from tests.console.test_intake import Counter, case, counter
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


BIRTH, PEOPLE = case("birthCertificate")
# Milliseconds: other tests may keep the machine busy.
PATIENCE = 30_000


@asynccontextmanager
async def at_the_counter(schema: GraphQLSchema, *, script: bool) -> AsyncIterator[tuple[Page, Counter]]:
    """The counter clerk's browser at the form of a birth."""
    async with counter(schema, PEOPLE, Role.OPERATOR, Role.HELPER) as desk, chromium() as browser:
        context = await browser.new_context(locale="id-ID", java_script_enabled=script)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        await page.goto(f"{desk.filler.visitor.base}/console/intake")
        await page.get_by_role("link", name="Akta Kelahiran").click()
        yield page, desk


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


async def bring_papers(page: Page) -> None:
    """Taken as they are."""
    for kind in ("birth_statement", "family_card", "marriage_certificate"):
        await page.locator(f'[name="paper.{kind}"][value="have"]').check()
    await onward(page, "Periksa")


async def test_a_birth_by_mouse_without_script(schema: GraphQLSchema) -> None:
    async with at_the_counter(schema, script=False) as (page, desk):
        await say_who(page, BIRTH)
        await expect(page.locator("section[aria-labelledby=known]")).to_contain_text(BIRTH["familyCardNumber"])
        await fill_in(page, BIRTH)
        await bring_papers(page)
        await page.get_by_role("button", name="Kirim permohonan").click()
        number = await page.locator("#tracking-number").inner_text()
        assert page.url.endswith(f"/console/intake/birthCertificate/slip/{number}")
        (application,) = desk.handed_in()
        assert application.header.tracking_number == number


@pytest.mark.long
async def test_every_step_is_accessible(schema: GraphQLSchema) -> None:
    found = {}
    async with at_the_counter(schema, script=True) as (page, desk):
        found["who"] = await violations(page)
        await onward_with_an_error(page)
        found["error"] = await violations(page)
        await say_who(page, BIRTH)
        found["form"] = await violations(page)
        await fill_in(page, BIRTH)
        found["papers"] = await violations(page)
        await bring_papers(page)
        found["check"] = await violations(page)
        await page.get_by_role("button", name="Kirim permohonan").click()
        found["slip"] = await violations(page)
        await sent_back(desk, "family_card", "child.birthDate", "reporter.phone")
        await page.get_by_role("link", name="Permohonan lain").click()
        found["start"] = await violations(page)
        await page.get_by_role("link", name="Lengkapi").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Lengkapi permohonan")
        found["complete"] = await violations(page)
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
