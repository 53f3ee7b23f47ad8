"""A QR code as SVG inside of a page: no picture to load, no style, no script."""

from __future__ import annotations

from typing import Final

import segno

_SCALE: Final = 4
_BORDER: Final = 4
"""Modules of quiet zone, as ISO/IEC 18004 wants it."""


def svg_of(text: str, title: str) -> str:
    """The element, whose text is escaped. `title` is what a screen reader says in its place."""
    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(scale=_SCALE, border=_BORDER, title=title, light="#fff", svgclass="qr", omitsize=False)
