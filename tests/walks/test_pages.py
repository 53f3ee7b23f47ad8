"""Every page of the console in every way in which people look, over a running demonstration."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, ConsoleMessage, Page, expect

import hub.console
from hub.console import assets
from hub.console.base.pages import pages
from tests.console.test_browser import PATIENCE
from tests.fixtures.browser import NO_BROWSER, is_missing
from tests.walks import eye
from tests.walks.looks import send_empty
from tests.walks.pages import NO_PAGES, SEEN, Seen
from tests.walks.town import Town

_BROWSER: Final = [
    pytest.mark.browser,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]
MAIN_WAYS: Final = ("light", "narrow")


def browser_test(wanted: list[Seen], *more: pytest.MarkDecorator) -> pytest.MarkDecorator:
    """The same test for each of these."""
    return pytest.mark.parametrize(
        "seen", [pytest.param(one, id=one.title, marks=[*_BROWSER, *more]) for one in wanted]
    )


@pytest_asyncio.fixture(loop_scope="module")
async def page(town: Town, seen: Seen) -> AsyncIterator[Page]:
    """As somebody sees it who is logged in; what the browser complains about fails."""
    context = await town.browser_of(seen.who)
    context.set_default_timeout(PATIENCE)
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            complaints.append(message.text)

    context.on("console", heard)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    try:
        yield await shown(town, context, seen)
    finally:
        await context.close()
    assert complaints == []


async def shown(town: Town, context: BrowserContext, seen: Seen) -> Page:
    """The page as it is to be looked at."""
    page = await context.new_page()
    await page.goto(await seen.address(town))
    if seen.then:
        await seen.then(page, town)
    if seen.wrong:
        await send_empty(page, seen.wrong)
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_count(1)
    assert "tidak berjalan di pihak kami" not in await page.content()
    assert seen.name == "unknown" or "tidak ditemukan" not in (await heading.inner_text()).lower(), seen.title
    return page


async def look(page: Page, *ways: str) -> None:
    """At the page in these ways, then with the keyboard, and at what it says is wrong."""
    problems = {name: await eye.wrong_in(page, eye.WAYS[name]) for name in ways}
    if await page.locator(".govuk-error-summary").count():
        problems["summary"] = await eye.wrong_in_summary(page)
    problems["keyboard"] = await eye.wrong_by_keyboard(page)
    assert {name: found for name, found in problems.items() if found} == {}


@browser_test([one for one in SEEN if one.main])
@pytest.mark.asyncio(loop_scope="module")
async def test_a_main_page_can_be_used_by_everybody(page: Page) -> None:
    await look(page, *MAIN_WAYS)


@browser_test(list(SEEN), pytest.mark.long)
@pytest.mark.asyncio(loop_scope="module")
async def test_every_page_can_be_used_by_everybody(page: Page) -> None:
    await look(page, *eye.WAYS)


def test_every_page_is_looked_at() -> None:
    """Where a page has no line, it is named; so is a line whose page is gone."""
    there = {one.path for one in pages(hub.console) if one.method == "GET" and not one.fragment}
    assert there - NO_PAGES.keys() == {one.path for one in SEEN}
    assert NO_PAGES.keys() <= there


def test_no_two_lines_are_the_same() -> None:
    titles = [one.title for one in SEEN]
    assert sorted(set(titles)) == sorted(titles)
