"""Pictures of the walk for the documentation: which there are, and the place where each is taken."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import typst
from playwright.async_api import Page, ViewportSize

PICTURES: Final = (
    "console-log-in",
    "console-queue",
    "console-application",
    "console-missing",
    "track",
    "console-siak",
    "siak-desk",
    "console-sign",
    "certificate",
    "verify",
)
"""In the order of the walk. The documentation names each of them, and nothing else lies in its folder."""
SIZE: Final[ViewportSize] = {"width": 1100, "height": 800}
_PAGE: Final = b"""
#set page(width: auto, height: auto, margin: 0pt)
#image("certificate.pdf", width: 480pt)
"""


class Album:
    """Takes pictures into a folder; without one it only keeps which would have been taken."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.taken: list[str] = []

    async def take(self, name: str, page: Page) -> None:
        """What a person sees on a screen of SIZE when she has not scrolled."""
        self.taken.append(name)
        if self.folder is None:
            return
        await page.evaluate("window.scrollTo(0, 0)")
        await page.screenshot(path=self.folder / f"{name}.png", animations="disabled", caret="hide")

    def print_out(self, name: str, pdf: bytes, scratch: Path) -> None:
        """The first page of a document."""
        self.taken.append(name)
        if self.folder is None:
            return
        (scratch / "certificate.pdf").write_bytes(pdf)
        (scratch / "page.typ").write_bytes(_PAGE)
        typst.compile(scratch / "page.typ", output=self.folder / f"{name}.png", format="png", ppi=90.0)
