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
    # A line feed can only stand at the beginning of a cell now; each row has to begin with one.
    first = "".join(cells[width::width]).split("\n")
    if len(cells) != rows * width or len(first) != rows:
        return None
    cells[width::width] = first[1:]
    return cells if len(inside) < len(outside) and _are_put_back(cells, outside, inside, delimiter) else None


def _are_put_back(cells: list[str], outside: Sequence[str], quoted: Sequence[str], delimiter: str) -> bool:
    """Whether each quoted text was taken out of a whole cell, which is as far on as cells end in what is outside."""
    at = 0
    for before, text in zip(outside, quoted, strict=False):
        at += before.count(delimiter) + before.count("\n")
        if cells[at] != _TAKEN_OUT:
            return False
        cells[at] = text
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
