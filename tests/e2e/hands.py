"""How somebody works a page: with the mouse, or with nothing but a keyboard."""

from __future__ import annotations

from typing import Final, Protocol

from playwright.async_api import Error, Locator, Page

_MOST_TABS: Final = 400
_KIND: Final = "one => one.tagName === 'SELECT' ? 'select' : one.type"
_AT: Final = """
([name, value]) => document.activeElement.name === name
  && (document.activeElement.type !== "checkbox" || document.activeElement.value === value)
"""
_VALUE: Final = "document.activeElement.value"
# The button that looks for a region belongs to its field, and is never the one of the form.
_WORDS: Final = """
words => document.activeElement.matches("a, button:not([value^='find:']), summary")
  && document.activeElement.tabIndex >= 0
  && document.activeElement.innerText.includes(words)
"""
_FOLDED: Final = """
to => document.activeElement.matches("details:not([open]) > summary")
  && [...document.activeElement.parentElement.querySelectorAll("a")].some(one => one.getAttribute("href") === to)
"""
_LEADS: Final = "to => document.activeElement.matches('a') && document.activeElement.getAttribute('href') === to"


class Hand(Protocol):
    """`name` is a control's, as the browser sends it; `words` are what stands on a button or link; `to` is where a link
    leads, also one that is folded away in a menu."""

    async def answer(self, page: Page, name: str, value: str) -> None: ...

    async def press(self, page: Page, words: str) -> None: ...

    async def follow(self, page: Page, to: str) -> None: ...


class Mouse:
    """Points at things; works without script too."""

    async def answer(self, page: Page, name: str, value: str) -> None:
        control = page.locator(f'main [name="{name}"]:not([type=hidden])').locator("visible=true").first
        match await control.evaluate(_KIND):
            case "select":
                await control.select_option(value)
            case "radio" | "checkbox":
                await page.locator(f'main [name="{name}"][value="{value}"]').first.check()
            case _:
                await control.fill(value)

    async def press(self, page: Page, words: str) -> None:
        await _named(page, words).click()

    async def follow(self, page: Page, to: str) -> None:
        if await _is_folded(page, to):
            folded = page.locator("details:not([open])", has=page.locator(f'a[href="{to}"]'))
            await folded.locator("summary").first.click()
        await page.locator(f'a[href="{to}"]').locator("visible=true").first.click()


class Keys:
    """Goes from one thing to the next with the tab key, always forward, and never points."""

    def __init__(self, most_tabs: int = _MOST_TABS) -> None:
        self.most_tabs = most_tabs

    async def answer(self, page: Page, name: str, value: str) -> None:
        await self._reach(page, _AT, [name, value])
        match await page.evaluate(f"({_KIND})(document.activeElement)"):
            case "select":
                await page.keyboard.press("Home")
                for _ in range(await page.evaluate("document.activeElement.length")):
                    if await page.evaluate(_VALUE) == value:
                        return
                    await page.keyboard.press("ArrowDown")
                assert await page.evaluate(_VALUE) == value, f"{name} offers no {value!r} on {page.url}."
            case "radio":
                await page.keyboard.press("Space")
                while await page.evaluate(_VALUE) != value:
                    await page.keyboard.press("ArrowDown")
            case "checkbox":
                await page.keyboard.press("Space")
            case "datetime-local":
                await self._type_moment(page, value)
            case "date":
                await self._type_day(page, value)
            case _:
                await page.keyboard.press("ControlOrMeta+a")
                await page.keyboard.type(value)

    async def press(self, page: Page, words: str) -> None:
        await self._reach(page, _WORDS, words)
        await page.keyboard.press("Enter")

    async def follow(self, page: Page, to: str) -> None:
        if await _is_folded(page, to):
            await self._reach(page, _FOLDED, to)
            await page.keyboard.press("Enter")
        await self._reach(page, _LEADS, to)
        await page.keyboard.press("Enter")

    async def _type_moment(self, page: Page, value: str) -> None:
        """Part by part, in the order in which this browser shows them."""
        year, month, rest = value.split("-")
        day, _, hours = rest.partition("T")
        hour, minute = hours.split(":")
        orders = ((month, day), (day, month))
        for first, second in orders:
            await page.keyboard.type(first + second + year)
            await page.keyboard.press("ArrowRight")
            await page.keyboard.type(f"{int(hour) % 12 or 12:02}{minute}" + ("PM" if int(hour) >= 12 else "AM"))
            if await page.evaluate(_VALUE) == value:
                return
            await page.keyboard.press("Shift+Tab")
        raise AssertionError(f"{value} cannot be typed on {page.url}.")

    async def _type_day(self, page: Page, value: str) -> None:
        """The same without a time."""
        year, month, day = value.split("-")
        for first, second in ((month, day), (day, month)):
            await page.keyboard.type(first + second + year)
            if await page.evaluate(_VALUE) == value:
                return
            for _ in range(2):
                await page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{value} cannot be typed on {page.url}.")

    async def _reach(self, page: Page, here: str, what: str | list[str]) -> None:
        for _ in range(self.most_tabs):
            if await self._is(page, here, what):
                return
            await page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {what!r} on {page.url}.")

    async def _is(self, page: Page, here: str, what: str | list[str]) -> bool:
        """Whether it has the focus; a page that is on its way is waited for."""
        try:
            return bool(await page.evaluate(here, what))
        except Error as error:
            if "navigation" not in error.message:
                raise
            await page.wait_for_load_state()
            return False


async def _is_folded(page: Page, to: str) -> bool:
    """Whether all links that lead there stand behind a word that has to be opened first."""
    links = page.locator(f'a[href="{to}"]')
    await links.first.wait_for(state="attached")
    return not await links.locator("visible=true").count()


def _named(page: Page, words: str) -> Locator:
    return page.locator("a, button:not([tabindex='-1']), summary").filter(has_text=words).locator("visible=true").last
