"""Numbers of the register and of agencies, each given once.

Serials of NIKs and family cards stay within 9001-9999, which the register does not reach in a day: so nobody can take
a made-up number for a real one.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import defaultdict
from typing import Final

from hub.core.codes import Sex

HOME_AREAS: Final = tuple(f"1901{number:02d}" for number in range(1, 9))
"""The eight kecamatan of Kabupaten Bangka as area codes of a NIK."""

_FIRST_SERIAL: Final = 9001
_SERIALS: Final = 999
_EPOCH: Final = dt.date(1905, 1, 1)
_DAYS: Final = 36_600  # a hundred years: the number shows two digits of the year


class _Cells:
    """How many serials each (area, sex or card, day) has given: two bytes a cell for the areas at home."""

    def __init__(self) -> None:
        self._home = array("H", bytes(2 * len(HOME_AREAS) * 2 * _DAYS))
        self._elsewhere: defaultdict[tuple[str, int, int], int] = defaultdict(int)

    def take(self, area: str, kind: int, day: int) -> int | None:
        """The next serial, or None when the cell has given all of them."""
        given = self._count(area, kind, day)
        if given >= _SERIALS:
            return None
        # A start of its own for each cell, so that numbers do not all end in 9001.
        start = (day * 613 + kind * 337 + int(area) * 71) % _SERIALS
        return _FIRST_SERIAL + (start + given) % _SERIALS

    def _count(self, area: str, kind: int, day: int) -> int:
        """Serials given so far; the count goes up by one, and stays at the limit."""
        if area in HOME_AREAS:
            cell = ((HOME_AREAS.index(area) * 2) + kind) * _DAYS + day
            given = self._home[cell]
            self._home[cell] = min(given + 1, _SERIALS)
            return given
        given = self._elsewhere[area, kind, day]
        self._elsewhere[area, kind, day] = min(given + 1, _SERIALS)
        return given


class Numbers:
    """Gives NIKs and family card numbers; no number twice."""

    def __init__(self) -> None:
        self._niks = _Cells()
        self._cards = _Cells()

    def nik(self, area: str, born: dt.date, sex: Sex) -> str:
        """A NIK of the area; when the area has no serial left for that day, of the next area at home."""
        kind = int(sex is Sex.FEMALE)
        day = born.day + 40 * kind
        number, area = self._serial(self._niks, area, kind, born)
        return f"{area}{day:02d}{born.month:02d}{born.year % 100:02d}{number:04d}"

    def family_card(self, area: str, issued: dt.date) -> str:
        """A family card number: area, day of issue, serial."""
        number, area = self._serial(self._cards, area, 0, issued)
        return f"{area}{issued:%d%m%y}{number:04d}"

    @staticmethod
    def _serial(cells: _Cells, area: str, kind: int, day: dt.date) -> tuple[int, str]:
        # Two centuries share a two-digit year: a cell is the day as the number shows it.
        shown = (day.replace(year=1905 + (day.year - 1905) % 100) - _EPOCH).days
        for candidate in (area, *HOME_AREAS):
            serial = cells.take(candidate, kind, shown)
            if serial is not None:
                return serial, candidate
        raise OverflowError("More people on one day than a district of this size can have.")


def _scrambled(index: int, digits: int) -> str:
    """`index` as a number that looks random: 7,654,321 has no factor 2 or 5, so no two indexes meet."""
    return f"{(index * 7_654_321 + 1_234_567) % 10**digits:0{digits}d}"


def student_number(index: int, born: dt.date) -> str:
    """NISN: the last three digits of the year of birth (`010`), seven more."""
    return f"{born.year % 1000:03d}{_scrambled(index, 7)}"


def business_number(index: int) -> str:
    """NIB: 13 digits."""
    return f"91{_scrambled(index, 11)}"


def insurance_number(index: int) -> str:
    """Number of a BPJS card: 13 digits that begin with zeros."""
    return f"000{_scrambled(index, 10)}"


def patient_number(index: int) -> str:
    """SATUSEHAT patient (IHS): `P` and 11 digits."""
    return f"P{_scrambled(index, 11)}"
