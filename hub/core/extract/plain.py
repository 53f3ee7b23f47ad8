"""Lines of an extract that are one row each, cut into columns some hundred lines at a time.

Nearly all lines are such. Whether one is needs no more than counting its delimiters while nothing in it is quoted, and
all such lines together are cut by one call; only those with a quotation mark go through `csv`.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of some rows, and of each row the number of lines before it: those without quotation marks first."""

    columns: Sequence[Sequence[str]]
    lines: Sequence[int]


def columns(lines: Sequence[str], delimiter: str, width: int) -> Columns | None:
    """None unless each line, which comes without its line feed, is a row of `width` fields."""
    if lines[0].endswith("\r"):
        lines = [line.removesuffix("\r") for line in lines]
    marked = ['"' in line for line in lines]
    quoted = [at for at, has in enumerate(marked) if has]
    bare = [at for at, has in enumerate(marked) if not has]
    rows = _read([lines[at] for at in quoted], delimiter, width)
    cells = _cut([lines[at] for at in bare] if quoted else lines, delimiter, width)
    if rows is None or cells is None:
        return None
    found = [cells[at::width] for at in range(width)]
    if rows:
        for at, column in enumerate(found):
            column.extend(map(itemgetter(at), rows))
    return Columns(found, bare + quoted)


def _cut(lines: Sequence[str], delimiter: str, width: int) -> list[str] | None:
    """The fields of lines without quotation marks, one after the other, if `csv` would see the same in them."""
    joined = delimiter.join(lines)
    if not set(map(str.count, lines, repeat(delimiter))) <= {width - 1} or "\r" in joined:
        return None
    if max(map(len, lines), default=0) >= csv.field_size_limit():
        return None
    return joined.split(delimiter) if lines else []


def _read(lines: Sequence[str], delimiter: str, width: int) -> list[list[str]] | None:
    """The rows of lines with quotation marks, if each is a whole row of so many fields."""
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows if len(rows) == len(lines) and set(map(len, rows)) <= {width} else None
