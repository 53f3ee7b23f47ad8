"""What somebody does on a page before it is looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from playwright.async_api import Page, Route, expect

from tests.e2e.hands import Mouse
from tests.walks import things
from tests.walks.town import Town

Then = Callable[[Page, Town], Awaitable[None]]
_HAND: Final = Mouse()
_A_TELEPHONE: Final = 600


def filled(words: str, answers: Mapping[str, str]) -> Then:
    """Types this, and presses the button with these words; $nik is somebody's, $number an application's, $issued one's
    whose papers were issued."""

    async def done(page: Page, town: Town) -> None:
        known = {"$nik": await things.own_nik(town), "$number": town.data["sample"]["tracking_number"]}
        if "$issued" in answers.values():
            known["$issued"] = await town.at_desk("ISSUED")
        for name, value in answers.items():
            await _HAND.answer(page, name, known.get(value, value))
        await _HAND.press(page, words)
        await page.wait_for_load_state()

    return done


def emptied(name: str) -> Then:
    """Takes away what a field has from the beginning."""

    async def done(page: Page, town: Town) -> None:
        await page.locator(f"[name='{name}']").fill("")

    return done


async def answered(page: Page, town: Town) -> None:
    """Runs GraphiQL's example, and waits until it is answered."""
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.locator(".graphiql-response")).to_contain_text("data", timeout=60_000)
    await page.locator(".graphiql-place").evaluate("one => one.scrollIntoView()")


def opened(words: str, then: Then | None = None) -> Then:
    """Unfolds what stands behind these words first."""

    async def done(page: Page, town: Town) -> None:
        await _HAND.press(page, words)
        if then:
            await then(page, town)

    return done


def ticked(words: str) -> Then:
    """Ticks the first row, and presses the button with these words."""

    async def done(page: Page, _town: Town) -> None:
        await page.locator("main input[name=number]").first.check()
        await _HAND.press(page, words)
        await expect(page.locator("#queue")).to_have_count(0)

    return done


async def menu(page: Page, _town: Town) -> None:
    """All of it open; where the screen is narrow, it is itself behind a word."""
    bar = page.locator(".govuk-service-navigation")
    for words in ("Menu", "Lainnya"):
        folded = bar.locator("button, details:not([open]) > summary").filter(has_text=words).locator("visible=true")
        if await folded.count():
            await folded.click()


async def simulated(page: Page, town: Town) -> None:
    """What a client with few rights would get of the example, field by field."""
    await filled("Simulasikan", {"client": "law-enforcement"})(page, town)
    table = page.locator("main table").first
    await table.evaluate("one => scrollBy(0, one.getBoundingClientRect().top - innerHeight / 2)")


async def drawing(page: Page, _town: Town) -> None:
    """Where the first figures stand, and the newest of them."""
    await page.locator("section.figures").first.evaluate("one => one.scrollIntoView()")
    await page.locator("section.figures .wide").first.evaluate("one => one.scrollTo(one.scrollWidth, 0)")


async def still(page: Page, _town: Town) -> None:
    """A page that would renew itself stays as it is: an answer without content changes nothing."""
    await page.route("**/display", _unchanged)


async def _unchanged(route: Route) -> None:
    await route.fulfill(status=204)


async def typed_wrong(page: Page, town: Town) -> None:
    """A NIK that is none, where numbers are given at this hour."""
    if await page.locator("main form").count():
        await filled("Ambil nomor", {"nik": "12"})(page, town)


async def send_empty(page: Page, words: str) -> None:
    """Sends a form with nothing in it."""
    await _HAND.press(page, words)
    await expect(page.locator(".govuk-error-summary")).to_be_visible()


def down_to(selector: str) -> Then:
    """On a telephone, what the page is about lies below its head: down to there."""

    async def done(page: Page, _town: Town) -> None:
        size = page.viewport_size
        if size is not None and size["width"] < _A_TELEPHONE:
            shown = page.locator(selector).first
            await shown.evaluate("one => scrollBy(0, one.getBoundingClientRect().top - 16)")

    return done
