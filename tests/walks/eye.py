"""What is looked at on a page: in each of the ways in which people look, and with nothing but the keyboard.

Light and dark, on a telephone's narrow screen, at twice the size, and with letters twice as large: nothing that axe
finds, nothing to scroll sideways, nothing too small to hit. Then from one to the next by the tab key: each can be seen
to have the focus, in the order in which the page is read. And where a form was wrong, each line of what is wrong
leads to the field that it is about.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.console.test_browser import AXE


@dataclass(frozen=True)
class Way:
    """How somebody looks. `zoom` is the browser's, `letters` the size of the text alone."""

    width: int
    height: int
    dark: bool = False
    zoom: int = 1
    letters: int = 1


WAYS: Final = {
    "light": Way(1280, 900),
    "dark": Way(1280, 900, dark=True),
    "narrow": Way(320, 640),
    "zoomed": Way(1280, 900, zoom=2),
    "large letters": Way(1280, 900, letters=2),
}
LEAST_PIXELS: Final = 24
_MOST_TABS: Final = 250
_LETTERS: Final = 16
"""Pixels of a letter in a browser whose settings nobody changed."""
_TOO_WIDE: Final = """
() => {
  if (document.documentElement.scrollWidth <= window.innerWidth) return [];
  const beyond = [...document.querySelectorAll("body *")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && box.right > window.innerWidth + 1;
  });
  return (beyond.length ? beyond : [document.body]).slice(0, 5).map(one => one.outerHTML.slice(0, 160));
}
"""
_BESIDES: Final = ".govuk-skip-link, [tabindex='-1'][aria-hidden=true], .monaco-editor textarea.inputarea"
"""What is small and hit all the same: a link that shows itself with the focus, what nobody reaches, and the place of
GraphiQL's editor for the keyboard, whose whole face takes the mouse."""
_TOO_SMALL: Final = """
([least, besides]) => {
  const among = one => [...one.parentElement.childNodes].some(each => each !== one && each.textContent.trim());
  const inline = one => one.matches("a") && getComputedStyle(one).display === "inline" && among(one);
  const shown = one => one.checkVisibility({visibilityProperty: true, opacityProperty: false});
  return [...document.querySelectorAll("a[href], button, select, textarea, summary, input:not([type=hidden])")]
    .filter(one => shown(one) && !inline(one) && !one.matches(besides))
    .filter(one => {
      const box = one.getBoundingClientRect();
      return box.width > 0 && (box.width < least || box.height < least);
    })
    .map(one => `${Math.round(one.getBoundingClientRect().height)} high: ${one.outerHTML.slice(0, 160)}`);
}
"""
# How a thing looks, and the two pieces that stand for a box or a circle which itself cannot be seen.
_LOOKS: Final = """
window.looks = one => [[one, null], [one.nextElementSibling, "::before"], [one.closest("label, summary, li"), null]]
  .filter(([piece]) => piece)
  .map(([piece, part]) => {
    const style = getComputedStyle(piece, part);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.backgroundColor,
            style.borderColor, style.borderWidth, style.color].join(" ");
  }).join(" | ");
window.things = [...document.querySelectorAll(
  "a[href], button, select, textarea, summary, input:not([type=hidden]), [tabindex='0']")];
window.unfocused = new Map();
document.activeElement.blur();
for (const one of window.things) window.unfocused.set(one, window.looks(one));
"""
_FOCUSED: Final = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + Math.min(box.width, 40) / 2, box.y + Math.min(box.height, 20) / 2);
  const same = at && (one.contains(at) || at.contains(one) || at.closest("label")?.htmlFor === one.id);
  return {
    number: window.things.indexOf(one),
    known: window.unfocused.has(one),
    shows: window.looks(one) !== window.unfocused.get(one),
    inSight: box.width > 0 && box.bottom > 0 && box.top < window.innerHeight && !!same,
    html: one.outerHTML.slice(0, 160),
  };
}
"""
_WRONG: Final = """
() => [...document.querySelectorAll(".govuk-error-summary__list a")].map(link => {
  const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const group = field?.closest(".govuk-form-group, fieldset");
  const control = field?.matches("input, select, textarea, fieldset, [role=group]")
    || field?.querySelector("input, select, textarea");
  return [link.hash, !!control, !!group?.querySelector(".govuk-error-message"), link.textContent.trim()];
})
"""


@asynccontextmanager
async def looking(page: Page, way: Way) -> AsyncIterator[None]:
    """The page as somebody sees it in this way."""
    await page.emulate_media(color_scheme="dark" if way.dark else "light")
    await page.set_viewport_size({"width": way.width // way.zoom, "height": way.height // way.zoom})
    screen = await page.context.new_cdp_session(page)
    if way.zoom > 1:
        given = {"width": way.width // way.zoom, "height": way.height // way.zoom, "mobile": False}
        await screen.send("Emulation.setDeviceMetricsOverride", {**given, "deviceScaleFactor": way.zoom})
    await screen.send("Page.setFontSizes", {"fontSizes": {"standard": _LETTERS * way.letters}})
    try:
        yield
    finally:
        await screen.send("Page.setFontSizes", {"fontSizes": {"standard": _LETTERS}})
        if way.zoom > 1:
            await screen.send("Emulation.clearDeviceMetricsOverride")
        await screen.detach()


async def wrong_in(page: Page, way: Way) -> list[str]:
    """All that is wrong with a page in one way."""
    async with looking(page, way):
        found = await Axe().run(page, options=AXE)
        problems = [found.generate_report()] if found.violations_count else []
        problems += [f"too wide: {one}" for one in await page.evaluate(_TOO_WIDE)]
        problems += [f"too small: {one}" for one in await page.evaluate(_TOO_SMALL, [LEAST_PIXELS, _BESIDES])]
    return problems


async def wrong_by_keyboard(page: Page) -> list[str]:
    """What cannot be seen to have the focus, lies under something else then, or comes before what is read before it."""
    await page.set_viewport_size({"width": WAYS["light"].width, "height": WAYS["light"].height})
    await page.evaluate("window.scrollTo(0, 0)")
    await page.evaluate(_LOOKS)
    problems: list[str] = []
    before = -1
    for _ in range(_MOST_TABS):
        await page.keyboard.press("Tab")
        one: dict[str, Any] | None = await page.evaluate(_FOCUSED)
        if one is None:
            return problems
        problems += [f"{word}: {one['html']}" for word in _wrong_with(one, before)]
        before = one["number"]
    return [*problems, f"The keyboard is still in the page after {_MOST_TABS} steps."]


def _wrong_with(one: dict[str, Any], before: int) -> list[str]:
    if one["number"] == before:  # the parts of one field, such as the day and the month of a date
        return []
    told = {
        "no thing of the page": one["known"], "the focus is not seen": one["shows"] or not one["known"],
        "not in sight with the focus": one["inSight"], "out of the order of reading": one["number"] > before,
    }  # fmt: skip
    return [word for word, right in told.items() if not right]


async def wrong_in_summary(page: Page) -> list[str]:
    """Lines about what is wrong that lead nowhere, or to a field that does not say so itself."""
    lines: Sequence[tuple[str, bool, bool, str]] = await page.evaluate(_WRONG)
    problems = [] if lines else ["no line of what is wrong leads to a field"]
    problems += [f"leads to no field: {at} {words}" for at, field, _, words in lines if not field]
    problems += [f"the field does not say what is wrong: {at}" for at, field, said, _ in lines if field and not said]
    if not (await page.title()).startswith("Perhatikan:"):
        problems.append(f"the title does not say so: {await page.title()}")
    return problems
