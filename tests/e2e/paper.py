"""Reading a certificate as it was downloaded: its words, and what a phone reads in the QR code on the page."""

from __future__ import annotations

import io
from typing import Final

import pypdfium2
import zxingcpp
from pypdf import PdfReader

_DOTS: Final = 150
"""An inch, as an office printer makes them."""


def words_of(pdf: bytes) -> str:
    """All text, in one line."""
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def code_on(pdf: bytes) -> str:
    """The text in the one code on the first page, read by a decoder of another house."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=_DOTS / 72).to_pil()
    (found,) = zxingcpp.read_barcodes(page)
    return found.text
