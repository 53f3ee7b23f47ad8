"""Lines of an extract that are one row each, cut into columns some hundred lines at a time.

Nearly all lines are such. What is quoted is taken out of them, all the rest is cut by one call, and what was quoted is
put into the cells that it left empty. Whether `csv` would see the same is told by where line ends and such cells stand.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Final

_TAKEN_OUT: Final = "\0"


def columns(lines: Sequence[str], delimiter: str, width: int) -> list[list[str]] | None:
    """The columns of some rows; None unless each line, which comes without its line feed, is one of `width` fields."""
    if lines[0].endswith("\r"):
        lines = [line.removesuffix("\r") for line in lines]
    text = "\n".join(lines)
    if "\r" in text or _TAKEN_OUT in text or max(map(len, lines)) >= csv.field_size_limit():
        return None
    cells = _cut(text, len(lines), delimiter, width)
    return _read(lines, delimiter, width) if cells is None else [cells[at::width] for at in range(width)]


def _cut(text: str, rows: int, delimiter: str, width: int) -> list[str] | None:
    """The fields one after the other; None where what is quoted is not a whole cell without a quotation mark inside."""
    outside, inside = (parts := text.split('"'))[::2], parts[1::2]
    cells = _TAKEN_OUT.join(outside).replace("\n", f"{delimiter}\n").split(delimiter)
    first = cells[width::width]
    # Each line feed stands at the beginning of a row, and each row begins with one.
    if len(cells) != rows * width or not all(cell.startswith("\n") for cell in first):
        return None
    cells[width::width] = [cell[1:] for cell in first]
    return cells if len(inside) < len(outside) and _are_put_back(cells, inside) else None


def _are_put_back(cells: list[str], quoted: list[str]) -> bool:
    """Whether for each quoted text there was a whole cell from which it was taken out."""
    at = -1
    try:
        for text in quoted:
            at = cells.index(_TAKEN_OUT, at + 1)
            cells[at] = text
    except ValueError:
        return False
    return True


def _read(lines: Sequence[str], delimiter: str, width: int) -> list[list[str]] | None:
    """The same by `csv`, if each line is a whole row."""
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) != len(lines) or not set(map(len, rows)) <= {width}:
        return None
    return list(map(list, zip(*rows, strict=True)))
