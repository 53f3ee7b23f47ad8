"""Somebody fills a service's form in, page by page, as the console asks: at the counter, or at home with scans."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, expect

from hub.sandbox.sample_paper import sample_paper
from tests.console.filling import form_fields
from tests.e2e.hands import Hand

_ASKED: Final = "main form[action] :is(input:not([type=hidden], [type=file]), select)"
_NAMES: Final = "all => [...new Set(all.map(one => one.name))]"


@dataclass
class Counter:
    """`base` is /console/intake or /console/me/apply; `scans` a folder for what is uploaded, where papers are."""

    page: Page
    hand: Hand
    base: str
    scans: Path | None = None

    async def enter(self, title: str, form: Mapping[str, Any], papers: Sequence[str], *, opens: bool = True) -> str:
        """From the list of services to the slip; the tracking number. Without `opens` the list is shown already."""
        if opens:
            await self.page.goto(self.base)
        await self.hand.press(self.page, title)
        choice = next(iter(form["cause"])) if isinstance(form.get("cause"), Mapping) else ""
        values = form_fields({**form, **({"choice": f"cause.{choice}"} if choice else {})})
        for heading in ("Siapa", "Isian"):
            await self._at(heading)
            await self._rows(form)
            await self._answer(values)
            await self._onward(heading)
        await self._at("Surat")
        await self._bring(papers)
        await self._onward("Surat")
        await self._at("Periksa")
        await self.hand.press(self.page, "Kirim permohonan")
        return await self.page.locator("#tracking-number").inner_text()

    async def _at(self, heading: str) -> None:
        await expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    async def _onward(self, heading: str) -> None:
        await self.hand.press(self.page, "Lanjut")
        await self.page.wait_for_load_state()
        wrong = self.page.locator(".govuk-error-summary")
        assert await wrong.count() == 0, f"{heading}: {await wrong.inner_text()}"

    async def _names(self) -> list[str]:
        """What this page asks, in its order."""
        names: list[str] = await self.page.locator(_ASKED).evaluate_all(_NAMES)
        return names

    async def _rows(self, form: Mapping[str, Any]) -> None:
        """As many rows as the form has lines, where this page has the list."""
        for name, rows in _lists(form):
            add = self.page.locator(f'button[value="add:{name}"]')
            there = await self.page.locator(f'button[value^="drop:{name}."]').count()
            if await add.count():
                for count in range(there, rows):
                    await add.click()
                    await expect(self.page.locator(f'button[value="drop:{name}.{count}"]')).to_have_count(1)
                for count in range(there, rows, -1):
                    await self.page.locator(f'button[value="drop:{name}.{count - 1}"]').click()
                    await expect(self.page.locator(f'button[value="drop:{name}.{count - 1}"]')).to_have_count(0)

    async def _answer(self, values: Mapping[str, str]) -> None:
        for name in await self._names():
            if value := values.get(name, ""):
                await self.hand.answer(self.page, name, value)

    async def _bring(self, papers: Sequence[str]) -> None:
        for name in await self._names():
            kind = name.removeprefix("paper.")
            await self.hand.answer(self.page, name, "have" if kind in papers else "none")
            if self.scans is not None and kind in papers:
                scan = self.scans / f"{kind}.png"
                scan.write_bytes(await asyncio.to_thread(sample_paper, kind))
                await self.page.locator(f'input[name="file.{kind}"]').set_input_files(scan)


def _lists(given: Any, path: str = "") -> list[tuple[str, int]]:
    if isinstance(given, Mapping):
        return [found for name, value in given.items() for found in _lists(value, f"{path}.{name}" if path else name)]
    return [(path, len(given))] if isinstance(given, list) else []
