"""The eye and the hands on pages with one fault each: each is found; and on a page without a fault, nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.e2e.hands import Keys
from tests.fixtures.browser import NO_BROWSER, is_missing
from tests.walks import eye

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.asyncio(loop_scope="module"),
]
_PAGE: Final = """
<!DOCTYPE html><html lang="id"><head><title>Perhatikan: contoh</title><style>
  body {{ font: 20px sans-serif }} a, button, input {{ display: inline-block; min-height: 30px; min-width: 60px }}
</style></head><body><main><h1>Contoh</h1>{}</main></body></html>
"""
FINE: Final = """
<div class="govuk-error-summary"><ul class="govuk-error-summary__list"><li><a href="#name">Isi nama.</a></li></ul></div>
<div class="govuk-form-group"><label for="name">Nama</label><p class="govuk-error-message">Isi nama.</p>
<input id="name"></div><button>Kirim</button>
"""
FAULTS: Final = {
    "color-contrast": '<p style="color: #bbb">Terlalu pucat</p>',
    "label": "<input>",
    "too wide": '<p style="width: 900px">Lebar</p>',
    "too small": '<p><button style="min-height: 0; height: 12px; padding: 0">Kecil</button></p>',
    "the focus is not seen": '<a href="/x" style="outline: none">Ke sana</a>',
    "out of the order of reading": '<a href="/x">Dulu</a> <a href="/y" tabindex="1">Sesudahnya</a>',
    "not in sight": '<a href="/x">Ke sana</a><div style="position: fixed; inset: 0; background: white">Di atas</div>',
}
SUMMARIES: Final = {
    "leads to no field": FINE.replace('href="#name"', 'href="#gone"'),
    "does not say what is wrong": FINE.replace('<p class="govuk-error-message">Isi nama.</p>', ""),
    "no line of what is wrong": FINE.replace('<a href="#name">Isi nama.</a>', "Isi nama."),
}


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context()
    yield await context.new_page()
    await context.close()


async def found_on(page: Page, body: str) -> str:
    await page.set_content(_PAGE.format(body))
    return " ".join([*await eye.wrong_in(page, eye.WAYS["narrow"]), *await eye.wrong_by_keyboard(page)])


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_is_found(page: Page, fault: str) -> None:
    assert fault in await found_on(page, FAULTS[fault])


@pytest.mark.parametrize("fault", SUMMARIES)
async def test_a_line_that_leads_nowhere_is_found(page: Page, fault: str) -> None:
    await page.set_content(_PAGE.format(SUMMARIES[fault]))
    assert fault in " ".join(await eye.wrong_in_summary(page))


async def test_a_page_without_a_fault_is_left_in_peace(page: Page) -> None:
    assert await found_on(page, FINE) == ""
    assert await eye.wrong_in_summary(page) == []


async def test_letters_grow_as_somebody_sets_them(page: Page) -> None:
    await page.set_content(_PAGE.format(FINE).replace("20px sans-serif", "1em sans-serif"))
    async with eye.looking(page, eye.WAYS["large letters"]):
        assert await page.evaluate("getComputedStyle(document.body).fontSize") == "32px"


async def test_a_button_that_is_none_is_not_pressed_by_the_keyboard(page: Page) -> None:
    await page.set_content(
        _PAGE.format('<div class="govuk-button" onclick="alert(1)">Kirim</div><a href="/x">Lain</a>')
    )
    with pytest.raises(AssertionError, match="does not reach 'Kirim'"):
        await Keys(most_tabs=9).press(page, "Kirim")
