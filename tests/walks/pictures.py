"""Which pictures of pages the documentation has: what a person sees who has not scrolled, on two screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playwright.async_api import ViewportSize

SIZES: Final[Mapping[str, ViewportSize]] = {
    "wide": {"width": 1280, "height": 800},
    "narrow": {"width": 360, "height": 740},
}


def file_name(picture: str, size: str) -> str:
    return f"{picture}-{size}.png"
