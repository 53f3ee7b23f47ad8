"""What the cells of a column say, many at a time.

Cells that repeat are remembered. Those of names and numbers of which each stands only once are looked at together: if
none of them has anything odd, all say what is written in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from hub.core.extract import cells
from hub.core.extract.cells import LONGEST, NOTHING, Cell, Memory
from hub.core.identifiers import NIK

Column = Callable[[Sequence[str]], list[Cell]]
_NIKS: Final = re.compile(rf"(?:{NIK.pattern}\n)*+")
_ODD: Final = ("  ", "\n ", " \n", "\\")


def remembered(says: Callable[[str], Cell]) -> Column:
    """Cell by cell, by what is remembered of those before."""
    memory = Memory(says)

    def read(column: Sequence[str]) -> list[Cell]:
        return list(map(memory.__getitem__, column))

    return read


def texts(says: Callable[[str], Cell]) -> Column:
    """`cells.text`, or what narrows it for an empty cell."""
    one_by_one = remembered(says)

    def read(column: Sequence[str]) -> list[Cell]:
        if not _are_plain(column):
            return one_by_one(column)
        return [says(cell) if cell in NOTHING else cell for cell in column]

    return read


def niks(column: Sequence[str]) -> list[Cell]:
    """`cells.nik`."""
    joined = "\n".join((*column, ""))
    if joined.count("\n") == len(column) and _NIKS.fullmatch(joined):
        return list(column)
    return list(map(cells.nik, column))


def _are_plain(column: Sequence[str]) -> bool:
    """Whether `cells.text` leaves each of them as it is, or finds nothing in it."""
    joined = "\n".join(("", *column, ""))
    return (
        joined.count("\n") == len(column) + 1
        and joined.replace("\n", "").isprintable()
        and not any(odd in joined for odd in _ODD)
        and max(map(len, column), default=0) <= LONGEST
    )
