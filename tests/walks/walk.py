"""Somebody who works at the console by one hand or the other, from the log-in to the result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import Page, expect

from tests.demo.second_step import next_code
from tests.e2e.hands import Hand
from tests.walks.town import Town

_PATIENCE: Final = 90_000
"""Milliseconds for the way over a long page by the tab key, where other tests keep the machine busy."""
_BANNER: Final = ".govuk-notification-banner__heading"


@dataclass
class Walk:
    """`who` is a role, or nobody. `visited` are the addresses of all pages that were shown."""

    town: Town
    page: Page
    hand: Hand
    who: str
    visited: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("domcontentloaded", lambda page: self.visited.append(urlsplit(page.url).path))

    async def log_in(self) -> None:
        """As everybody does, at the hub's own issuer; whoever has an app shows a code."""
        user = self.town.user(self.who)
        await self.page.goto(f"{self.town.site}/console")
        await self.answer(username=user["username"], password=user["password"])
        await self.press("Masuk")
        if user["totp_secret"]:
            await expect(self.page.get_by_label("Kode enam angka")).to_be_visible()
            await self.answer(code=await next_code(user))
            await self.press("Lanjut")
        await self.page.wait_for_url(f"{self.town.site}/console**")

    async def start(self) -> None:
        """Where she is after the log-in; at the front page without one."""
        await self.page.goto(f"{self.town.site}{'/console' if self.who else '/'}")

    async def follow(self, *links: str) -> None:
        """One link after the other, by where they lead."""
        for to in links:
            async with self.page.expect_navigation(url=partial(_leads, to), timeout=_PATIENCE):
                await self.hand.follow(self.page, to)

    async def answer(self, **answers: str) -> None:
        """Fills fields in; a name with a dash is given with two underscores."""
        for name, value in answers.items():
            await self.hand.answer(self.page, name.replace("__", "-"), value)

    async def press(self, words: str) -> None:
        await self.hand.press(self.page, words)
        await self.page.wait_for_load_state()

    async def told(self, words: str) -> None:
        """The sentence in the banner after something was done."""
        await expect(self.page.locator(_BANNER)).to_contain_text(words)

    async def reads(self, words: str) -> None:
        """Somewhere in the page."""
        await expect(self.page.locator("main")).to_contain_text(words)

    async def application(self, state: str) -> str:
        """A new application in a state, open from the list of all; its number."""
        number = await self.town.application(state)
        await self.open(number)
        return number

    async def open(self, number: str) -> None:
        """An application, from the list of all."""
        await self.start()
        await self.press("Semua")
        await self.follow(f"/console/applications/{number}")


def _leads(to: str, url: str) -> bool:
    parts = urlsplit(url)
    return to == (f"{parts.path}?{parts.query}" if "?" in to else parts.path)


@dataclass(frozen=True)
class Task:
    """What somebody comes for, in the words that her guide has for it, and the pages (the router's) on the way.
    `main` are walked whenever anything is tested."""

    who: str
    title: str
    do: Callable[[Walk], Awaitable[None]]
    pages: tuple[str, ...]
    main: bool = False
