"""What the cells of a column say, many at a time.

Cells that repeat are remembered. Those of names and numbers of which each stands only once are looked at together: if
none of them has anything odd, all say what is written in them, and nothing where nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Final, Protocol

from hub.core.extract import cells
from hub.core.extract.cells import LONGEST, Cell, Memory
from hub.core.identifiers import NIK

_PLAIN: Final = bytes((ord("\n"), *range(ord(" "), ord("~") + 1)))
_ODD: Final = ("  ", "\n ", " \n", "\n-\n", "\\")


class Column(Protocol):
    """Reads the cells of a column. `odd` is whether one that was read since the last time could not be taken over."""

    def read(self, column: Sequence[str]) -> Sequence[Cell]: ...

    def odd(self) -> bool: ...


class Remembered:
    """Cell by cell, by what is remembered of those before."""

    def __init__(self, says: Callable[[str], Cell]) -> None:
        self._memory = Memory(says)

    def read(self, column: Sequence[str]) -> Sequence[Cell]:
        return list(map(self._memory.__getitem__, column))

    def odd(self) -> bool:
        odd, self._memory.odd = self._memory.odd, False
        return odd


class Texts(Remembered):
    """`cells.text`, or what narrows it for an empty cell."""

    def __init__(self, says: Callable[[str], Cell]) -> None:
        super().__init__(says)
        self._may_be_empty = says("") is not None

    def read(self, column: Sequence[str]) -> Sequence[Cell]:
        return self.plain(column) if are_plain(column) else super().read(column)

    def plain(self, column: Sequence[str]) -> Sequence[Cell]:
        """Of cells that `are_plain`."""
        return column if self._may_be_empty or all(column) else super().read(column)


class Numbers(Remembered):
    """Cells of which most are `like` a regular expression, and then say what is written in them."""

    def __init__(self, like: str, says: Callable[[str], Cell]) -> None:
        super().__init__(says)
        self._like = re.compile(rf"(?:{like}\n)*+")

    def read(self, column: Sequence[str]) -> Sequence[Cell]:
        joined = "\n".join((*column, ""))
        if joined.count("\n") == len(column) and self._like.fullmatch(joined):
            return column
        return super().read(column)


def niks() -> Column:
    """`cells.nik`."""
    return Numbers(NIK.pattern, cells.nik)


def parents_niks() -> Column:
    """`cells.parent_nik`."""
    return Numbers(f"(?:{NIK.pattern})?", cells.parent_nik)


def family_cards() -> Column:
    """`cells.family_card`."""
    return Numbers("(?:(?!0{16})[0-9]{16})?", cells.family_card)


def are_plain(*columns: Sequence[str], short: bool = False) -> bool:
    """Whether `cells.text` leaves each cell of these columns as it is. `short`: none is longer than LONGEST.

    All is looked at together, and what is ASCII as bytes, for that costs a fraction of looking cell by cell.
    """
    joined = "\n".join(("", *chain.from_iterable(columns), ""))
    if joined.count("\n") != sum(map(len, columns)) + 1 or any(odd in joined for odd in _ODD):
        return False
    if not short and max(map(len, chain.from_iterable(columns)), default=0) > LONGEST:
        return False
    if joined.isascii():
        return not joined.encode().translate(None, _PLAIN)
    return joined.replace("\n", "").isprintable()
