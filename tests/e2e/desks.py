"""An application's way over the desks of the office in a browser: whatever its service, and by whichever hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser, Page, expect

from tests.demo.second_step import next_code
from tests.e2e.hands import Hand
from tests.e2e.office import PATIENCE, Watch

OPERATOR: Final = "operator.kabupaten"
VERIFIER, HEAD_OF_DIVISION, HEAD_OF_OFFICE = "kasi.kelahiran", "kabid.capil", "kadis.dukcapil"
_READ_BACK: Final = "Cocok dengan data kependudukan"
_BANNER: Final = ".govuk-notification-banner__heading"
ISSUED: Final = {"nik": "#nik", "deedNumber": "#deed-number", "familyCardNumber": "#family-card-number",
                 "letterNumber": "#letter-number"}  # fmt: skip
"""Name of a number in the graph -> where the page of SIAK's emulator shows it."""


@dataclass(frozen=True)
class Typed:
    """What an officer types at SIAK's desk for changes: a deed's kind, whether a card or a letter is issued, lines."""

    lines: Sequence[str]
    deed: str = ""
    new_card: bool = False
    letter: bool = False


@dataclass
class Desks:
    """`pages` are the browsers of those who logged in, each with her own."""

    browser: Browser
    data: Mapping[str, Any]
    hand: Hand
    script: bool = True
    watch: Watch = field(default_factory=Watch)
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def console(self) -> str:
        found: str = self.data["console_url"]
        return found

    async def log_in(self, username: str, start: str = "") -> Page:
        """Somebody in a browser of her own, at the console or at `start` below it. Who has an app shows a code."""
        user = next(user for user in self.data["users"] if user["username"] == username)
        page = await (await self.watch.browser_of(self.browser, script=self.script)).new_page()
        await page.goto(f"{self.console}{start}")
        await self.hand.answer(page, "username", username)
        await self.hand.answer(page, "password", user["password"])
        await self.hand.press(page, "Masuk")
        if user["totp_secret"]:
            await expect(page.get_by_label("Kode enam angka")).to_be_visible()
            await self.hand.answer(page, "code", await next_code(user))
            await self.hand.press(page, "Lanjut")
        await page.wait_for_url(f"{self.console}{start}*")
        self.pages[username] = page
        return page

    async def at(self, username: str, number: str) -> Page:
        """Her page, with the application open."""
        page = self.pages.get(username) or await self.log_in(username)
        await page.goto(f"{self.console}?view=all")
        await self.hand.press(page, number)
        await expect(page).to_have_url(f"{self.console}/applications/{number}")
        return page

    async def step(self, username: str, number: str, words: str, told: str) -> Page:
        """A step that needs no more words, and what the console answers."""
        page = await self.at(username, number)
        await self.hand.press(page, words)
        await expect(page.locator(_BANNER)).to_contain_text(told)
        return page

    async def check(self, number: str) -> None:
        """Operator and verifier: until it has to be typed into SIAK."""
        await self.step(OPERATOR, number, "Ambil dan periksa", "Permohonan sekarang Anda periksa.")
        await self.step(OPERATOR, number, "Surat sudah lengkap", "Surat dinyatakan lengkap.")
        await self.step(VERIFIER, number, "Setujui hasil pemeriksaan", "Hasil pemeriksaan disetujui.")

    async def type_into_siak(self, number: str, typed: Typed) -> dict[str, str]:
        """At the desk for changes; the numbers that SIAK issued, by their names in the graph."""
        page = await self._siak("/desk/changes")
        await page.get_by_label("Nomor permohonan").fill(number)
        await page.get_by_label("Akta").select_option(typed.deed)
        for name, wanted in (("newFamilyCard", typed.new_card), ("letter", typed.letter)):
            await page.locator(f"input[name={name}]").set_checked(wanted)
        await page.locator("#changes").fill("\n".join(typed.lines))
        await page.get_by_role("button", name="Simpan").click()
        return await self._issued(page)

    async def type_birth(self, number: str, form: Mapping[str, Any]) -> dict[str, str]:
        """At the desk for births."""
        page, child = await self._siak("/desk"), form["child"]
        typed = {
            "Nomor permohonan": number, "Nama lengkap anak": child["fullName"], "Tempat kelahiran": child["birthPlace"],
            "Tanggal lahir": child["birthDate"], "NIK ibu": form["motherNik"], "NIK ayah": form["fatherNik"],
            "Nomor KK": form["familyCardNumber"],
        }  # fmt: skip
        for label, value in typed.items():
            await page.get_by_label(label).fill(value)
        await page.get_by_label("Jenis kelamin").select_option(child["sex"])
        await page.get_by_role("button", name="Simpan").click()
        return await self._issued(page)

    async def _siak(self, path: str) -> Page:
        page = await (await self.watch.browser_of(self.browser, script=self.script)).new_page()
        await page.goto(f"{self.data['emulators']['population']['admin_url']}{path}")
        return page

    async def _issued(self, page: Page) -> dict[str, str]:
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Tercatat")
        shown = {name: page.locator(at) for name, at in ISSUED.items()}
        texts = {name: await at.inner_text() for name, at in shown.items() if await at.count()}
        return {name: text for name, text in texts.items() if text != "-"}

    async def record(self, number: str, gave: Mapping[str, str]) -> None:
        """What SIAK gave, into the console; it reads back by itself, or when the page is loaded again."""
        page = await self.at(OPERATOR, number)
        await self.hand.press(page, "Catat hasil dari SIAK")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Catat hasil dari SIAK")
        for name in ISSUED:
            if name in gave and await page.locator(f'main input[name="{name}"]').count():
                await self.hand.answer(page, name, gave[name])
        await self.hand.press(page, "Simpan dan cocokkan")
        await expect(page.locator(_BANNER)).to_contain_text("Hasil SIAK tersimpan.")
        for _ in range(0 if self.script else PATIENCE // 1000):
            if await page.locator("#siak-state").get_by_text("Sedang dicocokkan").count() == 0:
                break
            await page.wait_for_timeout(1000)
            await self.hand.press(page, "Muat ulang")
        await expect(page.locator("#siak-state")).to_contain_text(_READ_BACK)

    async def sign(self, number: str) -> None:
        """Head of division and head of office."""
        await self.step(HEAD_OF_DIVISION, number, "Validasi", "Permohonan divalidasi")
        page = await self.at(HEAD_OF_OFFICE, number)
        await self.hand.press(page, "Tanda tangani")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Tanda tangani")
        await self.hand.answer(page, "seen", "yes")
        await self.hand.press(page, "Tanda tangani")
        await expect(page.locator(_BANNER)).to_contain_text("Dokumen ditandatangani dan terbit.")

    async def finish(self, number: str) -> Page:
        """What an officer does of the bundle, and the handing over; the operator's page of it."""
        page = await self.at(OPERATOR, number)
        open_steps = page.get_by_role("link", name="Catat hasilnya")
        while left := await open_steps.count():
            await self.hand.press(page, "Catat hasilnya")
            await self.hand.answer(page, "outcome", "DONE")
            await self.hand.press(page, "Simpan")
            await expect(page.locator(_BANNER)).to_contain_text("tercatat")
            await expect(open_steps).to_have_count(left - 1)
        return await self.step(OPERATOR, number, "Serahkan kepada pemohon", "Dokumen dicatat sudah diserahkan.")
