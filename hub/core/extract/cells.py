"""What a cell of an extract says, in the words of the record, written as COPY reads text with nothing for a null.

Each function gives the text, `NULL` for a cell that says nothing, or None for one that cannot be read. Most cells of a
column repeat, so what one says is remembered.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

from hub.core.codes import CodedEnum
from hub.core.extract.form import DateForm
from hub.core.identifiers import is_family_card_number, is_nik
from hub.core.names import search_key
from hub.core.regions import within

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound="Cell")
Cell = str | None
NULL: Final = ""
"""That there is nothing: as an extract says it, so that such cells pass as they are."""
OUTSIDE: Final = "?"
"""Instead of a region: one that is not of this district."""
NO_NIK: Final = "?"
"""Instead of a parent's NIK: something that is none."""

NOTHING: Final = frozenset({"", "-"})
LONGEST: Final = 400
_FIRST_YEAR: Final = 1850
_REMEMBERED: Final = 60_000
_DATES: Final = {
    DateForm.DAY_FIRST: re.compile(r"(?P<d>[0-9]{1,2})-(?P<m>[0-9]{1,2})-(?P<y>[0-9]{4})"),
    DateForm.ISO: re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?"),
}
_OPEN_CODE: Final = re.compile(r"[0-9]{1,3}")
_POSTAL: Final = re.compile(r"[0-9]{5}")
_REGION_DIGITS: Final = (2, 2, 2, 4)


class Memory(dict[K, V]):
    """What cells say, found out once; `map(memory.__getitem__, column)` is as fast as a dict.

    What cannot be taken over is not remembered but noted in `odd`, so that nobody has to look for it.
    """

    def __init__(self, says: Callable[[K], V], most: int = _REMEMBERED) -> None:
        super().__init__()
        self._says = says
        self._most = most
        self.odd = False

    def __missing__(self, cell: K) -> V:
        said = self._says(cell)
        if said is None or said == OUTSIDE:
            self.odd = True
            return said
        if len(self) >= self._most:
            self.clear()
        self[cell] = said
        return said


def text(cell: str) -> Cell:
    """Words with one space between them; an empty cell or a dash says nothing."""
    words = " ".join(cell.split())
    if words in NOTHING:
        return NULL
    if len(words) > LONGEST or not words.isprintable():
        return None
    return words.replace("\\", "\\\\") if "\\" in words else words


def name(cell: str) -> Cell:
    """A name that has to be there."""
    said = text(cell)
    return None if said == NULL else said


def key(said: Cell) -> str:
    """The search key of a name that `text` gave; nothing for no name."""
    return search_key(said or NULL)


def nik(cell: str) -> Cell:
    given = _digits(cell)
    return given if is_nik(given) else None


def parent_nik(cell: str) -> Cell:
    """Zeros and dashes say nothing; NO_NIK for what is no NIK, since nobody is kept out for a parent's number."""
    return nik(cell) or (NO_NIK if cell.strip(" '-0") else NULL)


def family_card(cell: str) -> Cell:
    given = _digits(cell)
    if not given.strip("-0"):
        return NULL
    return given if is_family_card_number(given) else None


def closed(codes: type[CodedEnum]) -> Callable[[str], Cell]:
    """The name of the member with this official code; zeros before it do not count, zero says nothing."""
    names: dict[str, str] = {member.code: member.name for member in codes}
    names[""] = NULL
    return lambda cell: names.get(cell.strip().strip("-").lstrip("0"))


def listed(cell: str) -> Cell:
    """The code of an open list, without zeros before it: such a list grows by itself."""
    given = cell.strip().strip("-")
    if not given.lstrip("0"):
        return NULL
    return given.lstrip("0") if _OPEN_CODE.fullmatch(given) else None


def three_digits(cell: str) -> Cell:
    """RT and RW: `1`, `01` and `001` are the same."""
    said = text(cell)
    return said.zfill(3) if said and said.isdecimal() and said.isascii() else said


def postal_code(cell: str) -> Cell:
    given = cell.strip()
    if not given.strip("-0"):
        return NULL
    return given if _POSTAL.fullmatch(given) else None


def date(form: DateForm, latest: dt.date) -> Callable[[str], Cell]:
    """A date of this form, not later than `latest`, in ISO form."""
    pattern = _DATES[form]

    def says(cell: str) -> Cell:
        given = cell.strip()
        if given in NOTHING:
            return NULL
        found = pattern.fullmatch(given)
        if not found:
            return None
        try:
            day = dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            return None
        return day.isoformat() if day.year >= _FIRST_YEAR and day <= latest else None

    return says


def region(root: str) -> Callable[[tuple[str, ...]], Cell]:
    """The dotted code of a village out of its four parts; OUTSIDE when it is not in `root` (empty: anywhere)."""

    def says(cells: tuple[str, ...]) -> Cell:
        parts = [cell.strip().zfill(size) for cell, size in zip(cells, _REGION_DIGITS, strict=True)]
        if any(not (part.isascii() and part.isdecimal()) or len(part) != size or not int(part)
               for part, size in zip(parts, _REGION_DIGITS, strict=True)):  # fmt: skip
            return None
        code = ".".join(parts)
        return code if not root or within(code, root) else OUTSIDE

    return says


def _digits(cell: str) -> str:
    """Spreadsheets keep a long number whole by an apostrophe before it."""
    return cell.strip().removeprefix("'")
