"""People with a browser each: clerks who log in at the hub, and a family that follows without a log-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.demo.second_step import next_code
from tests.e2e.album import SIZE

# Milliseconds: other tests may keep the machine busy.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@dataclass
class Watch:
    """What all browsers of a walk asked for, and what they complained about."""

    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def browser_of(self, browser: Browser, *, script: bool = True) -> BrowserContext:
        """The browser of one more person: no cookie of anybody else's."""
        context = await browser.new_context(
            locale="id-ID", timezone_id="Asia/Jakarta", viewport=SIZE, java_script_enabled=script
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: self.addresses.append(request.url))
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return context

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} at {message.location['url']}")


class Clerk:
    """Somebody of the office at the console."""

    def __init__(self, page: Page, data: Mapping[str, Any], username: str) -> None:
        self.page = page
        self.console: str = data["console_url"]
        self._user = next(user for user in data["users"] if user["username"] == username)

    @classmethod
    async def arrive(cls, watch: Watch, browser: Browser, data: Mapping[str, Any], username: str) -> Self:
        """In a browser of her own, on the page where she logs in."""
        context = await watch.browser_of(browser)
        clerk = cls(await context.new_page(), data, username)
        await clerk.page.goto(clerk.console)
        return clerk

    async def log_in(self, heading: str = "Permohonan") -> None:
        """At the hub's own authorization server, as everybody does; `heading` is where she arrives."""
        assert "/oauth/authorize" in self.page.url
        await self.page.get_by_label("Nama pengguna").fill(self._user["username"])
        await self.page.get_by_label("Kata sandi").fill(self._user["password"])
        await self.page.get_by_role("button", name="Masuk").click()
        if self._user.get("totp_secret"):  # a citizen has no second step
            await self.page.get_by_label("Kode enam angka").fill(await next_code(self._user))
            await self.page.get_by_role("button", name="Lanjut").click()
        await expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    async def open(self, number: str) -> None:
        """An application, from the list of all."""
        await self.page.goto(f"{self.console}?view=all")
        await self.page.get_by_role("link", name=number).click()
        await expect(self.page).to_have_url(f"{self.console}/applications/{number}")

    async def step(self, name: str, told: str) -> None:
        """Takes a step that needs no words, and reads what the console answers."""
        await self.page.get_by_role("button", name=name).click()
        await self.reads(told)

    async def reads(self, told: str) -> None:
        """The sentence in the banner after a step."""
        await expect(self.page.locator(".govuk-notification-banner__heading")).to_contain_text(told)

    async def sees_state(self, state: str) -> None:
        await expect(self.page.locator(".page-title .govuk-tag").first).to_contain_text(state)


class Family:
    """Follows its application with the tracking number and nothing else."""

    def __init__(self, page: Page, data: Mapping[str, Any]) -> None:
        self.page = page
        self._site: str = data["issuer"]

    @classmethod
    async def arrive(cls, watch: Watch, browser: Browser, data: Mapping[str, Any]) -> Self:
        context = await watch.browser_of(browser)
        return cls(await context.new_page(), data)

    async def follow(self, number: str) -> tuple[str, int, str]:
        """(the state as it is told, how many of the five steps are done, all words of the page)."""
        await self.page.goto(f"{self._site}/track")
        await self.page.get_by_label("Nomor permohonan").fill(number)
        await self.page.get_by_role("button", name="Lihat permohonan").click()
        await expect(self.page.locator(".govuk-caption-l")).to_contain_text(number)
        state = await self.page.locator("#now").inner_text()
        done = await self.page.locator(".steps__done").count()
        return state.splitlines()[0].strip(), done, await self.page.locator("main").inner_text()

    async def verify(self, address: str) -> str:
        """Opens what a QR code says; gives the words of the verdict."""
        await self.page.goto(address)
        return await self.page.locator("main").inner_text()
