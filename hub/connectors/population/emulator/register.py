"""The emulated register: people as the agency holds them, one JSON object each.

Attributes are those of `hub.core.citizen.Citizen` by name; enums by member name, dates in ISO form, `address` an
object, `mother` and `father` {full_name, nik} or null. A district of hundreds of thousands stays in its file, which
is mapped into memory; here are only the places of its lines.
"""

from __future__ import annotations

import itertools
import mmap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

_BEGINNING: Final = b'{"nik":"'
_DIGITS: Final = 16
_NEEDED: Final = ("nik", "full_name", "sex", "birth_date", "address")

Person = Mapping[str, Any]


class Register:
    """People by NIK: those of the file, and over them those who were added."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._file: bytes | mmap.mmap = (
                mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if file.stat().st_size else b""
            )
        self._places = dict(_places(self._file))
        self._added: dict[str, Person] = {}

    def __len__(self) -> int:
        return len(self._places) + sum(int(nik) not in self._places for nik in self._added)

    def get(self, key: str) -> Person | None:
        """The person with this NIK."""
        if key in self._added:
            return self._added[key]
        place = self._places.get(int(key)) if key.isascii() and key.isdigit() and len(key) == _DIGITS else None
        return None if place is None else self._read(place)

    def first(self, count: int) -> list[Person]:
        """Some people, those who were added last first."""
        seeded = (self._read(place) for nik, place in self._places.items() if f"{nik:016d}" not in self._added)
        return list(itertools.islice(itertools.chain(reversed(self._added.values()), seeded), count))

    def put(self, items: Iterable[Person]) -> None:
        """Adds or replaces people; raises ValueError for one that lacks an attribute, and then takes none."""
        taken = list(items)
        for person in taken:
            missing = [name for name in _NEEDED if not person.get(name)]
            if missing or len(str(person.get("nik"))) != _DIGITS:
                raise ValueError(f"A person needs a NIK of 16 digits and: {', '.join(_NEEDED)}.")
        self._added |= {str(person["nik"]): person for person in taken}

    def _read(self, place: int) -> Person:
        end = self._file.find(b"\n", place)
        person: Person = orjson.loads(self._file[place : end if end >= 0 else len(self._file)])
        return person


def _places(file: bytes | mmap.mmap) -> Iterator[tuple[int, int]]:
    """(NIK as a number, place of its line); numbers and not texts, because there may be hundreds of thousands."""
    at = 0
    while at < len(file):
        end = file.find(b"\n", at)
        end = len(file) if end < 0 else end
        if end > at:
            yield _nik(file[at:end]), at
        at = end + 1


def _nik(line: bytes) -> int:
    if line.startswith(_BEGINNING):
        return int(line[len(_BEGINNING) : len(_BEGINNING) + _DIGITS])
    return int(orjson.loads(line)["nik"])
