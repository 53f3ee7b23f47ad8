"""How somebody works a page: with the mouse, or with nothing but a keyboard."""

from __future__ import annotations

from typing import Final, Protocol

from playwright.async_api import Locator, Page

_MOST_TABS: Final = 400
_KIND: Final = "one => one.tagName === 'SELECT' ? 'select' : one.type"
_AT: Final = "name => document.activeElement.name === name"
_VALUE: Final = "document.activeElement.value"
_WORDS: Final = """
words => document.activeElement.matches("a, button") && document.activeElement.tabIndex >= 0
  && document.activeElement.innerText.includes(words)
"""


class Hand(Protocol):
    """`name` is a control's, as the browser sends it; `words` are what stands on a button or link."""

    async def answer(self, page: Page, name: str, value: str) -> None: ...

    async def press(self, page: Page, words: str) -> None: ...


class Mouse:
    """Points at things; works without script too."""

    async def answer(self, page: Page, name: str, value: str) -> None:
        control = page.locator(f'main [name="{name}"]:not([type=hidden])')
        match await control.first.evaluate(_KIND):
            case "select":
                await control.select_option(value)
            case "radio" | "checkbox":
                await page.locator(f'main [name="{name}"][value="{value}"]').check()
            case _:
                await control.fill(value)

    async def press(self, page: Page, words: str) -> None:
        await _named(page, words).click()


class Keys:
    """Goes from one thing to the next with the tab key, always forward, and never points."""

    async def answer(self, page: Page, name: str, value: str) -> None:
        await self._reach(page, _AT, name)
        match await page.evaluate(f"({_KIND})(document.activeElement)"):
            case "select":
                await page.keyboard.type(await page.locator(f'[name="{name}"] option[value="{value}"]').inner_text())
            case "radio":
                await page.keyboard.press("Space")
                while await page.evaluate(_VALUE) != value:
                    await page.keyboard.press("ArrowDown")
            case "checkbox":
                await page.keyboard.press("Space")
            case _:
                await page.keyboard.press("ControlOrMeta+a")
                await page.keyboard.type(value)

    async def press(self, page: Page, words: str) -> None:
        await self._reach(page, _WORDS, words)
        await page.keyboard.press("Enter")

    async def _reach(self, page: Page, here: str, what: str) -> None:
        for _ in range(_MOST_TABS):
            if await page.evaluate(here, what):
                return
            await page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {what!r} on {page.url}.")


def _named(page: Page, words: str) -> Locator:
    return page.locator("a, button:not([tabindex='-1'])").filter(has_text=words).last
