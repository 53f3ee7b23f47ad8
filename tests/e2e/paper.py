"""Reading a certificate as it was downloaded: its words, and the QR code as it is drawn."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final

import segno
from pypdf import PdfReader

_RUN: Final = re.compile(r"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l")
# The code is drawn in black of its own; all else on the page has the colours of the form.
_DRAWING: Final = re.compile(r"c1 CS 0 SCN 4 M ([\d.\sml]+)")

Dots = frozenset[tuple[int, int]]


def words_of(pdf: bytes) -> str:
    """All text, in one line."""
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def drawn_qr(pdf: bytes) -> Dots:
    """(column, row) of every dark module of the code on the first page."""
    contents = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert contents is not None
    drawings = _DRAWING.findall(contents.get_data().decode("latin-1"))
    assert len(drawings) == 1, "one code is drawn"
    return frozenset(_dots(drawings[0]))


def _dots(drawing: str) -> Iterator[tuple[int, int]]:
    for begin, row, end, _ in _RUN.findall(drawing):
        yield from ((column, int(float(row))) for column in range(round(float(begin)), round(float(end))))


def qr_of(address: str) -> Dots:
    """What a code that says this address looks like."""
    matrix = segno.make(address, error="m", micro=False).matrix
    return frozenset((column, row) for row, line in enumerate(matrix) for column, dark in enumerate(line) if dark)
